"""What `corridor doctor` finds in Slack, asked for real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.slack.manifest import OPTIONAL, SCOPES, manifest
from bot.core.sealing import new_key
from bot.ops.doctor import examine
from tests import prepared
from tests.wire.running import HOSPITAL, running
from tests.wire.slack_api import TEAM, Consent, FakeSlack, Garbage, harbor
from tests.wire.slack_app import Mode, environment, scene

ROOM = '[[rooms]]\nplatform = "slack"\nid = "{id}"\npurpose = "triage"\n'
GROUP = '[[groups]]\nplatform = "slack"\nid = "S0ITTEAM"\nside = "it"\n'
EMOJI = '[slack]\nraise_emoji = ":raise-it:"\n'
SECRET = "not-another-signing"
KEY = new_key()


@dataclass
class Ward:
    """A folder with a database and settings, as an operator has it."""

    slack: FakeSlack
    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def said(self, more: str = "", mode: Mode = "socket", url: str = "", **env: str) -> str:
        """The lines about Slack, in order."""
        file = self.path / "corridor.toml"
        file.write_text(HOSPITAL + more, encoding="utf-8")
        here = {"CORRIDOR_CONFIG": str(file), "DATABASE_URL": self.url, "CORRIDOR_KEYS": KEY}
        given: Mapping[str, str] = self.env or environment(self.slack, mode)
        lines = [str(one) for one in examine({**here, **given, **env}, url)]
        return "\n".join(lines[2:])

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}/corridor.db"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.configure(manifest())
        yield slack


@pytest.fixture
def ward(tmp_path: Path, slack: FakeSlack) -> Ward:
    ward = Ward(slack, tmp_path)
    prepared.migrated(tmp_path / "corridor.db")
    return ward


def room(slack: FakeSlack, name: str) -> str:
    return ROOM.format(id=slack.channel(name).id)


# Tokens and permissions


def test_all_is_well(ward: Ward) -> None:
    said = ward.said(room(ward.slack, "it-triage"))
    assert f"ok    Slack knows the bot token, for workspace {TEAM}" in said
    assert "ok    the app has all its permissions" in said
    assert f"ok    Corridor is in room {ward.slack.channel('it-triage').id}" in said
    assert "ok    Slack opens a socket for the app token" in said
    assert "fail" not in said


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("revoked", "fail  SLACK_BOT_TOKEN: it was revoked: install the app again"),
        ("inactive", "the app was removed from the workspace: install the app again"),
    ],
)
def test_a_token_that_slack_took_back(ward: Ward, state: str, told: str) -> None:
    ward.slack.world.tokens[ward.slack.token].state = state  # type: ignore[assignment]
    assert told in ward.said()
    assert ward.slack.token not in ward.said()


def test_a_bot_token_that_is_none(ward: Ward) -> None:
    said = ward.said(room(ward.slack, "it-triage"), SLACK_BOT_TOKEN="xoxb-tellnobody")
    assert "fail  SLACK_BOT_TOKEN: Slack does not know it: copy it again" in said
    assert "room C" not in said
    assert "tellnobody" not in said


def test_an_app_token_that_is_none(ward: Ward) -> None:
    said = ward.said(SLACK_APP_TOKEN="xapp-tellnobody")
    assert "fail  SLACK_APP_TOKEN: Slack does not know it: copy it again" in said
    assert "tellnobody" not in said


def test_an_app_token_without_its_permission(ward: Ward) -> None:
    ward.slack.world.tokens[ward.slack.app_token].scopes = frozenset()
    assert "fail  SLACK_APP_TOKEN: it lacks connections:write" in ward.said()


def test_slack_out_of_reach(ward: Ward) -> None:
    said = ward.said(SLACK_API_URL="http://127.0.0.1:1/api/")
    assert "fail  Slack can't be reached: SLACK_BOT_TOKEN was not asked about" in said
    assert "there is no connection (127.0.0.1:1): check firewall and HTTPS_PROXY" in said


def test_something_that_answers_in_slacks_place(ward: Ward) -> None:
    ward.slack.fails("auth.test", Garbage(), 9)
    assert "fail  SLACK_BOT_TOKEN: what answered is not Slack" in ward.said()


@pytest.mark.parametrize("scope", list(SCOPES))
def test_a_missing_permission_fails_with_what_it_is_for(ward: Ward, scope: str) -> None:
    given = ward.slack.app.scopes - {scope}
    ward.slack.world.tokens[ward.slack.token].scopes = given
    told = f"fail  missing permission {scope}: add it under OAuth & Permissions"
    (line,) = [line for line in ward.said().splitlines() if "permission" in line]
    assert line.startswith(told)
    assert line.endswith(f"It is there to {SCOPES[scope]}")


@pytest.mark.parametrize("scope", list(OPTIONAL))
def test_an_optional_permission_is_a_warning_with_what_it_is_for(ward: Ward, scope: str) -> None:
    ward.slack.world.tokens[ward.slack.token].scopes = ward.slack.app.scopes - {scope}
    told = f"warn  without the optional permission {scope}: it is there to {OPTIONAL[scope]}"
    assert told in ward.said().splitlines()


def test_what_the_settings_rely_on_is_no_option(ward: Ward) -> None:
    given = ward.slack.app.scopes - {"usergroups:read"}
    ward.slack.world.tokens[ward.slack.token].scopes = given
    assert "fail  missing permission usergroups:read" in ward.said(GROUP)


def test_an_emoji_in_the_settings_relies_on_reactions(ward: Ward) -> None:
    given = ward.slack.app.scopes - {"reactions:read"}
    ward.slack.world.tokens[ward.slack.token].scopes = given
    assert "warn  without the optional permission reactions:read" in ward.said()
    assert "fail  missing permission reactions:read" in ward.said(EMOJI)


def test_the_page_on_slack_shows_what_it_says(ward: Ward) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/slack.md").read_text(encoding="utf-8")
    shown = page.partition("$ corridor doctor\n")[2].partition("```")[0]
    triage = ward.slack.channel("it-triage")
    triage.members.remove(ward.slack.bot.id)
    said = ward.said(room(ward.slack, "it-triage")).replace(triage.id, "C0TRIAGE01")
    assert "\n".join(said.splitlines()[:5]) == shown.strip()


# Rooms


def test_a_room_that_the_bot_is_not_in(ward: Ward) -> None:
    ward.slack.room("pharmacy", "lena")
    found = ward.slack.channel("pharmacy").id
    told = f"fail  Corridor is not in room {found}: type /invite @Corridor there"
    assert told in ward.said(room(ward.slack, "pharmacy"))


def test_a_private_room_is_named_by_its_id_alone(ward: Ward) -> None:
    ward.slack.room("layoffs-march", "lena", kind="private")
    outside = ward.said(room(ward.slack, "layoffs-march"))
    assert f"Slack shows Corridor no room {ward.slack.channel('layoffs-march').id}" in outside
    ward.slack.channel("layoffs-march").members.add(ward.slack.bot.id)
    inside = ward.said(room(ward.slack, "layoffs-march"))
    assert f"ok    Corridor is in room {ward.slack.channel('layoffs-march').id}" in inside
    assert "layoffs" not in outside + inside


def test_a_room_that_is_archived(ward: Ward) -> None:
    ward.slack.channel("it-triage").archived = True
    assert "is archived: name another" in ward.said(room(ward.slack, "it-triage"))


def test_a_room_that_does_not_exist(ward: Ward) -> None:
    assert "fail  Slack shows Corridor no room C0NOWHERE" in ward.said(ROOM.format(id="C0NOWHERE"))


def test_a_room_of_another_workspace(ward: Ward) -> None:
    other = ROOM.format(id="C0OTHER") + 'workspace = "T0OTHER"\n'
    assert "fail  room C0OTHER is in T0OTHER, and the app is not" in ward.said(other)


def test_rooms_that_may_not_be_looked_at(ward: Ward) -> None:
    given = ward.slack.app.scopes - {"channels:read", "groups:read"}
    ward.slack.world.tokens[ward.slack.token].scopes = given
    said = ward.said(room(ward.slack, "it-triage"))
    assert "warn  can't see whether Corridor is in room" in said
    assert "add channels:read and groups:read" in said


def test_a_busy_slack_is_no_missing_room(ward: Ward) -> None:
    ward.slack.fails("conversations.info", "ratelimited", 9)
    said = ward.said(room(ward.slack, "it-triage"))
    assert "warn  can't see whether Corridor is in room" in said
    assert "Slack refuses it (ratelimited)" in said


# The way in


def test_the_running_app_answers_slacks_test(ward: Ward, tmp_path: Path) -> None:
    with scene(tmp_path, ward.slack, "http") as at:
        said = ward.said(mode="http", url=at.app.url)
        assert f"ok    {at.app.url}/slack/events answers Slack's test" in said
        again = ward.said(mode="http", url=f"{at.app.url}/")
        assert f"ok    {at.app.url}/slack/events answers Slack's test" in again


def test_another_signing_secret_is_noticed(ward: Ward, tmp_path: Path) -> None:
    with scene(tmp_path, ward.slack, "http") as at:
        said = ward.said(mode="http", url=at.app.url, SLACK_SIGNING_SECRET=SECRET)
        assert f"fail  {at.app.url}/slack/events refuses Slack's test (401)" in said
        assert "the signing secret differs" in said
        assert SECRET not in said


def test_an_app_that_is_not_running_is_a_warning(ward: Ward) -> None:
    said = ward.said(mode="http", PORT="1")
    assert "warn  nothing answers at http://127.0.0.1:1/slack/events" in said
    ipv6 = ward.said(mode="http", PORT="1", HOST="::1")
    assert "nothing answers at http://[::1]:1/slack/events" in ipv6


def test_over_a_socket_no_address_is_tried(ward: Ward) -> None:
    assert "/slack/events" not in ward.said(SLACK_SIGNING_SECRET=SECRET)


# Many workspaces


@pytest.fixture
def many(ward: Ward) -> Ward:
    ward.slack.configure(manifest("https://corridor.example", many=True))
    ward.env = {
        "SLACK_API_URL": ward.slack.api_url,
        "SLACK_SIGNING_SECRET": ward.slack.app.signing_secret,
        "SLACK_CLIENT_ID": ward.slack.app.client_id,
        "SLACK_CLIENT_SECRET": ward.slack.app.client_secret,
        "CORRIDOR_KEYS": new_key(),
        "PORT": "1",
    }
    return ward


def test_many_workspaces_have_to_be_named(many: Ward) -> None:
    assert "fail  no workspace of Slack is named" in many.said()


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
def test_each_workspace_is_looked_at(many: Ward) -> None:
    clinic = many.slack.team("T0CLINIC", "Bayside Clinic")
    both = f'[slack]\nworkspaces = ["{TEAM}", "{clinic.id}"]\n'
    with running(many.path, many.env, HOSPITAL + both) as app:
        without = Consent(TEAM, without=("reactions:read",))
        assert many.slack.installs(app.url, without).result().status == 200
    here = room(many.slack, "it-triage") + f'workspace = "{TEAM}"\n'
    said = many.said(here + both)
    assert f"ok    Slack knows the bot token, for workspace {TEAM}" in said
    assert f"fail  the app is not installed in {clinic.id}: open /slack/install" in said
    assert "warn  without the optional permission reactions:read" in said
    assert f"ok    Corridor is in room {many.slack.channel('it-triage').id}" in said
    many.env["CORRIDOR_KEYS"] = new_key()
    assert f"fail  the app is not installed in {TEAM}" in many.said(here + both)


def test_before_there_is_a_database_nothing_of_it_is_asked(many: Ward) -> None:
    nowhere = many.said(f'[slack]\nworkspaces = ["{TEAM}"]\n', DATABASE_URL="sqlite:////no/x.db")
    assert f"fail  the app is not installed in {TEAM}" in nowhere
