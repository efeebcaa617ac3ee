"""The environment: what belongs together, what is mistyped, and what is never shown."""

import pytest

from bot.settings import BadSettings, Settings, load

FILE = '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
MANY = {
    "SLACK_SIGNING_SECRET": "shh",
    "SLACK_CLIENT_ID": "1",
    "SLACK_CLIENT_SECRET": "2",
    "CORRIDOR_KEYS": KEY,
}
TEAMS = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "shh", "TEAMS_TENANT_ID": "tenant"}


def loaded(env: dict[str, str]) -> Settings:
    return load(env, lambda _: FILE)


def told(env: dict[str, str]) -> dict[str, str]:
    """What is said about each variable."""
    with pytest.raises(BadSettings) as bad:
        loaded(env)
    return {one.where: f"{one.what} {one.mend}" for one in bad.value.problems}


def test_slack_over_http_or_by_socket_mode() -> None:
    http, socket = loaded(HTTP).slack, loaded(SOCKET).slack
    assert http is not None
    assert socket is not None
    assert (http.signing_secret, http.app_token) == ("shh", "")
    assert (socket.signing_secret, socket.app_token) == ("", "xapp-1")
    assert not loaded(HTTP).playground


def test_an_app_for_many_workspaces_needs_no_bot_token() -> None:
    settings = loaded(MANY)
    assert settings.slack is not None
    assert len(settings.keys) == 1


@pytest.mark.parametrize("gone", ["CORRIDOR_KEYS", "SLACK_SIGNING_SECRET"])
def test_many_workspaces_need_a_key_for_their_tokens_and_http(gone: str) -> None:
    env = {name: value for name, value in MANY.items() if name != gone} | {
        "SLACK_APP_TOKEN": "xapp-1"
    }
    assert "is missing" in told(env)[gone]


@pytest.mark.parametrize("key", ["short", "x" * 44, "ä" * 44, "=" * 44])
def test_what_is_no_key_is_not_quoted(key: str) -> None:
    said = told({"CORRIDOR_KEYS": f"{KEY}, {key}"})
    assert "no key" in said["CORRIDOR_KEYS"]
    assert key not in str(said)


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "shh"}, "SLACK_BOT_TOKEN"),
        (HTTP | {"SLACK_CLIENT_ID": "1", "CORRIDOR_KEYS": KEY}, "SLACK_CLIENT_SECRET"),
        (HTTP | {"SLACK_CLIENT_SECRET": "1"}, "SLACK_CLIENT_ID"),
        (TEAMS | {"TEAMS_APP_ID": " "}, "TEAMS_APP_ID"),
        (TEAMS | {"TEAMS_TENANT_ID": ""}, "TEAMS_TENANT_ID"),
    ],
)
def test_half_a_platform_names_the_variable_that_is_missing(
    env: dict[str, str], missing: str
) -> None:
    assert "is missing" in told(env)[missing]


def test_what_is_installed_from_a_page_can_not_be_in_socket_mode() -> None:
    many = {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "shh", "CORRIDOR_KEYS": KEY}
    assert "nothing can be installed" in told(HTTP | many | SOCKET)["SLACK_APP_TOKEN"]


def test_swapped_tokens_are_recognised_and_not_quoted() -> None:
    said = told({"SLACK_BOT_TOKEN": "xapp-tellnobody", "SLACK_APP_TOKEN": "xoxb-tellnobody"})
    assert set(said) == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}
    assert "tellnobody" not in str(said)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9"])
def test_teams_tokens_may_go_unchecked_on_this_machine(host: str) -> None:
    teams = loaded({"TEAMS_AUTH": "off", "HOST": host}).teams
    assert teams is not None
    assert not teams.check_tokens


@pytest.mark.parametrize(
    ("given", "used"), [({}, True), ({"TEAMS_SDK": "on"}, True), ({"TEAMS_SDK": "Off"}, False)]
)
def test_microsofts_sdk_is_used_unless_it_is_switched_off(
    given: dict[str, str], used: bool
) -> None:
    teams = loaded({"TEAMS_AUTH": "off", "HOST": "127.0.0.1"} | given).teams
    assert teams is not None
    assert teams.sdk is used
    assert "Choose one of: on, off" in told(given | {"TEAMS_SDK": "no"})["TEAMS_SDK"]


def test_private_replies_in_rooms_of_teams_are_off_until_they_are_switched_on() -> None:
    first, second = loaded(TEAMS).teams, loaded(TEAMS | {"TEAMS_TARGETED": "on"}).teams
    assert first is not None
    assert second is not None
    assert (first.targeted, second.targeted) == (False, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "corridor.example"])
def test_teams_tokens_are_checked_wherever_others_can_come(host: str) -> None:
    assert "anyone could post" in told({"TEAMS_AUTH": "off", "HOST": host})["TEAMS_AUTH"]


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("PORT", "65536", "not a port"),
        ("PORT", "-1", "not a port"),
        ("LOG_LEVEL", "inof", '"INFO"'),
        ("DATABASE_URL", "mysql://u:tellnobody@h/x", "neither"),
        ("DATABASE_URL", "sqlite://", "neither"),
        ("DATABASE_URL", "data/corridor.db", "neither"),
        ("TEAMS_CLOUD", "gcchi", '"gcchigh"'),
        ("TEAMS_OPENID_URL", "http://login.example/keys", "not encrypted"),
        ("TEAMS_ALLOWED_SERVICE_URLS", "https://a.example ftp://b.example", "web address"),
        ("SLACK_SIGNIN_SECRET", "x", '"SLACK_SIGNING_SECRET"'),
        ("TEAMS_APPID", "x", '"TEAMS_APP_ID"'),
    ],
)
def test_a_mistake_is_told_with_its_mend(name: str, value: str, hint: str) -> None:
    base = {} if name.startswith("SLACK") else TEAMS if name != "TEAMS_APPID" else {}
    said = told(base | {name: value})
    assert hint in said[name]
    assert "tellnobody" not in str(said)


def test_strange_variables_of_others_are_left_alone() -> None:
    assert loaded({"SLACK_CHANNEL": "#x", "TEAMS_WEBHOOK": "y", "PATH": "/bin"}).slack is None


def test_everything_is_told_at_once() -> None:
    said = told({"PORT": "x", "LOG_LEVEL": "x", "SLACK_BOT_TOKEN": "xoxb-1", "TEAMS_APP_ID": "a"})
    assert {"PORT", "LOG_LEVEL", "SLACK_SIGNING_SECRET", "TEAMS_APP_PASSWORD"} <= set(said)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    secret = {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "shh-client", "CORRIDOR_KEYS": KEY}
    database = {"DATABASE_URL": "postgres://u:shh@h/d"}
    shown = repr([loaded(SOCKET | TEAMS | database), loaded(HTTP | secret)])
    assert "shh" not in shown
    assert "xoxb" not in shown
    assert "xapp" not in shown
    assert KEY not in shown


def test_a_trial_against_a_server_on_this_machine() -> None:
    slack = loaded(HTTP | {"SLACK_API_URL": "http://127.0.0.1:9000/api/"}).slack
    assert slack is not None
    assert slack.api_url == "http://127.0.0.1:9000/api/"


def test_a_platform_without_a_file_asks_for_one() -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(name)

    with pytest.raises(BadSettings, match=r"corridor\.toml: is not there") as bad:
        load({**HTTP, "HOST": "0.0.0.0"}, missing)
    assert len(bad.value.problems) == 1


def test_a_file_that_was_named_must_be_there() -> None:
    with pytest.raises(BadSettings, match=r"CORRIDOR_CONFIG: names /no/such\.toml"):
        load({"CORRIDOR_CONFIG": "/no/such.toml"})
