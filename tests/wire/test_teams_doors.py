"""Both doors to Teams do the same, the one with Microsoft's SDK by the SDK, and either will do."""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.teams.door import INVOKES, TAKEN, Address, Door, Kind
from adapters.teams.http import Answer, HttpClient, InvokeResult
from adapters.teams.lazy_sdk import LazySdk
from adapters.teams.thin import Thin
from tests.logged import logged
from tests.wire.teams.doors import BOTH, ITS, NO_SDK, Wire, door, unloaded, without_sdk
from tests.wire.teams.microsoft import APP
from tests.wire.teams.world import ELSEWISE, FIXTURES, opened

CLAIMS = {"iss": "https://api.botframework.com", "aud": APP}
ROOM = Address("https://service.example/teams/", "19:w@thread.tacv2;messageid=5")
ROOM_PATH = "https://service.example/teams/v3/conversations/19%3Aw%40thread.tacv2%3Bmessageid%3D5"
CARD = {
    "type": "message",
    "attachments": [{"contentType": "x", "content": {"body": ["zażółć 🙂 {braces}"]}}],
    "entities": [{"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:a"}}],
    "channelData": {"notification": {"alert": True}},
}
SAYS: dict[str, Kind | None] = {
    "message-*": Kind.MESSAGE,
    "message-update": Kind.EDITED,
    "message-undelete": Kind.EDITED,
    "message-delete": Kind.DELETED,
    "reaction-*": Kind.REACTED,
    "conversation-update-*": Kind.MEMBERS,
    "installation-*": Kind.INSTALLED,
    "invoke-action-*": Kind.ACTED,
    "invoke-garbled": Kind.ACTED,
    "invoke-task-fetch": Kind.FETCHED,
    "invoke-task-submit": Kind.SENT,
    "invoke-compose-*": Kind.PICKED,
    "invoke-compose-submit": Kind.PICKED_SENT,
    "invoke-query": Kind.QUERIED,
    "invoke-signin": None,
    "typing": None,
    "event-read-receipt": None,
}
KINDS = {
    path.stem: kind for glob, kind in SAYS.items() for path in sorted(FIXTURES.glob(f"{glob}.json"))
}
INVOKED = {kind: name for name, kind in KINDS.items() if kind in INVOKES}
OTHERS = (
    *("", "fileConsent/invoke", "actionableMessage/executeAction", "signin/verifyState"),
    *("signin/tokenExchange", "composeExtension/queryLink"),
    *("composeExtension/anonymousQueryLink", "composeExtension/selectItem"),
    *("composeExtension/querySettingUrl", "composeExtension/setting", "message"),
    *("composeExtension/onCardButtonClicked", "tab/fetch", "tab/submit", "config/fetch"),
    *("config/submit", "application/search", "messageUpdate", "never/heard"),
)
JUNK: tuple[Any, ...] = (None, "x", [], {}, {"action": "x"}, {"action": {"type": "Action.Submit"}})
doors = pytest.mark.parametrize("way", BOTH)


def recorded(name: str) -> dict[str, Any]:
    return dict[str, Any](json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8")))


class Heard:
    """What a door tells of, each answered with the same."""

    def __init__(self) -> None:
        self.kinds: list[Kind] = []

    async def __call__(self, kind: Kind) -> InvokeResult:
        self.kinds.append(kind)
        if kind not in INVOKES:
            return TAKEN
        return InvokeResult(200, {"task": {"type": "message", "value": kind}})


def made(way: str, wire: Wire | None = None) -> Door:
    return door(way)(cast(HttpClient, wire or Wire()), None)


@pytest.mark.parametrize("name", KINDS)
@doors
async def test_every_recording_is_sorted(way: str, name: str) -> None:
    heard, kind = Heard(), KINDS[name]
    done = await made(way).turn(recorded(name), CLAIMS, heard)
    assert heard.kinds == ([kind] if kind else [])
    if kind in INVOKES:
        assert done == InvokeResult(200, {"task": {"type": "message", "value": kind}})
    else:
        assert done == InvokeResult(501 if name.startswith("invoke") else 200)


def test_no_recording_is_left_out() -> None:
    assert KINDS.keys() == {path.stem for path in FIXTURES.glob("*.json")}
    assert set(KINDS.values()) == {*Kind, None}


@pytest.mark.parametrize("name", OTHERS)
@doors
async def test_an_invoke_that_is_not_ours_is_told_so_whatever_is_in_it(way: str, name: str) -> None:
    heard, found = Heard(), made(way)
    for value in JUNK:
        sent = recorded("invoke-signin") | {"name": name, "value": value}
        assert await found.turn(sent, CLAIMS, heard) == InvokeResult(501)
    assert heard.kinds == []


@pytest.mark.parametrize("kind", INVOKED)
@doors
async def test_an_invoke_of_ours_is_ours_whatever_is_in_it(way: str, kind: Kind) -> None:
    heard, found = Heard(), made(way)
    for value in JUNK:
        done = await found.turn(recorded(INVOKED[kind]) | {"value": value}, CLAIMS, heard)
        assert done.status == 200
    assert heard.kinds == [kind] * len(JUNK)


@pytest.mark.parametrize("kind", ["event", "endOfConversation", "trace", "handoff", "task/fetch"])
@doors
async def test_other_activities_are_taken_and_left(way: str, kind: str) -> None:
    heard, found = Heard(), made(way)
    for value in JUNK:
        sent = recorded("message-personal") | {"type": kind, "name": kind, "value": value}
        assert await found.turn(sent, CLAIMS, heard) == InvokeResult(200)
    assert heard.kinds == []


@doors
async def test_what_fails_while_an_activity_is_handled_is_not_hidden(way: str) -> None:
    async def fails(kind: Kind) -> InvokeResult:
        raise OSError("the disk is full")

    for name in ("message-personal", "invoke-task-submit"):
        with pytest.raises(OSError, match="the disk is full"):
            await made(way).turn(recorded(name), CLAIMS, fails)


async def asked(found: Door, to: Address = ROOM) -> list[Answer]:
    with_whom = {"members": [{"id": "29:a"}], "tenantId": "t"}
    return [
        await found.post(to, CARD),
        await found.change(to, "7/8", CARD | {"id": "7/8"}),
        await found.member(to, "29:a b"),
        await found.begin(to.service_url, with_whom),
    ]


@doors
async def test_the_connector_is_asked_the_same(way: str) -> None:
    wire = Wire()
    assert await asked(made(way, wire)) == [Answer(201, {"id": "9"})] * 4
    root = ROOM.service_url
    assert [(method, url) for method, url, _, _ in wire.sent] == [
        ("POST", f"{ROOM_PATH}/activities"),
        ("PUT", f"{ROOM_PATH}/activities/7%2F8"),
        ("GET", f"{ROOM_PATH}/members/29%3Aa%20b"),
        ("POST", f"{root}v3/conversations"),
    ]
    bodies = [json.loads(data) if data else None for *_, data in wire.sent]
    whom = {"members": [{"id": "29:a"}], "tenantId": "t"}
    assert bodies == [CARD, CARD | {"id": "7/8"}, None, whom]
    for _, _, headers, data in wire.sent:
        assert headers["Accept"] == "application/json"
        assert ("Content-Type" in headers) == (data is not None)


@NO_SDK
async def test_what_goes_over_the_wire_is_the_same_to_the_byte() -> None:
    wires = Wire(), Wire()
    for way, wire in zip(("sdk", "thin"), wires, strict=True):
        await asked(made(way, wire))
    assert wires[0].sent == wires[1].sent


@pytest.mark.parametrize(
    "status", [200, 202, 204, 301, 400, 401, 403, 404, 412, 413, 429, 500, 503]
)
@pytest.mark.parametrize("body", [b'{"error": {"code": "X"}}', b"", b"<html>", b"[1]"])
@doors
async def test_every_answer_comes_back_as_it_is(way: str, status: int, body: bytes) -> None:
    wire = Wire(status, body)
    wire.headers["Retry-After"] = "3"
    answers = await asked(made(way, wire))
    assert {(answer.status, answer.after) for answer in answers} == {(status, 3.0)}
    assert answers == await asked(Thin(cast(HttpClient, wire), None))


class Broken:
    """Nobody answers."""

    def request(self, *_: Any, **__: Any) -> Any:
        raise ConnectionError("nobody there")


@doors
async def test_where_nobody_answers_an_oserror_says_so(way: str) -> None:
    found = made(way, cast(Wire, type("Http", (), {"session": Broken()})()))
    asking: tuple[Callable[[], Awaitable[Answer]], ...] = (
        partial(found.post, ROOM, CARD),
        partial(found.change, ROOM, "7", CARD),
        partial(found.member, ROOM, "29:a"),
        partial(found.begin, ROOM.service_url, {}),
    )
    for ask in asking:
        with pytest.raises(OSError, match="nobody there"):
            await ask()


@doors
async def test_braces_in_an_address_are_braces(way: str) -> None:
    wire = Wire()
    await asked(made(way, wire), Address("https://service.example/{x}/", "a:{1}"))
    assert {url.partition("/v3/")[0] for _, url, *_ in wire.sent} == {"https://service.example/{x}"}
    assert "a%3A%7B1%7D" in wire.sent[0][1]


# That the SDK does what it is there for.

TURN = ("ActivityHandler.on_turn",)
INVOKE = (*TURN, "TeamsActivityHandler.on_invoke_activity")
BY: dict[Kind, tuple[str, ...]] = {
    Kind.MESSAGE: (*TURN, "Turns.on_message_activity"),
    Kind.EDITED: (*TURN, "Turns.on_message_update_activity"),
    Kind.DELETED: (*TURN, "Turns.on_message_delete_activity"),
    Kind.REACTED: (*TURN, "Turns.on_message_reaction_activity"),
    Kind.MEMBERS: (*TURN, "Turns.on_conversation_update_activity"),
    Kind.INSTALLED: (*TURN, "Turns.on_installation_update"),
    Kind.ACTED: (
        *INVOKE,
        "ActivityHandler.on_invoke_activity",
        "Turns.on_adaptive_card_invoke",
    ),
    Kind.FETCHED: (*INVOKE, "Turns.on_teams_task_module_fetch"),
    Kind.SENT: (*INVOKE, "Turns.on_teams_task_module_submit"),
    Kind.PICKED: (*INVOKE, "Turns.on_teams_messaging_extension_fetch_task"),
    Kind.PICKED_SENT: (
        *INVOKE,
        "TeamsActivityHandler.on_teams_messaging_extension_submit_action_dispatch",
        "Turns.on_teams_messaging_extension_submit_action",
    ),
    Kind.QUERIED: (*INVOKE, "Turns.on_teams_messaging_extension_query"),
}
"""What is called of the SDK's handler, and of ours by it."""


def spied(patch: pytest.MonkeyPatch, owner: type, called: list[str], begins: str) -> None:
    for name, method in list(vars(owner).items()):
        if name.startswith(begins) and callable(method):

            @wraps(method)
            def spy(*args: Any, _whole: Any = method, _name: str = name, **more: Any) -> Any:
                called.append(f"{owner.__name__}.{_name}")
                return _whole(*args, **more)

            patch.setattr(owner, name, spy)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The methods of handlers that were called, in their order."""
    found: list[str] = []
    from adapters.teams.sdk import Turns  # noqa: PLC0415 - it may not be installed

    for owner in Turns.__mro__[:3]:
        spied(monkeypatch, owner, found, "on_")
    return iter([found])


@NO_SDK
@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind])
async def test_the_sdks_handler_sorts_every_kind(name: str, called: Iterator[list[str]]) -> None:
    (calls,) = called
    await made("sdk").turn(recorded(name), CLAIMS, Heard())
    kind = KINDS[name]
    assert kind is not None
    assert tuple(calls) == BY[kind]


@NO_SDK
@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind])
async def test_without_the_sdks_turn_nothing_comes_in(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botbuilder.core import ActivityHandler  # noqa: PLC0415 - it may not be installed

    async def nothing(*_: object) -> None:
        """As if the SDK sorted nothing."""

    monkeypatch.setattr(ActivityHandler, "on_turn", nothing)
    heard = Heard()
    done = await made("sdk").turn(recorded(name), CLAIMS, heard)
    assert heard.kinds == []
    assert (done.status == 501) == (KINDS[name] in INVOKES)


@NO_SDK
async def test_what_is_written_goes_through_the_sdks_turn_and_its_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from botbuilder.core import BotFrameworkAdapter, TurnContext  # noqa: PLC0415 - the same
    from botframework.connector.aio.operations_async import (  # noqa: PLC0415 - the same
        ConversationsOperations,
    )

    calls: list[str] = []
    for owner, begins in (
        (TurnContext, ("send_activity", "update_activity")),
        (BotFrameworkAdapter, ("send_activities", "update_activity")),
        (ConversationsOperations, ("send_to", "reply_to", "update_", "get_", "create_")),
    ):
        for begin in begins:
            spied(monkeypatch, owner, calls, begin)
    await asked(made("sdk"))
    assert calls == [
        "TurnContext.send_activity",
        "BotFrameworkAdapter.send_activities",
        "ConversationsOperations.send_to_conversation",
        "TurnContext.update_activity",
        "BotFrameworkAdapter.update_activity",
        "ConversationsOperations.update_activity",
        "ConversationsOperations.get_conversation_member",
        "ConversationsOperations.create_conversation",
    ]


# Without it.


@pytest.fixture
def no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    without_sdk(monkeypatch)


@pytest.mark.usefixtures("no_sdk")
async def test_where_the_sdk_is_not_installed_it_goes_without_and_says_so_once() -> None:
    with logged() as log:
        found = LazySdk(APP, cast(HttpClient, Wire()), None)
        assert await asked(found) == [Answer(201, {"id": "9"})] * 4
        assert isinstance(await found.load(), Thin)
    assert log.getvalue().count(ELSEWISE) == 1


@pytest.mark.usefixtures("no_sdk")
@pytest.mark.parametrize(("setting", "warned"), [({}, True), ({"TEAMS_SDK": "off"}, False)])
async def test_the_served_app_answers_without_it(
    tmp_path: Path, setting: dict[str, str], warned: bool
) -> None:
    async with opened(tmp_path, **setting) as world:
        await world.says("ana", "concern label printer dead on 5 West")
        await world.until(lambda: "C-101 is with IT" in world.all_shown())
        assert (ELSEWISE in world.log.getvalue()) is warned


async def test_switched_off_it_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it is installed: what a notice is about does not run."""
    unloaded(monkeypatch)
    async with opened(tmp_path, TEAMS_SDK="off") as world:
        await world.says("ana", "help")
        await world.until(lambda: world.microsoft.seen("a:29:ana"))
    assert not {name.split(".")[0] for name in sys.modules} & set(ITS)
