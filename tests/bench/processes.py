"""Two web processes on one PostgreSQL against one: what an event costs both in processor time, and for
how much of the time they wait for each other's locks.

First presses on the same concerns and new concerns, by turns, so that both the card's row and the row
that numbers come from are wanted by both. PostgreSQL is asked every few milliseconds what each connection
waits for (`pg_stat_activity`); its own processor time is not counted.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import make_url

from tests.bench.fake_slack import slack
from tests.bench.load import Sample
from tests.bench.row import Row
from tests.bench.slack_requests import Request
from tests.bench.subject import Subject, compared, subject
from tests.storage.postgres import made, programs, served

EVENTS, ROUNDS, EVERY = 300, 5, 0.005  # seconds
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = %s AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"
)


@dataclass
class Waits:
    """How often connections were asked about, and how often one waited for another's lock."""

    asked: int = 0
    waiting: int = 0


async def rows() -> list[Row]:
    if programs() is None:
        return []
    turns: list[tuple[Sample, Sample]] = []
    shares: list[float] = []
    with TemporaryDirectory() as name, served(durable=True) as server:
        urls = made(server, "two"), made(server, "one")
        async with (
            slack() as there,
            subject("corridor", there, Path(name), urls[0], processes=2) as two,
            subject("corridor", there, Path(name), urls[1]) as one,
        ):
            for _ in range(ROUNDS + 1):
                async with _watched(urls[0]) as waits:
                    ours = await two.presses.closed(Mixed(two), EVENTS)
                theirs = await one.presses.closed(Mixed(one), EVENTS)
                turns.append((ours, theirs))
                shares.append(100 * waits.waiting / max(waits.asked * 2, 1))
    name = "presses and sentences, two processes on PostgreSQL"
    cost, *rest = compared(name, "one process", turns[1:])
    cpu = Row(cost.name, "one process", "ms", cost.ours, cost.theirs, 1.15, less=True)
    share = "two processes on PostgreSQL, in lock waits"
    locks = Row(share, "the goal", "% of time", tuple(shares[1:]), (5.0,), 1, less=True)
    return [cpu, *rest, locks]


class Mixed:
    """A first press, then a sentence, and so on."""

    def __init__(self, one: Subject) -> None:
        self._next: Iterator[bool] = cycle((True, False))
        self._crowd = one.crowd

    def __call__(self) -> Request:
        return self._crowd.press() if next(self._next) else self._crowd.sentence()


@asynccontextmanager
async def _watched(url: str) -> AsyncIterator[Waits]:
    """Samples what the database's connections wait for, beside the block."""
    waits, going = Waits(), asyncio.Event()
    watching = asyncio.create_task(_watch(url, waits, going))
    try:
        yield waits
    finally:
        going.set()
        await watching


async def _watch(url: str, waits: Waits, done: asyncio.Event) -> None:
    address = make_url(url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        while not done.is_set():
            found = await (await connection.execute(WAITING, (address.database,))).fetchone()
            waits.asked += 1
            waits.waiting += found[0] if found else 0
            await asyncio.sleep(EVERY)
