"""10,000 huddles due in the same minute among 100,000 on SQLite and 1,000,000 on PostgreSQL: claimed
and queued, time and memory.

Theirs is the goal, or the same rows written by bare statements. HUDDLES and HUDDLES_POSTGRES set how
many there are. Memory is what the process grew by, read from the kernel.
"""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import text

from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.run.app import freeze_garbage_collector
from storage import Writer
from storage.delivery import outbox
from storage.engine.session import open_hospital
from storage.tables import METADATA
from tests.bench.row import Row
from tests.harness import HARBOR
from tests.storage.postgres import made, programs, served

MANY, DUE, ROUNDS = int(os.environ.get("HUDDLES", "100000")), 10_000, 3
MANY_POSTGRES = int(os.environ.get("HUDDLES_POSTGRES", "1000000"))
GOAL_SECONDS, GOAL_LAG, GOAL_MEMORY = 1.5, 50.0, 200.0  # seconds, milliseconds, MiB
NOW = datetime(2026, 3, 4, 13, 15, tzinfo=UTC)  # 08:15 in New York
HID = HARBOR.id
CLOCK = (
    "INSERT INTO huddle_clocks VALUES (?,?,'post',?,?,?,'0123456',1,'',0,'America/New_York',1,NULL)"
)
RUN = "INSERT INTO huddle_runs VALUES (?,?,'post',?,?,?,0,'','{}')"
TIMER = "INSERT INTO timers VALUES (?,?,?,'huddle.run','[]',0,'')"
MOVE = "UPDATE huddle_clocks SET next_run_at=?, wall=? WHERE hospital_id=? AND number=? AND slot='post'"


def rows_of(many: int) -> Iterator[tuple[object, ...]]:
    """The first 10,000 are due now, the rest at other minutes of the coming days."""
    for number in range(many):
        late = 0 if number < DUE else 60 + number % 4000
        at = (NOW + timedelta(minutes=late)).replace(tzinfo=None)
        local = at - timedelta(hours=5)
        wall = local.isoformat(timespec="minutes")
        yield HID, number, str(at) + ".000000", wall, f"{local:%H:%M}"


@contextmanager
def filled() -> Iterator[tuple[Path, Writer]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "huddles.db"
        database = open_hospital(f"sqlite:///{path}", "harbor")
        METADATA.create_all(database.kw["bind"])
        with sqlite3.connect(path) as raw:
            raw.executemany(CLOCK, rows_of(MANY))
        raw.close()
        writer = Writer(database)
        writer.start()
        yield path, writer
        writer.stop()
        database.kw["bind"].dispose()


def again(path: Path) -> None:
    """As before the minute came."""
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM huddle_runs")
        raw.execute("DELETE FROM timers")
        due = [(at, wall, HID, number) for _, number, at, wall, _ in rows_of(DUE)]
        raw.executemany(MOVE, due)
    raw.close()


@dataclass
class Watch:
    """Looks every five milliseconds how late the loop is; `worst` in milliseconds."""

    worst: float = 0

    async def look(self) -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(0.005)
            self.worst = max(self.worst, (perf_counter() - before - 0.005) * 1000)


@asynccontextmanager
async def watched() -> AsyncIterator[Watch]:
    watch = Watch()
    looking = asyncio.create_task(watch.look())
    yield watch
    looking.cancel()


async def claimed(writer: Writer) -> tuple[float, float, float]:
    """Seconds until all are claimed, by the clock and of the processor, and the longest that the
    loop was held up, in ms."""
    async with watched() as watch:
        start, busy = perf_counter(), process_time()
        while await writer.run(
            lambda db: scheduling.claim(Work(db, NOW, HARBOR, outbox.batch_of(db, NOW)))
        ):
            pass
        return perf_counter() - start, process_time() - busy, watch.worst


async def idle(seconds: float) -> float:
    """How late the loop is on this machine when we do nothing."""
    async with watched() as watch:
        await asyncio.sleep(seconds)
        return watch.worst


def bare(path: Path) -> float:
    """The same rows written by the driver alone, in twenty transactions."""
    due = [(number, at, wall) for _, number, at, wall, _ in rows_of(DUE)]
    start = perf_counter()
    raw = sqlite3.connect(path, isolation_level=None)
    for some in (due[n : n + 500] for n in range(0, DUE, 500)):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(RUN, [(HID, n, wall, at, at) for n, at, wall in some])
        raw.executemany(TIMER, [(HID, f"huddle:{n}", at) for n, at, _ in some])
        raw.executemany(MOVE, [(at, wall, HID, n) for n, at, wall in some])
        raw.execute("COMMIT")
    raw.close()
    return perf_counter() - start


@contextmanager
def grown() -> Iterator[list[float]]:
    """MiB that the process took at the most, beyond what it had."""
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    before, found = _mark("VmRSS:"), list[float]()
    yield found
    found.append(_mark("VmHWM:") - before)


def _mark(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


async def _on_sqlite() -> list[Row]:
    seconds, busy, lags, plain, quiet, memory = [], [], [], [], [], list[float]()
    with filled() as (path, writer):
        for _ in range(ROUNDS + 1):
            with grown() as more:
                took, worked, lag = await claimed(writer)
            memory += more
            seconds.append(took)
            busy.append(worked)
            lags.append(lag)
            quiet.append(await idle(took))
            _check(path)
            again(path)
            plain.append(bare(path))
            again(path)
    what = f"{DUE:,} of {MANY:,} huddles claimed and queued, SQLite"
    mine = tuple(seconds[1:])
    return [
        *_against_goals(what, mine, busy[1:], lags[1:], max(memory)),
        Row(what, "the driver alone", "s", mine, tuple(plain[1:])),
        Row("the loop held up meanwhile", "doing nothing", "ms", tuple(lags[1:]), tuple(quiet[1:])),
    ]


def _against_goals(
    what: str, took: tuple[float, ...], busy: list[float], lags: list[float], memory: float
) -> list[Row]:
    cpu = "the processor's part of it"
    held, most = "the loop held up meanwhile", "memory at the most, more than before"
    return [
        Row(what, "the goal", "s", took, (GOAL_SECONDS,), goal=1, less=True),
        Row(cpu, "the goal", "s", tuple(busy), (GOAL_SECONDS,), 1, less=True),
        Row(held, "the goal", "ms", tuple(lags), (GOAL_LAG,), 1, less=True),
        Row(most, "the goal", "MiB", (memory,), (GOAL_MEMORY,), goal=1, less=True),
    ]


async def _on_postgres(server: str) -> list[Row]:
    url = made(server, "huddles")
    database = open_hospital(url, "harbor")
    with database() as db:
        _copied(db.connection().connection.driver_connection)
    writer = Writer(database)
    writer.start()
    took: list[tuple[float, float, float]] = []
    memory: list[float] = []
    for _ in range(ROUNDS):
        with grown() as more:
            took.append(await claimed(writer))
        memory += more
        with database.begin() as db:
            counted = "SELECT (SELECT count(*) FROM huddle_runs), (SELECT count(*) FROM timers)"
            assert tuple(db.execute(text(counted)).one()) == (DUE, DUE)
            db.execute(text("TRUNCATE huddle_runs, timers"))
            back = "UPDATE huddle_clocks SET next_run_at = :at, wall = :wall WHERE number < :due"
            local = (NOW - timedelta(hours=5)).replace(tzinfo=None)
            wall = local.isoformat(timespec="minutes")
            db.execute(text(back), {"at": NOW, "wall": wall, "due": DUE})
    writer.stop()
    database.kw["bind"].dispose()
    what = f"{DUE:,} of {MANY_POSTGRES:,} huddles claimed and queued, PostgreSQL"
    seconds, busy, lags = zip(*took, strict=True)
    return _against_goals(what, seconds, list(busy), list(lags), max(memory))


def _copied(raw: Any) -> None:
    columns = (
        'hospital_id, number, slot, next_run_at, wall, times, days, weeks, since, "offset", zone,'
        " holidays"
    )
    with raw.cursor() as cursor:
        with cursor.copy(f"COPY huddle_clocks ({columns}) FROM STDIN") as out:
            for hid, number, at, wall, times in rows_of(MANY_POSTGRES):
                late = f"{at}+00"
                rest = ("0123456", 1, "", 0, "America/New_York", True)
                out.write_row((hid, number, "post", late, wall, times, *rest))
        cursor.execute("ANALYZE huddle_clocks")
    raw.commit()


async def rows() -> list[Row]:
    freeze_garbage_collector()
    found = await _on_sqlite()
    if programs() is None:
        return found
    with served(durable=True) as server:
        return found + await _on_postgres(server)


def _check(path: Path) -> None:
    """Each once, none forgotten."""
    with sqlite3.connect(path) as raw:
        (runs,) = raw.execute("SELECT count(*) FROM huddle_runs").fetchone()
        (queued,) = raw.execute("SELECT count(DISTINCT key) FROM timers").fetchone()
    raw.close()
    assert (runs, queued) == (DUE, DUE)
