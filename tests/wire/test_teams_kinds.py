"""Every kind of activity that Teams sends, as recorded: what it means, and that it is taken."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.door import INVOKES, Kind
from adapters.teams.parse import asked, events
from adapters.teams.parse_events import origin_of
from adapters.teams.thin import kind_of
from bot.words.events import (
    Account,
    Action,
    Channel,
    Command,
    Event,
    Joined,
    Left,
    Press,
    Reacted,
    Said,
    Search,
    Shortcut,
    Submit,
)
from tests.wire.teams.world import FIXTURES, WARD, World, fixture, words, world

__all__ = ["world"]

AT = datetime(2026, 11, 24, 9, 15, 30, 123000, UTC)
ROOM, GROUP = Channel("teams", "tenant-harbor", WARD), "19:group5w@thread.v2"
HERS = Channel("teams", "tenant-harbor", "aad-ana", dm=True)
CHAT = Channel("teams", "tenant-harbor", GROUP)
ANA = Account("teams", "tenant-harbor", "aad-ana")
BEN = Account("teams", "tenant-harbor", "29:1Ben")
ROOT, REPLY = "1764000000004", "1764000000006"
TAKE = Action("concern.take", ("101",))
LATER = {minute: datetime(2026, 11, 24, 9, minute, tzinfo=UTC) for minute in (16, 17, 18)}

HAPPENED: dict[str, list[Event]] = {
    "message-personal": [
        Command(
            "1764000000001", HERS, ANA, "concern", "printer dead on 5W", "", "1764000000001", AT
        )
    ],
    "message-personal-lines": [
        Command(
            "1764000000002",
            HERS,
            ANA,
            "note",
            "C-101\nthe tray was jammed",
            "",
            "1764000000002",
            AT,
        )
    ],
    "message-channel-mention": [
        Command(
            "1764000000003", ROOM, ANA, "concern", "label printer dead", "", "1764000000003", AT
        )
    ],
    "message-thread-mention": [
        Command("1764000000005", ROOM, ANA, "still", "jammed", ROOT, "1764000000005", AT)
    ],
    "message-thread-plain": [
        Said(REPLY, ROOM, ANA, "we moved to the other cart", REPLY, ROOT, files=1, at=AT)
    ],
    "message-group-mention": [
        Command("1764000000007", CHAT, ANA, "help", "", "", "1764000000007", AT)
    ],
    "message-group-plain": [Said("1764000000008", CHAT, ANA, "lunch?", "1764000000008", at=AT)],
    "message-submit-press": [Press(f"1764000000009:{ROOT}", ROOM, ANA, TAKE, ROOT, AT)],
    "message-submit-form": [
        Submit(
            "1764000000010:1764000000077",
            HERS,
            ANA,
            Action("concern.raise"),
            {"text": "scanner off", "unit": ""},
            AT,
        )
    ],
    "message-update": [
        Said(
            f"{REPLY}:messageUpdate:2026-11-24T09:16:00.000Z",
            ROOM,
            ANA,
            "we moved to the cart by the window",
            REPLY,
            ROOT,
            "edited",
            at=LATER[16],
        )
    ],
    "message-undelete": [
        Said(
            f"{REPLY}:messageUpdate:2026-11-24T09:18:00.000Z",
            ROOM,
            ANA,
            "we moved to the other cart",
            REPLY,
            ROOT,
            "edited",
            at=LATER[18],
        )
    ],
    "message-delete": [
        Said(
            f"{REPLY}:messageDelete:2026-11-24T09:17:00.000Z",
            ROOM,
            ANA,
            "",
            REPLY,
            ROOT,
            "deleted",
            at=LATER[17],
        )
    ],
    "reaction-added": [Reacted(f"f:11:{ROOT}:like:True", ROOM, ANA, ROOT, "like", at=AT)],
    "reaction-removed": [Reacted(f"f:12:{ROOT}:like:False", ROOM, ANA, ROOT, "like", False, AT)],
    "conversation-update-bot-added": [Joined("f:13", ROOM, ANA, AT)],
    "conversation-update-bot-removed": [Left("f:14", ROOM, ANA, AT)],
    "conversation-update-person-added": [Joined("f:15", ROOM, ANA, AT, BEN)],
    "conversation-update-renamed": [],
    "conversation-update-channel-deleted": [Left("f:17", ROOM, ANA, AT)],
    "installation-add-personal": [Joined("f:18", HERS, ANA, AT)],
    "installation-add-team": [Joined("f:19", ROOM, ANA, AT)],
    "installation-upgrade": [],
    "installation-remove": [Left("f:21", HERS, ANA, AT)],
    "typing": [],
    "event-read-receipt": [],
}
BEN = Account("teams", "tenant-harbor", "aad-ben")
RAISE, FIXED = Action("concern.raise"), Action("concern.fixed", ("101",))
HTML = "the wristband printer\neats labels"
INVOKED: dict[str, Event] = {
    "invoke-action-execute": Press(f"f:24:{ROOT}", ROOM, ANA, TAKE, ROOT, AT),
    "invoke-action-form": Submit(
        "f:25:1764000000077", HERS, ANA, RAISE, {"text": "scanner off"}, AT
    ),
    "invoke-task-fetch": Press(f"f:26:{ROOT}", ROOM, ANA, FIXED, ROOT, AT),
    "invoke-task-submit": Submit(
        "f:27:", ROOM, ANA, FIXED, {"note": "new roll is in, please print one"}, AT
    ),
    "invoke-compose-message": Shortcut("f:28:", ROOM, ANA, RAISE, HTML, "1764000000099", BEN, AT),
    "invoke-compose-box": Shortcut("f:29:", ROOM, ANA, RAISE, at=AT),
    "invoke-compose-submit": Submit(
        "f:30:", ROOM, ANA, RAISE, {"text": "wristband printer eats labels"}, AT
    ),
    "invoke-compose-private-chat": Shortcut(
        "f:31:", HERS, ANA, RAISE, HTML, "1764000000099", BEN, AT
    ),
    "invoke-query": Search("f:41", ROOM, ANA, "C-101", AT),
}
NOT_OURS = {"invoke-signin": 501, "invoke-garbled": 200}


def recorded(name: str) -> dict[str, Any]:
    return dict[str, Any](json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", HAPPENED)
def test_what_happened_is_understood(name: str) -> None:
    activity = recorded(name)
    kind = kind_of(activity)
    found = events(kind, activity, origin_of(activity), ANA) if kind else []
    assert found == HAPPENED[name]


@pytest.mark.parametrize("name", INVOKED)
def test_what_is_asked_is_understood(name: str) -> None:
    activity = recorded(name)
    kind = kind_of(activity)
    assert kind in INVOKES
    found = asked(kind, activity, origin_of(activity), ANA, inside=True)
    assert found.event == INVOKED[name]
    assert found.kind is kind


def test_a_message_of_a_chat_that_we_are_not_in_belongs_to_the_persons_own() -> None:
    activity = recorded("invoke-compose-message")
    event = asked(Kind.PICKED, activity, origin_of(activity), ANA, inside=False).event
    assert isinstance(event, Shortcut)
    assert event.channel == HERS


def test_who_and_where_are_read_from_every_activity() -> None:
    for path in sorted(FIXTURES.glob("*.json")):
        where = origin_of(json.loads(path.read_text(encoding="utf-8")))
        assert (where.who, where.mri, where.tenant) == (
            "aad-ana",
            "29:1AbCdEfGhAna",
            "tenant-harbor",
        )
        assert where.zone == "America/New_York"
        assert where.bot.startswith("28:")


def test_no_recording_is_left_out() -> None:
    names = {path.stem for path in FIXTURES.glob("*.json")}
    assert names == HAPPENED.keys() | INVOKED.keys() | NOT_OURS.keys()


@pytest.mark.parametrize("name", [*HAPPENED, *INVOKED, *NOT_OURS])
async def test_every_recording_is_taken_by_the_served_app(world: World, name: str) -> None:
    answer = await world.post(fixture(name, world.microsoft))
    assert answer.status_code == NOT_OURS.get(name, 200)
    again = await world.post(fixture(name, world.microsoft))
    assert again.status_code == answer.status_code
    if name == "invoke-garbled":
        assert "older version" in words(answer.json())


@pytest.mark.parametrize(
    ("kind", "channel", "is_private"),
    [
        ("groupChat", {}, True),
        ("channel", {"type": "private"}, True),
        ("channel", {"type": "standard"}, False),
        ("channel", {"type": "shared"}, False),
        ("channel", {}, False),
        ("channel", {"type": ["private"]}, False),
        ("personal", {"type": "private"}, False),
    ],
)
def test_a_channel_is_private_where_teams_says_so(
    kind: str,
    channel: dict[str, object],
    is_private: bool,
) -> None:
    talk = {"id": "19:x@thread.tacv2", "conversationType": kind}
    activity = {
        "conversation": talk,
        "serviceUrl": "https://x",
        "from": {"id": "29:a"},
        "channelData": {"channel": {"id": "19:x@thread.tacv2"} | channel},
    }
    assert origin_of(activity).channel.private is is_private
