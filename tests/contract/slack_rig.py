"""What people see, press, and never get as markup, where the bot's words are shown in Slack."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from adapters.network import Network
from adapters.slack.adapter import SlackAdapter
from adapters.slack.callback_data import WHOLE, pack, unpack
from adapters.slack.client import WebApi
from adapters.slack.forms import modal
from adapters.slack.home import said
from adapters.slack.render import message
from adapters.slack.workspaces import OneBot
from bot.words.cards import Form, Message
from bot.words.delivery import Adapter, Pace, Result
from bot.words.events import Account, Action, Channel, Event, Press
from tests.wire.slack.things import Channel as Room
from tests.wire.slack_api import FakeSlack

WORKSPACE = "T0HOSPITAL"
ROOM = Channel("web", "playground", "ward-5w")
TRIAGE = Channel("slack", WORKSPACE, "C0TRIAGE")
KIM = Account("slack", WORKSPACE, "U0KIM", "Kim Lee")
SHOWN = (
    *("text", "elements", "rows", "accessory", "confirm"),
    *("label", "element", "initial_value", "initial_date", "hint"),
    *("options", "option_groups", "description"),
)
MARKUP = {"link": "a", "user": "span"}  # what ours are called on the other platforms


def slack_text(shown: Message | Form) -> str:
    """All of it, as it stands on the screen; of a shortened message the whole that its button
    opens, page by page."""
    return "\n".join(map(on_screen, _surfaces(shown)))


def slack_press(shown: Message | Form) -> list[Event]:
    """Every button pressed once; the one that opens the whole is answered without the bot."""
    buttons = (b for blocks in _surfaces(shown)[:1] for b in _buttons(blocks))
    found = [unpack(button["value"]) for button in buttons]
    return [Press("p", TRIAGE, KIM, action) for action in found if action.name != WHOLE]


def slack_tags(shown: Message | Form) -> set[str]:
    """The markup in it: in rich text by kind, in texts that Slack reads for markup by token."""
    texts = [] if isinstance(shown, Form) else [message(shown, WORKSPACE).text]
    found = {MARKUP.get(kind, kind) for blocks in _surfaces(shown) for kind in _kinds(blocks)}
    marked = [text for blocks in _surfaces(shown) for text in _marked(blocks)]
    return found | {
        _tag(token) for text in (*texts, *marked) for token in re.findall("<.*?>", text)
    }


def _surfaces(shown: Message | Form) -> list[list[dict[str, Any]]]:
    if isinstance(shown, Form):
        return [modal(shown, WORKSPACE)["blocks"]]
    posted = message(shown, WORKSPACE).blocks
    if not any(b["value"] == pack(Action(WHOLE, ("0",))) for b in _buttons(posted)):
        return [posted]
    return [posted, *_pages(shown)]


def _pages(shown: Message) -> Iterator[list[dict[str, Any]]]:
    """The window that "Show all" opens, and what "Go on" in it leads to."""
    number, more = 0, True
    while more:
        view = said(shown, WORKSPACE, number)
        yield view["blocks"]
        number += 1
        on = pack(Action(WHOLE, (str(number),)))
        more = any(button["value"] == on for button in _buttons(view["blocks"]))


def on_screen(blocks: Iterable[dict[str, Any]]) -> str:
    """A line a block, but for those that go on with the text above them."""
    told = ""
    for block in blocks:
        told += "" if block["block_id"].endswith("+") else "\n"
        told += "".join(_texts(block))
    return told


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name in SHOWN:
            yield from _texts(value.get(name))


def _buttons(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        found = [block.get("accessory", {}), *block.get("elements", ())]
        yield from (one for one in found if one.get("type") == "button")
        for one in found:
            yield from one["options"] if one.get("type") == "overflow" else ()


def _kinds(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What there is in rich text besides text."""
    for block in blocks:
        cells = [cell for row in block.get("rows", ()) for cell in row]
        for one in (block, *cells):
            if one["type"] == "rich_text":
                leaves = (leaf for part in one["elements"] for leaf in part["elements"])
                yield from (leaf["type"] for leaf in leaves if leaf["type"] != "text")


def _marked(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _marked(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for one in value.values():
            yield from _marked(one)


def _tag(token: str) -> str:
    if re.fullmatch(r"<@[UW][A-Z0-9]+>", token):
        return "span"
    return "a" if re.fullmatch(r"<(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>|]*)?>", token) else token


def slack(path: Path) -> tuple[Adapter, Callable[[], None]]:
    """The real adapter, and the stand-in for Slack with the suite's room in it."""
    fake = FakeSlack(limits=False)
    team = fake.team(ROOM.workspace, "Playground")
    room = Room(ROOM.id, team.id, "ward", members={team.bot_user})
    fake.world.channels[room.id] = room
    token = fake.install(team).value
    fake.server.start()
    web = WebApi(fake.api_url, Network())

    def close() -> None:
        fake.server.stop()

    return Closing(web, SlackAdapter(web, OneBot(web, token))), close


class Closing:
    """The adapter, whose connections end with each call: the suite has no end of its loop."""

    def __init__(self, web: WebApi, adapter: SlackAdapter) -> None:
        self._web, self._adapter = web, adapter

    @property
    def pace(self) -> Pace:
        return self._adapter.pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        try:
            return await self._adapter.post(to, message, thread=thread, key=key)
        finally:
            await self._web.close()

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        try:
            return await self._adapter.edit(to, ref, message)
        finally:
            await self._web.close()

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        try:
            return await self._adapter.find(to, thread=thread, key=key)
        finally:
            await self._web.close()
