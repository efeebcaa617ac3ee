"""One rig for each platform: how a test posts to it, reads it, and acts on it as a person."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from adapters.memory.adapter import MemoryAdapter
from adapters.teams import forms as teams_dialog
from adapters.teams import render as teams_render
from adapters.teams.door import Kind
from adapters.teams.parse import asked
from adapters.teams.parse_events import origin_of
from adapters.web import parse, render
from adapters.web.adapter import WebAdapter
from adapters.web.parse import PageRequest as Request
from adapters.web.people import PANES, Actor, RoomView, Stage
from adapters.web.render import CardContext
from bot.run.clock import utc_now
from bot.run.playground_store import PlaygroundStore
from bot.words.cards import Form, Message, dump, load
from bot.words.delivery import Adapter
from bot.words.events import Account, Channel, Event, Press
from bot.words.plain_text import plain
from storage import Writer
from storage.engine.session import open_hospital
from tests import prepared
from tests.contract.slack_rig import slack, slack_press, slack_tags, slack_text
from tests.harness import buttons
from tests.teams import reading
from tests.wire.teams.doors import INSTALLED, SDK, THIN
from tests.wire.teams.inprocess import opened as teams

ROOM = Channel("web", "playground", "ward-5w")
ANA = Actor(
    Account("web", "playground", "ana", "Ana Ruiz"), "Ana Ruiz", "clinical", "5W", "night", "AR"
)
STAGE = Stage([ANA], [RoomView(ROOM, "5 West", "ward", "5W")])
NOW = datetime(2026, 3, 8, 6, 50, tzinfo=UTC)


@dataclass(frozen=True)
class Rig:
    """`open` gives an adapter on a clean slate; `show` is what people see there as text; the rest
    renders without an adapter, and gives the event that a person's act on the rendering makes.
    `finds` says whether the platform lets a bot look for its own messages."""

    name: str
    open: Callable[[Path], tuple[Adapter, Callable[[], None]]]
    show: Callable[[Message | Form], str]
    press: Callable[[Message], list[Event]]
    tags: Callable[[Message | Form], set[str]]
    finds: bool = True


def web(path: Path) -> tuple[Adapter, Callable[[], None]]:
    prepared.tables(path / "web.db")
    database = open_hospital(f"sqlite:///{path / 'web.db'}", "harbor")
    writer = Writer(database)
    writer.start()

    def close() -> None:
        writer.stop()
        database.kw["bind"].dispose()

    return WebAdapter(PlaygroundStore(writer), STAGE, utc_now), close


def markup(shown: Message | Form) -> str:
    spot = CardContext("ward-m1", "once-12345678", "m1")
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


def teams_payload(shown: Message | Form) -> Any:
    if isinstance(shown, Form):
        return teams_dialog.inline(shown)
    return teams_render.message(shown, opens=frozenset({"concern.show"}))


def teams_text(shown: Message | Form) -> str:
    return reading.text(teams_payload(shown))


def teams_press(shown: Message) -> list[Event]:
    """Each button as Teams sends it back: most at once, one that opens a dialog by asking for it."""
    talk = {"id": "19:w@thread.tacv2", "conversationType": "channel"}
    base = {"type": "invoke", "id": "f:1", "serviceUrl": "https://s.example/", "conversation": talk}
    events = []
    for action in reading.actions(teams_payload(shown)):
        data = json.loads(json.dumps(action["data"]))
        value: Any = {"data": data}
        kind = Kind.FETCHED if "msteams" in data else Kind.ACTED
        if kind is Kind.ACTED:
            value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}}
        activity = base | {"name": kind, "value": value}
        events.append(asked(kind, activity, origin_of(activity), ANA.account, inside=True).event)
    return events


def teams_tags(shown: Message | Form) -> set[str]:
    """Where Teams reads markdown, it reads tags as well; our own mentions are the only ones."""
    texts = [part.get("text", "") for part in reading.only(teams_payload(shown), "TextBlock")]
    found = {tag.lower() for text in texts for tag in re.findall(r"(?<!\\)<([A-Za-z]\w*)", text)}
    return found - {"at"}


RIGS = (
    Rig("memory", memory, plain, memory_press, no_tags),
    Rig("web", web, web_text, web_press, web_tags),
    Rig("slack", slack, slack_text, slack_press, slack_tags),
    *(
        Rig(f"teams-{way}", partial(teams, which=way), teams_text, teams_press, teams_tags, False)
        for way in ((SDK, THIN) if INSTALLED else (THIN,))
    ),
)
