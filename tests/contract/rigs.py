"""One rig for each platform: how a test posts to it, reads it, and acts on it as a person."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.memory import MemoryAdapter
from adapters.web import parse, render
from adapters.web.adapter import WebAdapter
from adapters.web.cast import PANES, Actor, RoomView, Stage
from adapters.web.parse import Sent as Request
from adapters.web.render import Spot
from bot.cards import Form, Message, dump, load
from bot.delivery import Adapter
from bot.events import Account, Channel, Event, Press
from bot.plain import plain
from bot.shelf import Shelf
from storage import Writer, open_database
from storage.tables import METADATA
from tests.contract.slack_rig import slack, slack_press, slack_tags, slack_text
from tests.harness import buttons

ROOM = Channel("web", "playground", "ward-5w")
ANA = Actor(
    Account("web", "playground", "ana", "Ana Ruiz"), "Ana Ruiz", "clinical", "5W", "night", "AR"
)
STAGE = Stage([ANA], [RoomView(ROOM, "5 West", "ward", "5W")])
NOW = datetime(2026, 3, 8, 6, 50, tzinfo=UTC)


@dataclass(frozen=True)
class Rig:
    """`open` gives an adapter on a clean slate; `show` is what people see there as text; the rest
    renders without an adapter, and gives the event that a person's act on the rendering makes."""

    name: str
    open: Callable[[Path], tuple[Adapter, Callable[[], None]]]
    show: Callable[[Message | Form], str]
    press: Callable[[Message], list[Event]]
    tags: Callable[[Message | Form], set[str]]


def web(path: Path) -> tuple[Adapter, Callable[[], None]]:
    database = open_database(f"sqlite:///{path / 'web.db'}")
    METADATA.create_all(database.kw["bind"])
    writer = Writer(database)
    writer.start()

    def close() -> None:
        writer.stop()
        database.kw["bind"].dispose()

    return WebAdapter(Shelf(writer, "harbor"), STAGE), close


def markup(shown: Message | Form) -> str:
    spot = Spot("ward-m1", "once-12345678", "m1")
    return str(render.form(shown, spot) if isinstance(shown, Form) else render.message(shown, spot))


def web_text(shown: Message | Form) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup(shown)))


def web_press(shown: Message) -> list[Event]:
    view = STAGE.view(PANES["ward"], "ana", "ward-5w")
    assert view is not None
    forms = re.findall(r'<form class="act".*?</form>', markup(shown), re.S)
    fields = [dict(re.findall(r'name="(\w+)" value="([^"]*)"', one)) for one in forms]
    plain_fields = [{k: html.unescape(v) for k, v in f.items()} for f in fields]
    return [parse.press(Request(f, view, NOW)) for f in plain_fields]


def web_tags(shown: Message | Form) -> set[str]:
    return {name.lower() for name in re.findall(r"</?([A-Za-z][\w-]*)", markup(shown))}


def memory_press(shown: Message) -> list[Event]:
    """The buttons of the message as the outbox hands it to the adapter."""
    kept = load(json.loads(json.dumps(dump(shown))))
    return [Press("p", ROOM, ANA.account, button.action) for button in buttons(kept)]


def memory(path: Path) -> tuple[Adapter, Callable[[], None]]:
    return MemoryAdapter(), lambda: None


def no_tags(shown: Any) -> set[str]:
    return set()


RIGS = (
    Rig("memory", memory, plain, memory_press, no_tags),
    Rig("web", web, web_text, web_press, web_tags),
    Rig("slack", slack, slack_text, slack_press, slack_tags),
)
