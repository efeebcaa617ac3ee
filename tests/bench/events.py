"""What the two events that hospitals have most cost, through the wire: signed, checked, understood,
stored, committed, and answered. Processor time of the server is judged, with the clock's beside it.

A first press on a card (each person once on each concern, which the database is asked about afterwards),
and a concern in one sentence with the card that it makes. Against the textbook bot, bare bolt apps that
store nothing, and a server that only answers; all in turns, on SQLite and on PostgreSQL. PostgreSQL's own
processor time is not counted on either side.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import create_engine, make_url

from tests.bench.fake_slack import slack
from tests.bench.load import Sample
from tests.bench.row import Row
from tests.bench.subject import Subject, compared, subject
from tests.storage.postgres import made, programs, served

PRESSES, SENTENCES = 400, 240
ROUNDS = int(os.environ.get("EVENTS", "5"))
Turn: TypeAlias = Mapping[str, Sample]
NAMES = {
    "textbook": "the textbook bot",
    "posting": "bare bolt that posts the same answer",
    "sharing": "bare bolt that posts it over one session",
    "acknowledging": "bare bolt that only acknowledges",
    "floor": "an ASGI app that only answers",
}
PRESS, SENTENCE = "a first press", "a concern sentence"


async def rows() -> list[Row]:
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        async with slack() as there:
            which = ("corridor", "unpaced", *NAMES)
            async with AsyncExitStack() as stack:
                here = (there, Path(folder))
                those = [await stack.enter_async_context(subject(one, *here)) for one in which]
                found += _on_sqlite(await _turns(those))
            if programs() is None:
                return found
            with served(durable=True) as server:
                async with AsyncExitStack() as stack:
                    urls = {"corridor": made(server, "ours"), "unpaced": made(server, "unpaced")}
                    urls |= {"textbook": _empty(server, "textbook"), "posting": ""}
                    those = [
                        await stack.enter_async_context(subject(one, *here, url))
                        for one, url in urls.items()
                    ]
                    found += _on_postgres(await _turns(those))
    return found


async def _turns(those: Sequence[Subject]) -> tuple[list[Turn], list[Turn]]:
    """Presses and sentences; the first round of each does not count."""
    presses: list[Turn] = [
        {one.which: await one.press(PRESSES) for one in those} for _ in range(ROUNDS + 1)
    ]
    sentences: list[Turn] = [
        {one.which: await one.sentence(SENTENCES) for one in those} for _ in range(ROUNDS + 1)
    ]
    return presses[1:], sentences[1:]


def _on_sqlite(turns: tuple[list[Turn], list[Turn]]) -> list[Row]:
    presses, sentences = turns
    goals = {"textbook": 4.0, "posting": 0.60}
    found = []
    for other in NAMES:
        p99 = 0.1 if other == "textbook" else None
        found += _rows(PRESS, "SQLite", presses, ("corridor", other), goals.get(other), p99)
    found += _rows(f"{SENTENCE} and its card", "SQLite", sentences, ("unpaced", "textbook"), 1.3)
    for other in ("posting", "acknowledging", "floor"):
        found += _rows(f"{SENTENCE}, its card later", "SQLite", sentences, ("corridor", other))
    return found


def _on_postgres(turns: tuple[list[Turn], list[Turn]]) -> list[Row]:
    presses, sentences = turns
    where = "PostgreSQL"
    return [
        *_rows(PRESS, where, presses, ("corridor", "posting"), 0.50),
        *_rows(PRESS, where, presses, ("corridor", "textbook")),
        *_rows(f"{SENTENCE} and its card", where, sentences, ("unpaced", "textbook")),
    ]


def _rows(
    name: str,
    where: str,
    turns: Sequence[Turn],
    who: tuple[str, str],
    goal: float | None = None,
    p99: float | None = None,
) -> list[Row]:
    ours, other = who
    pairs = [(turn[ours], turn[other]) for turn in turns]
    return compared(f"{name}, {where}", NAMES[other], pairs, goal, p99)


def _empty(server: str, name: str) -> str:
    """The address of a new database without tables."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
