"""What the disk allows: concerns a second with eight at once, against the driver alone that commits as
many rows, on SQLite and on PostgreSQL. Time by the clock, so it says little on a busy machine."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import make_url

from tests.bench.fake_slack import Slack, slack
from tests.bench.row import Row, in_turns
from tests.bench.subject import subject
from tests.storage.postgres import made, programs, served

MANY, ROUNDS, ROWS_EACH = 240, 4, 9  # rows that a concern in one sentence writes
LINE = ("harbor", "concern:101", "x" * 300)


async def rows() -> list[Row]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with slack() as there:
            raw = lambda: _raw_sqlite(folder)  # noqa: E731 - what is measured against
            found = [await _row("SQLite", there, folder, "", raw)]
            if programs() is not None:
                with served(durable=True) as server:
                    url = made(server, "whole")
                    raw = lambda: _raw_postgres(url)  # noqa: E731 - the same
                    found.append(await _row("PostgreSQL", there, folder, url, raw))
    return found


async def _row(where: str, there: Slack, folder: Path, url: str, raw: Callable[[], float]) -> Row:
    async with subject("corridor", there, folder, url) as ours:

        async def mine() -> float:
            return 1000 / (await ours.sentence(MANY)).wall

        async def theirs() -> float:
            return await asyncio.to_thread(raw)

        samples = await in_turns(mine, theirs, ROUNDS)
    against = f"the driver alone, {ROWS_EACH} rows a commit"
    return Row(f"concern sentences, {where}", against, "a second", *samples)


def _raw_sqlite(folder: Path) -> float:
    """Commits a second of the driver alone, nine rows in each."""
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    raw.execute("CREATE TABLE IF NOT EXISTS raw (a TEXT, b TEXT, c TEXT)")
    start = time.perf_counter()
    for _ in range(MANY):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO raw VALUES (?, ?, ?)", [LINE] * ROWS_EACH)
        raw.execute("COMMIT")
    raw.close()
    return MANY / (time.perf_counter() - start)


def _raw_postgres(url: str) -> float:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as raw, raw.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS raw (a TEXT, b TEXT, c TEXT)")
        raw.commit()
        start = time.perf_counter()
        for _ in range(MANY):
            cursor.executemany("INSERT INTO raw VALUES (%s, %s, %s)", [LINE] * ROWS_EACH)
            raw.commit()
        return MANY / (time.perf_counter() - start)
