"""10,000 huddles due in the same minute among 1,000,000: claimed and queued, time and memory.

Theirs is the goal, or the same rows written by bare statements. HUDDLES sets how many there are.
"""

import asyncio
import os
import sqlite3
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.app import settle_down
from bot.features.huddles import clocks
from bot.work import Work
from storage import Writer, open_database, outbox
from storage.tables import METADATA
from tests.bench.row import Row
from tests.harness import HARBOR

MANY, DUE, ROUNDS = int(os.environ.get("HUDDLES", "1000000")), 10_000, 3
GOAL_SECONDS, GOAL_LAG, GOAL_MEMORY = 1.5, 50.0, 64.0  # seconds, milliseconds, MB
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
        database = open_database(f"sqlite:///{path}")
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
            lambda db: clocks.claim(Work(db, NOW, HARBOR, outbox.wants(db, NOW)))
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


async def rows() -> list[Row]:
    seconds, busy, lags, plain, quiet = [], [], [], [], []
    settle_down()
    with filled() as (path, writer):
        for _ in range(ROUNDS + 1):
            took, worked, lag = await claimed(writer)
            seconds.append(took)
            busy.append(worked)
            lags.append(lag)
            quiet.append(await idle(took))
            _check(path)
            again(path)
            plain.append(bare(path))
            again(path)
        tracemalloc.start()
        await claimed(writer)
        memory = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    what = f"{DUE:,} of {MANY:,} huddles claimed and queued"
    mine, other = tuple(seconds[1:]), tuple(plain[1:])
    return [
        Row(what, "the goal", "s", mine, (GOAL_SECONDS,), goal=1, less=True),
        Row(
            "the processor's part of it",
            "the goal",
            "s",
            tuple(busy[1:]),
            (GOAL_SECONDS,),
            1,
            less=True,
        ),
        Row(what, "the driver alone", "s", mine, other),
        Row(
            "the loop held up meanwhile",
            "the goal",
            "ms",
            tuple(lags[1:]),
            (GOAL_LAG,),
            1,
            less=True,
        ),
        Row("the loop held up meanwhile", "doing nothing", "ms", tuple(lags[1:]), tuple(quiet[1:])),
        Row("memory at the most", "the goal", "MB", (memory,), (GOAL_MEMORY,), goal=1, less=True),
    ]


def _check(path: Path) -> None:
    """Each once, none forgotten."""
    with sqlite3.connect(path) as raw:
        (runs,) = raw.execute("SELECT count(*) FROM huddle_runs").fetchone()
        (queued,) = raw.execute("SELECT count(DISTINCT key) FROM timers").fetchone()
    raw.close()
    assert (runs, queued) == (DUE, DUE)
