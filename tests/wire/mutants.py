"""What Slack, Teams and a browser send, with something of it replaced by anything at all."""

import copy
from typing import Any, TypeAlias

from hypothesis import strategies as st

from tests.wire.slack_api import TEAM
from tests.wire.teams.microsoft import BOT, TENANT

Json: TypeAlias = Any
ODD = (
    "",
    " ",
    "0",
    "-1",
    "9" * 400,
    "\x00",
    "\ud800",
    "😀",
    "C-101",
    "<@U1>",
    "%s",
    "../..",
    "x" * 5000,
)
LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True),
    st.sampled_from(ODD),
    st.text(max_size=10),
)
ANY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
USER = {"id": "U0ANA", "team_id": TEAM, "username": "ana", "name": "ana"}
SLACK: tuple[Json, ...] = (
    {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_bot": True}],
        "event": {
            "type": "message",
            "channel": "C0WARD",
            "user": "U0ANA",
            "text": "help",
            "ts": "1.2",
            "thread_ts": "1.1",
            "files": [{"id": "F1", "name": "a.png"}],
        },
    },
    {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev2",
        "event": {
            "type": "app_mention",
            "channel": "C0WARD",
            "user": "U0ANA",
            "text": "<@UBOT> help",
            "ts": "1.2",
        },
    },
    {
        "type": "event_callback",
        "team_id": TEAM,
        "event": {"type": "app_home_opened", "user": "U0ANA", "channel": "D1", "tab": "home"},
    },
    {
        "type": "event_callback",
        "team_id": TEAM,
        "event": {
            "type": "reaction_added",
            "user": "U0ANA",
            "reaction": "eyes",
            "item": {"type": "message", "channel": "C0WARD", "ts": "1.1"},
        },
    },
    {"type": "url_verification", "challenge": "abc"},
)
ASKED: tuple[Json, ...] = (  # what comes as a form with a payload in it
    {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": USER,
        "trigger_id": "1.2",
        "channel": {"id": "C0WARD"},
        "message": {"ts": "1.1"},
        "container": {"type": "message", "channel_id": "C0WARD", "message_ts": "1.1"},
        "actions": [{"type": "button", "action_id": "a", "block_id": "b", "value": "home"}],
    },
    {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": USER,
        "view": {
            "id": "V1",
            "callback_id": "form",
            "private_metadata": "{}",
            "type": "modal",
            "hash": "h",
            "state": {"values": {"b": {"f.text": {"type": "t", "value": "x"}}}},
        },
    },
    {
        "type": "message_action",
        "callback_id": "raise_this",
        "team": {"id": TEAM},
        "user": USER,
        "trigger_id": "1.2",
        "channel": {"id": "C0WARD"},
        "message": {"ts": "1.1", "text": "printer dead", "user": "U0ANA"},
    },
    {"type": "shortcut", "callback_id": "raise_concern", "team": {"id": TEAM}, "user": USER},
)
COMMAND: Json = {
    "command": "/corridor",
    "text": "help",
    "team_id": TEAM,
    "user_id": "U0ANA",
    "channel_id": "C0WARD",
    "trigger_id": "1.2",
    "user_name": "ana",
}
TEAMS_BASE: Json = {
    "type": "message",
    "id": "1",
    "timestamp": "2026-11-24T10:00:00.000Z",
    "channelId": "msteams",
    "serviceUrl": "http://127.0.0.1:9/",
    "from": {"id": "29:ana", "name": "Ana Ruiz", "aadObjectId": "aad-ana"},
    "recipient": {"id": BOT},
    "conversation": {"id": "a:29:ana", "conversationType": "personal", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}},
}
TEAMS: tuple[Json, ...] = (
    {**TEAMS_BASE, "text": "help", "entities": [{"type": "clientInfo", "timezone": "UTC"}]},
    {**TEAMS_BASE, "type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    {**TEAMS_BASE, "type": "messageUpdate", "text": "help"},
    {**TEAMS_BASE, "type": "conversationUpdate", "membersAdded": [{"id": BOT}]},
    {**TEAMS_BASE, "type": "installationUpdate", "action": "add"},
    *(
        {**TEAMS_BASE, "type": "invoke", "name": name, "value": value}
        for name, value in (
            ("adaptiveCard/action", {"action": {"verb": "home", "data": {"c": "home"}}}),
            ("task/fetch", {"data": {"c": "concern.new"}}),
            ("task/submit", {"data": {"c": "concern.raise", "f.text": "printer dead"}}),
            ("composeExtension/fetchTask", {"commandId": "raise", "messagePayload": {"id": "1"}}),
            ("composeExtension/submitAction", {"commandId": "raise", "data": {}}),
            (
                "composeExtension/query",
                {"commandId": "findConcern", "parameters": [{"name": "words", "value": "C-1"}]},
            ),
        )
    ),
)
WEB: Json = {
    "pane": "ward",
    "as": "ana",
    "at": "ward-5w",
    "once": "once-12345678",
    "text": "help",
    "action": '["concern.new"]',
    "ref": "1",
    "thread": "",
    "emoji": "eyes",
}


@st.composite
def mutant(draw: st.DrawFn, among: tuple[Json, ...]) -> Json:
    """One of them, with up to three parts replaced."""
    made = copy.deepcopy(draw(st.sampled_from(among)))
    for _ in range(draw(st.integers(0, 3))):
        spot = draw(st.sampled_from(_spots(made)))
        _put(made, spot, draw(ANY))
    return made


def _spots(value: Json, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    parts: list[tuple[Any, Json]] = list(value.items()) if isinstance(value, dict) else []
    for key, part in list(enumerate(value)) if isinstance(value, list) else parts:
        found += _spots(part, (*at, key))
    return found or [("extra",)]


def _put(value: Json, spot: tuple[Any, ...], new: Json) -> None:
    for key in spot[:-1]:
        value = value[key]
    value[spot[-1]] = new
