"""A worker in a process of its own, as one of several: the relay with a platform that is a file.

python -m tests.engine.replica URL FILE NAME CHANNEL_PACE WORKSPACE_PACE AHEAD POLL

Every post is a line of FILE: when, by whom, where, what. While there is a file FILE.before-NAME or
FILE.after-NAME, a post takes on before or after it is there. The machine's clock is AHEAD seconds
of what it should be. POLL, if not 0, are the seconds between two looks at the database where word
of other processes is heard. FILE.up-NAME is made once it works.

A file FILE.busy with a number of seconds in it has the next post be refused for as long, once; that
is a line of FILE.refused.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.run import clock as clocks
from bot.run import relay as relays
from bot.run.clock import SharedClock
from bot.run.relay import Relay
from bot.words.cards import Message
from bot.words.delivery import Pace, Result, Sent, TryLater
from bot.words.events import Channel, Event
from storage import Writer
from storage.engine.session import open_hospital

HID = "harbor"


class Board:
    def __init__(self, path: Path, name: str, pace: Pace) -> None:
        self._path, self._name, self._pace = path, name, pace

    @property
    def pace(self) -> Pace:
        return self._pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        await self._held("before")
        if (wait := self._busy()) > 0:
            self._write(".refused", to, key)
            return TryLater(wait, "busy")
        self._write("", to, key)
        await self._held("after")
        return Sent(f"{self._name}:{key}")

    def works(self) -> None:
        self._path.with_name(f"{self._path.name}.up-{self._name}").touch()

    async def _held(self, when: str) -> None:
        file = self._path.with_name(f"{self._path.name}.{when}-{self._name}")
        while file.exists():  # noqa: ASYNC110 - another process takes it away
            await asyncio.sleep(0.02)

    def _write(self, where: str, to: Channel, key: str) -> None:
        with self._path.with_name(self._path.name + where).open("a") as file:
            file.write(f"{time.monotonic()} {self._name} {to.id} {key}\n")

    def _busy(self) -> float:
        """How long the platform says to wait; it says so to one post."""
        mine = self._path.with_suffix(f".{self._name}")
        try:
            self._path.with_suffix(".busy").rename(mine)
        except FileNotFoundError:
            return 0.0
        return float(mine.read_text())

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return Sent(ref)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        lines = [line.split() for line in self._path.read_text().splitlines()]
        mine = (f"{name}:{what}" for _, name, where, what in lines if (where, what) == (to.id, key))
        return next(mine, None)


async def work(url: str, board: Board) -> None:
    writer = Writer(open_hospital(url, HID))
    writer.start()
    clock = SharedClock(writer)
    await clock.begin()
    asyncio.get_running_loop().call_later(0.1, board.works)

    async def report(_: Event) -> None:
        return None

    if not url.startswith("postgresql"):
        await Relay(writer, {"teams": board}, clock, report, lambda: False).run()
        return
    from storage.delivery.jobs.listen import QueueListener  # noqa: PLC0415 - with PostgreSQL

    news = QueueListener(writer.database, lambda: relay.wake())  # noqa: PLW0108 - made below
    relay = Relay(writer, {"teams": board}, clock, report, lambda: news.hears)
    await asyncio.gather(relay.run(), news.listen(), clock.keep())


def main(url: str, path: str, name: str, *numbers: str) -> None:
    channel, workspace, ahead, poll = map(float, numbers)
    relays.POLL = poll or relays.POLL
    clocks.utc_now = lambda: datetime.now(UTC) + timedelta(seconds=ahead)
    board = Board(Path(path), name, Pace(channel, workspace))
    asyncio.run(work(url, board))


if __name__ == "__main__":
    main(*sys.argv[1:])
