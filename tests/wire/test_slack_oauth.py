"""Installing from a web page: who may, what is kept of it and how, and how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from adapters.slack import installs
from adapters.slack.adapter import NOT_INSTALLED, SlackAdapter
from adapters.slack.manifest import manifest
from bot.core.sealing import new_key
from bot.run.clock import SharedClock
from bot.run.database import key_problem
from bot.settings import load
from bot.words.delivery import Pace
from tests.wire.running import HOSPITAL, Running, eventually, running
from tests.wire.slack.people import People
from tests.wire.slack.things import Token
from tests.wire.slack_api import TEAM, Clock, Consent, FakeSlack, Hang, harbor
from tests.wire.slack_app import ROOMS

# the SDK's own call of oauth.v2.access
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
KEY = new_key()
OURS = f'[slack]\nworkspaces = ["{TEAM}"]\n'
RENEWAL = "slack_sdk.oauth.token_rotation.async_rotator.time"
ORG = """
[[rooms]]
platform = "slack"
workspace = "E0HARBOR"
id = "{triage}"
purpose = "triage"
[[groups]]
platform = "slack"
workspace = "E0HARBOR"
id = "{group}"
side = "it"
[slack]
workspaces = ["E0HARBOR"]
"""


@dataclass
class Shop:
    """The app with its pages, and the people of the workspace that it gets installed in."""

    slack: FakeSlack
    app: Running
    people: People

    def installs(self, consent: Consent | None = None) -> Token:
        """The bot token that Slack gave for it, still there."""
        before = set(self.slack.world.tokens)
        done = self.slack.installs(self.app.url, consent).result()
        assert (done.status, "Corridor is installed" in done.page) == (200, True), done.page
        (new,) = set(self.slack.world.tokens) - before
        return self.slack.world.tokens[new]

    def says(self, words: str) -> str:
        """What Ana is answered to a concern."""
        answer = self.people.command("ana", "/concern", words, "ward-5w").result()
        return answer.body

    def in_files(self, secret: str) -> bool:
        """Whether the database's files hold this, read as bytes."""
        return any(secret.encode() in f.read_bytes() for f in self.app.path.parent.iterdir())


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    """Nothing is installed, tokens end after twelve hours, and the app asks the database for them
    each time."""
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    monkeypatch.setattr(installs, "FRESH", 0.0)
    with FakeSlack(limits=False, clock=Clock()) as slack:
        harbor(slack)
        monkeypatch.setattr(RENEWAL, slack.clock.now)
        slack.configure(manifest("https://corridor.example", many=True))
        slack.revoke("inactive")
        yield slack


@contextmanager
def shop(path: Path, slack: FakeSlack, more: str = OURS, keys: str = KEY) -> Iterator[Shop]:
    env = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_CLIENT_SECRET": slack.app.client_secret,
        "CORRIDOR_KEYS": keys,
    }
    with running(path, env, HOSPITAL + more) as app:
        yield Shop(slack, app, slack.over_http(f"{app.url}/slack/events"))


def rooms(slack: FakeSlack) -> str:
    names = {name: slack.user(name).id for name in ("ana", "jo", "sam", "kim")}
    places = {"triage": slack.channel("it-triage").id, "ward": slack.channel("ward-5w").id}
    here = f'platform = "slack"\nworkspace = "{TEAM}"'
    return ROOMS.format(**names, **places).replace('platform = "slack"', here)


@pytest.fixture
def at(tmp_path: Path, slack: FakeSlack) -> Iterator[Shop]:
    with shop(tmp_path, slack, rooms(slack)) as found:
        yield found


# There and back


def test_what_is_installed_works_and_its_token_is_in_no_file(at: Shop) -> None:
    token = at.installs()
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")
    eventually(lambda: "C-101" in at.slack.shown("it-triage"))
    assert not at.in_files(token.value)
    assert not any(at.in_files(secret) for secret in at.slack.world.refreshers)


def test_before_it_is_installed_people_are_told_that_it_is_not(at: Shop) -> None:
    at.says("label printer on 5 West prints blank")
    assert "not set up for this workspace" in at.slack.alone("ana")
    assert "label printer" not in at.app.stored()


def test_slack_is_asked_for_what_the_manifest_names_and_nothing_more(at: Shop) -> None:
    way = httpx.get(f"{at.app.url}/slack/install").headers["Location"]
    asked = httpx.URL(way).params["scope"].split(",")
    assert set(asked) == at.slack.app.scopes
    assert httpx.URL(way).params.get("user_scope", "") == ""


def test_an_optional_permission_may_be_left_out(at: Shop) -> None:
    token = at.installs(Consent(TEAM, without=("reactions:read",)))
    assert "reactions:read" not in token.scopes
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")


# The way back is tied to the way there


def visit(at: Shop) -> tuple[str, dict[str, str]]:
    """The state and the cookie of a visit to the page that begins it."""
    page = httpx.get(f"{at.app.url}/slack/install")
    assert page.status_code == 302
    state = httpx.URL(page.headers["Location"]).params["state"]
    cookie = page.headers["Set-Cookie"]
    assert "secure" in cookie.lower()
    assert "httponly" in cookie.lower()
    return state, {"Cookie": cookie.partition(";")[0]}


def back(at: Shop, headers: dict[str, str], **query: str) -> httpx.Response:
    return httpx.get(f"{at.app.url}/slack/oauth_redirect", params=query, headers=headers)


def test_a_state_is_good_once(at: Shop) -> None:
    state, cookie = visit(at)
    assert "did not confirm" in back(at, cookie, state=state, code="made-up").text
    again = back(at, cookie, state=state, code="made-up")
    assert (again.status_code, "used before" in again.text) == (401, True)
    assert len(at.slack.called("oauth.v2.access")) == 1


def test_a_state_ends_after_ten_minutes(
    tmp_path: Path, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = timedelta()
    monkeypatch.setattr(SharedClock, "__call__", lambda _: datetime.now(UTC) + ahead)
    with shop(tmp_path, slack) as at:
        state, cookie = visit(at)
        ahead = timedelta(minutes=11)
        late = back(at, cookie, state=state, code="made-up")
        assert (late.status_code, "ten minutes" in late.text) == (401, True)
        assert slack.called("oauth.v2.access") == []


def test_another_browser_or_state_gets_nowhere(at: Shop) -> None:
    one, _ = visit(at)
    _, other = visit(at)
    for headers in ({}, other):
        answer = back(at, headers, state=one, code="made-up")
        assert (answer.status_code, "by another way" in answer.text) == (400, True)
    assert at.slack.called("oauth.v2.access") == []


def test_states_are_not_readable_in_the_database(at: Shop) -> None:
    state, _ = visit(at)
    assert not at.in_files(state)


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        (Consent(TEAM, cancel=True), "You did not allow it, so nothing was installed."),
        (Consent(TEAM, code="made-up"), "Slack did not confirm the installation."),
        (Consent(TEAM, state="made-up"), "reached by another way"),
    ],
)
def test_what_went_wrong_is_on_the_page_with_the_way_to_begin_again(
    at: Shop, consent: Consent, words: str
) -> None:
    done = at.slack.installs(at.app.url, consent).result()
    assert words in done.page
    assert "Begin again at /slack/install." in done.page
    assert "xox" not in at.app.stored()


def test_words_in_the_address_are_repeated_neither_on_the_page_nor_as_html(at: Shop) -> None:
    answer = back(at, {}, error="<script>alert(1)</script>")
    assert "Slack could not finish the installation." in answer.text
    assert "script" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


# Only here


def test_a_workspace_that_is_not_ours_is_refused_and_its_token_given_back(at: Shop) -> None:
    at.slack.team("T0ELSEWHERE", "Somewhere Else")
    before = set(at.slack.world.tokens)
    done = at.slack.installs(at.app.url, Consent("T0ELSEWHERE")).result()
    assert (done.status, "not one of the hospital's" in unescape(done.page)) == (403, True)
    (token,) = set(at.slack.world.tokens) - before
    assert at.slack.world.tokens[token].state == "revoked"
    assert "T0ELSEWHERE" not in at.app.stored()


def test_it_is_refused_too_where_slack_takes_no_token_back_just_then(at: Shop) -> None:
    at.slack.team("T0ELSEWHERE", "Somewhere Else")
    at.slack.fails("auth.revoke", 503)
    done = at.slack.installs(at.app.url, Consent("T0ELSEWHERE")).result()
    assert (done.status, "not one of the hospital's" in unescape(done.page)) == (403, True)


# A whole organisation


def test_an_organisation_is_installed_once_for_all_its_workspaces(
    tmp_path: Path, slack: FakeSlack
) -> None:
    north = slack.team("T0NORTH", "North Campus", org="E0HARBOR")
    slack.person("Mara Lind", team=north)
    slack.person("Nils Berg", team=north)
    triage = slack.room("north-it", "mara", "corridor", team=north)
    slack.room("north-ward", "mara", "nils", "corridor", team=north)
    group = slack.group("north-oncall", "mara", team=north)
    with shop(tmp_path, slack, ORG.format(triage=triage.id, group=group.id)) as at:
        at.installs(Consent(north.id, everywhere=True))
        at.people.command("nils", "/concern", "fax machine eats paper", "north-ward").result()
        eventually(lambda: "C-101" in slack.shown(triage))
        at.people.says("mara", "north-ward", "@corridor take C-101").result()
        eventually(lambda: "Mara Lind" in slack.shown(triage))
        at.people.command("mara", "/corridor", "me").result()
        assert "it" in slack.alone("mara")
        asked = slack.called("usergroups.users.list")
        assert asked
        assert {(call.args.get("team_id"), call.error) for call in asked} == {("T0NORTH", "")}


def test_the_app_leaving_one_workspace_leaves_the_organisation_its_token(
    tmp_path: Path, slack: FakeSlack
) -> None:
    north = slack.team("T0NORTH", "North Campus", org="E0HARBOR")
    slack.person("Nils Berg", team=north)
    with shop(tmp_path, slack, '[slack]\nworkspaces = ["E0HARBOR"]\n') as at:
        token = at.installs(Consent(north.id, everywhere=True))
        at.people.uninstalls(north.id).result()
        at.people.command("nils", "/corridor", "help").result()
        assert "concern" in slack.alone("nils")
        token.state = "inactive"
        at.people.uninstalls(north.id).result()
        at.people.command("nils", "/corridor", "help").result()
        assert "not set up for this workspace" in slack.alone("nils")


# Tokens of twelve hours


def renewals(slack: FakeSlack) -> list[str]:
    """How each try to renew a token ended; "" is well."""
    calls = slack.called("oauth.v2.access")
    return [call.error for call in calls if call.args.get("grant_type") == "refresh_token"]


def test_a_token_is_renewed_two_hours_before_it_ends_and_once(at: Shop) -> None:
    first = at.installs()
    at.says("one")
    assert renewals(at.slack) == []
    at.slack.clock.forward(hours=11)
    assert "C-102 is with IT" in at.says("label printer on 5 West prints blank")
    at.says("scanner on 5 West is dead")
    assert renewals(at.slack) == [""]
    at.slack.clock.forward(hours=2)
    assert "C-104 is with IT" in at.says("fax on 5 West eats paper")
    eventually(lambda: "C-104" in at.slack.shown("it-triage"))
    assert at.slack.world.tokens[first.value].dies is not None
    assert not any(call.error == "token_expired" for call in at.slack.calls)


def test_a_token_that_ended_in_a_quiet_week_is_renewed_when_somebody_comes(at: Shop) -> None:
    at.installs()
    at.slack.clock.forward(days=7)
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")
    assert not any(call.error == "token_expired" for call in at.slack.calls)


def test_many_who_come_at_once_renew_it_once(at: Shop) -> None:
    at.installs()
    at.slack.clock.forward(hours=11)
    doing = [
        at.people.command(who, "/corridor", "help", where)
        for who, where in (("ana", "ward-5w"), ("ben", "ward-5w"), ("sam", "it-triage"))
    ]
    assert all("concern" in one.result().body for one in doing)
    assert renewals(at.slack) == [""]


def test_two_processes_renew_it_once_and_both_go_on(tmp_path: Path, slack: FakeSlack) -> None:
    with shop(tmp_path, slack, rooms(slack)) as one, shop(tmp_path, slack, rooms(slack)) as two:
        one.installs()
        slack.clock.forward(hours=13)
        slack.fails("oauth.v2.access", Hang(0.3))
        slow = one.people.command("ana", "/corridor", "help", "ward-5w")
        eventually(lambda: not slack.faults.plans)
        quick = two.people.command("ben", "/corridor", "help", "ward-5w")
        assert "concern" in slow.result().body
        assert "concern" in quick.result().body
        assert sorted(renewals(slack)) == ["", "invalid_refresh_token"]
        assert "C-101 is with IT" in one.says("label printer on 5 West prints blank")
        eventually(lambda: "C-101" in slack.shown("it-triage"))
        assert not any(call.error == "token_expired" for call in slack.calls)


def test_while_slack_renews_nothing_the_token_at_hand_still_does(at: Shop) -> None:
    at.installs()
    at.slack.clock.forward(hours=11)
    at.slack.fails("oauth.v2.access", 503, 50)
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")
    at.slack.faults.plans.clear()
    at.says("scanner on 5 West is dead")
    assert "" in renewals(at.slack)


# How it ends


@pytest.mark.parametrize("how", ["uninstalls", "revokes"])
def test_a_token_that_slack_took_back_is_forgotten(at: Shop, how: str) -> None:
    at.installs()
    at.slack.fails("chat.postMessage", 503, 1000)
    at.says("label printer on 5 West prints blank")
    eventually(lambda: at.slack.called("chat.postMessage"))
    getattr(at.people, how)(TEAM).result()
    at.slack.faults.plans.clear()
    at.says("scanner on 5 West is dead")
    assert "not set up for this workspace" in at.slack.alone("ana")
    eventually(lambda: NOT_INSTALLED in at.app.stored())


@pytest.mark.parametrize("how", ["uninstalls", "revokes"])
def test_it_can_be_installed_again(at: Shop, how: str) -> None:
    first = at.installs()
    getattr(at.people, how)(TEAM).result()
    second = at.installs()
    assert second.value != first.value
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")
    eventually(lambda: "C-101" in at.slack.shown("it-triage"))


def test_late_news_of_an_end_does_not_undo_what_was_installed_since(at: Shop) -> None:
    at.installs()
    news = at.people.uninstalls(TEAM).result()
    at.installs()
    at.people.again(news).result()
    assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")


def test_an_end_that_slack_can_not_confirm_now_comes_again(at: Shop) -> None:
    at.installs()
    at.slack.fails("auth.test", 503)
    answer = at.people.stubborn().uninstalls(TEAM).result()
    assert ([one.ok for one in answer.before], answer.ok) == ([False], True)
    at.says("scanner on 5 West is dead")
    assert "not set up for this workspace" in at.slack.alone("ana")


# Keys


def test_keys_are_changed_without_installing_again(tmp_path: Path, slack: FakeSlack) -> None:
    new = new_key()
    with shop(tmp_path, slack, rooms(slack)) as at:
        at.installs()
    with shop(tmp_path, slack, rooms(slack), f"{new} {KEY}") as at:
        assert "C-101 is with IT" in at.says("label printer on 5 West prints blank")
    with shop(tmp_path, slack, rooms(slack), new) as at:
        assert "C-102 is with IT" in at.says("scanner on 5 West is dead")


def test_with_another_key_it_does_not_start_but_says_which_to_put_back(
    tmp_path: Path, slack: FakeSlack
) -> None:
    with shop(tmp_path, slack, rooms(slack)) as at:
        at.installs()
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'corridor.db'}", "CORRIDOR_KEYS": new_key()}
    assert "put the key before it back" in key_problem(load(env, lambda _: HOSPITAL))
