"""What a concern waits while digests, exports and people's homes are asked for all the time, in a hospital
with 20,000 people and as many concerns: the 99th of a hundred, through the wire, against the same without.
Concerns come when they come; one is late by as much as its receipt comes after its moment.

BESIDE sets how many people there are, BESIDE_SECONDS how long each turn takes.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine.migrate import migrate
from storage.engine.session import open_hospital
from tests.bench import crowd, many
from tests.bench.fake_slack import slack
from tests.bench.load import Load, Sample
from tests.bench.row import Row
from tests.bench.server import answers, started
from tests.bench.slack_requests import Crowd, Request, opened
from tests.bench.subject import compared
from tests.harness import HARBOR

PEOPLE = int(os.environ.get("BESIDE", "20000"))
SECONDS = float(os.environ.get("BESIDE_SECONDS", "20"))
RATE, ASKED, TURNS = 8.0, 2.0, 5  # concerns and other questions a second
LEADER = "U0ELENA"


async def rows() -> list[Row]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'beside.db'}"
        await asyncio.to_thread(_fill, url)
        async with slack() as there:
            command = ("-m", "tests.bench.slack_servers", "corridor", url, there.url)
            async with started(*command) as server:
                await answers(server.port)
                load, people = Load(there, server), Crowd(there)
                asks = _asks(people)
                turns = [await _turn(load, people, asks) for _ in range(TURNS + 1)]
    name = f"a concern beside digests, exports and homes, {PEOPLE:,} people"
    return compared(name, "the same without", turns[1:], p99=1.5)[2:]


async def _turn(load: Load, people: Crowd, asks: Callable[[], Request]) -> tuple[Sample, Sample]:
    """Concerns beside the questions, and alone."""
    async with asyncio.TaskGroup() as both:
        both.create_task(load.open(asks, ASKED, SECONDS))
        beside = both.create_task(load.open(people.sentence, RATE, SECONDS))
    return beside.result(), await load.open(people.sentence, RATE, SECONDS)


def _asks(people: Crowd) -> Callable[[], Request]:
    kinds: Iterator[str] = cycle(("digest", "home", "export csv", "home"))
    numbers = count(1)

    def ask() -> Request:
        number, kind = next(numbers), next(kinds)
        if kind == "home":
            return opened(f"EvHome{number}", f"U{number % 100}")
        return people.command(LEADER, "/corridor", kind)

    return ask


def _fill(url: str) -> None:
    database = open_hospital(url, HARBOR.id)
    migrate(database)
    with database.kw["bind"].begin() as connection:
        crowd.fill(connection, PEOPLE)
        many.fill(connection, PEOPLE, datetime.now(UTC))
    database.kw["bind"].dispose()
