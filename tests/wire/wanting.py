"""What features want shown on Slack, without the features; and what is seen of it."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

from bot.core.work import Work
from bot.run.clock import utc_now
from bot.words.cards import Message
from bot.words.events import Channel
from storage import HospitalSession
from storage.delivery import outbox
from tests.wire.slack_api import TEAM, Called
from tests.wire.slack_app import Scene

POST, UPDATE, FIND = "chat.postMessage", "chat.update", "conversations.history"
WAITING = "SELECT count(*) FROM shown WHERE sent_version < version AND dead = ''"


def show(at: Scene, key: str, what: str | Message, *rooms: str | Channel, **more: Any) -> None:
    """What a feature does when it wants a message shown."""
    channels = [room if isinstance(room, Channel) else place(at, room) for room in rooms]
    message = what if isinstance(what, Message) else Message(what)
    hospital = at.app.app.core._hospital

    def job(db: HospitalSession) -> None:
        work = Work(db, utc_now(), hospital, outbox.batch_of(db, utc_now()))
        work.show(key, message, *channels, **more)

    asyncio.run(at.app.app.writer.run(job))
    at.app.app.relay.wake()


def place(at: Scene, room: str) -> Channel:
    return Channel("slack", TEAM, at.slack.channel(room).id)


def direct(at: Scene, who: str) -> Channel:
    return Channel("slack", TEAM, at.slack.user(who).id, dm=True)


def said(at: Scene, room: str) -> list[str]:
    return [at.slack.text(m).splitlines()[0] for m in list(at.slack.channel(room).messages)]


def waiting(at: Scene) -> int:
    """How many messages are yet to be delivered, and not given up."""
    with sqlite3.connect(at.app.path) as db:
        return int(db.execute(WAITING).fetchone()[0])


def posted(at: Scene, room: str) -> list[Called]:
    """The calls for one room, those that failed too."""
    name = at.slack.channel(room).id
    return [call for call in at.slack.called(POST) if call.args["channel"] == name]


def of(at: Scene, room: str) -> Callable[[dict[str, Any]], bool]:
    name = at.slack.channel(room).id
    return lambda args: args.get("channel") == name
