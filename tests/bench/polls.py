"""Votes: on one poll that everybody votes in, and on a thousand polls, against a bare insert."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.dispatcher import Core
from bot.core.router import routes
from bot.features import FEATURES
from bot.privacy import Guard
from bot.rules.hospital import Hospital
from bot.settings import RoomSetting
from bot.words.events import Account, Action, Channel, Command, Event, Press
from storage import HospitalSession, Writer
from storage.delivery import inbox
from storage.engine.session import open_hospital
from storage.nouns import rooms
from storage.tables import METADATA
from tests.bench.row import Row, in_turns
from tests.harness import buttons

HOSPITAL = Hospital("bench", "Bench", ZoneInfo("UTC"))
NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
ROOM = Channel("slack", "T1", "C1")
AUTHOR = Account("slack", "T1", "author", "Author")
VOTES, POLLS, AT_ONCE = 2_000, 1_000, 256


@asynccontextmanager
async def writing() -> AsyncIterator[Writer]:
    """A writer on a database file of its own, with every commit on disk as in use."""
    with TemporaryDirectory() as folder:
        database = open_hospital(f"sqlite:///{Path(folder) / 'bench.db'}", HOSPITAL.id)
        METADATA.create_all(database.kw["bind"])
        with database.begin() as db:
            rooms.seed(db, [RoomSetting(ROOM, "triage", name="IT")], NOW)
        writer = Writer(database)
        writer.start()
        try:
            yield writer
        finally:
            writer.stop()
            database.kw["bind"].dispose()


async def at_once(jobs: Sequence[Any]) -> float:
    """How many jobs a second, so many under way at a time."""
    waiting = iter(jobs)

    async def line() -> None:
        for job in waiting:
            await job()

    start = time.perf_counter()
    await asyncio.gather(*(line() for _ in range(AT_ONCE)))
    return len(jobs) / (time.perf_counter() - start)


class Ballot:
    """A bot with polls in it, and voters who come back for every round."""

    def __init__(self, writer: Writer) -> None:
        guard = Guard()
        self.core = Core(writer, HOSPITAL, routes(FEATURES), guard, lambda: NOW)
        self.ids = map(str, count(1))
        self.polls = 0

    async def ask(self, polls: int) -> range:
        """So many new polls; their numbers."""
        first = 101 + self.polls
        for _ in range(polls):
            line = "Ready? | Yes | No"
            shown = await self.core(Command(next(self.ids), ROOM, AUTHOR, "poll", line, at=NOW))
            action = next(buttons(shown)).action
            await self.core(Press(next(self.ids), ROOM, AUTHOR, action, at=NOW))
        self.polls += polls
        return range(first, first + polls)

    def vote(self, poll: int, voter: int) -> Event:
        account = Account("slack", "T1", f"voter{voter}", f"Voter {voter}")
        option = str(1 + voter % 2)
        action = Action("poll.vote", (str(poll), option))
        return Press(next(self.ids), ROOM, account, action, at=NOW)

    async def measure(self, polls: int) -> float:
        """Votes a second, dealt to that many new polls, each voter once in each."""
        numbers = await self.ask(polls)
        votes = [self.vote(numbers[n % polls], n) for n in range(VOTES)]
        return await at_once([lambda vote=vote: self.core(vote) for vote in votes])


async def bare(writer: Writer, names: Any) -> float:
    """Rows a second into one table, through the same thread, in the same commits."""

    def insert(db: HospitalSession) -> None:
        inbox.keep(db, [inbox.idempotency_key(HOSPITAL.id, [next(names)], NOW)])

    return await at_once([lambda: writer.run(insert)] * VOTES)


async def rows() -> list[Row]:
    async with writing() as writer:
        ballot, names = Ballot(writer), map(str, count(1))
        found = []
        for polls, name in ((1, "votes on one poll"), (POLLS, "votes on 1,000 polls")):
            ours, theirs = await in_turns(
                lambda polls=polls: ballot.measure(polls),  # type: ignore[misc]
                lambda: bare(writer, names),
            )
            found.append(Row(name, "a bare insert", "a second", ours, theirs))
        return found
