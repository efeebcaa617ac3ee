"""The app manifest asks for what is used and nothing else, and Slack takes it."""

import ast
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import parse_events
from adapters.slack.manifest import (
    COMMANDS,
    EVENTS,
    LINKS,
    OPTIONAL,
    SCOPES,
    STEP_EVENT,
    Manifest,
    manifest,
)
from adapters.slack.people import account_of
from adapters.slack.workspaces import Bot
from tests.wire.slack.methods import EVERY

ROOT = Path(__file__).parents[2]
URL = "https://corridor.example"
ALL = {**SCOPES, **OPTIONAL, **LINKS}
METHODS = {method.name: method for method in EVERY}
DOOR = {"app_uninstalled", "tokens_revoked", "subteam_members_changed"}
"""Events that are no event of the core's; see `door.py`."""
BY_DOCTOR = {"conversations.info"}
"""Methods whose permissions are optional: nothing but a check, or a side, is lost."""
VARIANTS = [
    manifest(),
    manifest(everything=False),
    manifest(URL),
    manifest(URL, everything=False),
    manifest(URL, many=True),
    manifest(URL, everything=False, many=True),
    manifest(URL, steps=True),
]
variants = pytest.mark.parametrize(
    "made",
    VARIANTS,
    ids=["socket", "least socket", "http", "least http", "many", "least many", "steps"],
)


def asked(made: Manifest) -> set[str]:
    return set(made["oauth_config"]["scopes"]["bot"])


def called() -> set[str]:
    """The Web API's methods that the adapter calls."""
    known = {name.replace(".", "_"): name for name in METHODS}
    trees = [ast.parse(path.read_text()) for path in (ROOT / "adapters" / "slack").glob("*.py")]
    nodes = chain.from_iterable(ast.walk(tree) for tree in trees)
    return {known[n.attr] for n in nodes if isinstance(n, ast.Attribute) and n.attr in known}


def test_every_permission_has_a_use() -> None:
    used = set(EVENTS.values())
    used |= {scope for name in called() for scope in METHODS[name].scopes}
    used.add("commands")
    told = {"id": "U1", "profile": {"real_name": "Ana", "email": "ana@harbor.example"}}
    if account_of(Bot("T1", "T1", "U0", "B0", ""), told).email == "ana@harbor.example":
        used.add("users:read.email")
    assert set(ALL) <= used


def test_every_method_works_with_the_permissions_that_are_no_option() -> None:
    assert len(called()) > 10
    without = {m for m in called() if METHODS[m].scopes and not set(METHODS[m].scopes) & {*SCOPES}}
    own = {m for m in without if "connections:write" not in METHODS[m].scopes}  # the app's token
    assert own == BY_DOCTOR | {"usergroups.users.list", "bookmarks.add", "chat.unfurl"}


@variants
def test_every_event_has_its_permission_and_is_heard(made: Manifest) -> None:
    events = made["settings"]["event_subscriptions"]["bot_events"]
    for event in events:
        assert {**EVENTS, STEP_EVENT: ""}[event] in {"", *asked(made)}
        assert event.partition(".")[0] in {*parse_events.TOLD, *DOOR}
    heard = {event.partition(".")[0] for event in (*EVENTS, STEP_EVENT)}
    assert heard >= set(parse_events.TOLD)


@variants
def test_every_command_comes_with_names_as_ids(made: Manifest) -> None:
    commands = made["features"]["slash_commands"]
    assert [command["command"] for command in commands] == list(COMMANDS)
    assert all(command["should_escape"] for command in commands)


@pytest.mark.parametrize("url", ["", URL])
def test_the_least_leaves_the_optional_ones_and_their_events_out(url: str) -> None:
    least = manifest(url, everything=False)
    assert asked(least) == set(SCOPES)
    assert "bot_optional" not in least["oauth_config"]["scopes"]
    events = least["settings"]["event_subscriptions"]["bot_events"]
    assert not {EVENTS[event] for event in events} & {*OPTIONAL, *LINKS}
    assert "unfurl_domains" not in least["features"]
    whole = manifest(url)
    optional = {*OPTIONAL, *(LINKS if url else ())}
    assert asked(whole) == {*SCOPES, *optional}
    assert set(whole["oauth_config"]["scopes"]["bot_optional"]) == optional
    assert whole["features"].get("unfurl_domains") == (["corridor.example"] if url else None)


def test_over_a_socket_there_is_no_address() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in str(made).replace("redirect_urls", "")


def test_over_http_every_address_is_the_one_path() -> None:
    made = manifest(URL)
    assert not made["settings"]["socket_mode_enabled"]
    found = set(re.findall(r"https://[^']+", str(made)))
    assert found == {f"{URL}/slack/events"}
    assert all(command["url"] for command in made["features"]["slash_commands"])


def test_for_many_workspaces_it_is_installed_from_a_page_and_tokens_end() -> None:
    one, many = manifest(URL), manifest(URL, many=True)
    assert many["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert many["settings"]["org_deploy_enabled"]
    assert many["settings"]["token_rotation_enabled"]
    assert "redirect_urls" not in one["oauth_config"]
    assert not one["settings"]["org_deploy_enabled"]
    assert not one["settings"]["token_rotation_enabled"]


@variants
def test_every_text_has_a_length_that_slack_takes(made: Manifest) -> None:
    """Slack's schema of app manifests, version 2."""
    about, features = made["display_information"], made["features"]
    within(about, name=35, description=140, long_description=4000, background_color=7)
    assert len(about["long_description"]) >= 175
    within(features["bot_user"], display_name=80)
    for command in features["slash_commands"]:
        within(command, command=32, description=2000, usage_hint=1000)
    for shortcut in features["shortcuts"]:
        within(shortcut, name=24, callback_id=255, description=150)
    assert len(features["shortcuts"]) <= 10


def within(told: dict[str, Any], **limits: int) -> None:
    for name, most in limits.items():
        assert 0 < len(told[name]) <= most, name


def test_the_security_page_tells_each_permission_in_the_same_words() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+:?[a-z.]*)` \| (.+?) \| (optional )?\|$", page, re.M)
    told = {scope: why for scope, why, optional in rows if not optional}
    assert told == SCOPES
    assert {scope: why for scope, why, optional in rows if optional} == {**OPTIONAL, **LINKS}
