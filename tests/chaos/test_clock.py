"""The machine's clock is set while everything runs."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.run.clock import RESYNC
from tests.chaos.bounds import LEASE, SETTLES, UNDER_WAY
from tests.chaos.conftest import NUMBERS, Check
from tests.chaos.crowd import Crowd
from tests.chaos.estate import Estate, estate
from tests.chaos.processes import Process
from tests.chaos.truth import settled
from tests.chaos.wall_clock import WallClock, wall_clock
from tests.storage.postgres import made, stoppable

pytestmark = pytest.mark.chaos
MEGABYTE = 1 << 20
SEEN = 8.0  # seconds
CPU = (
    3.0  # seconds: 0.7 s with the clock left alone; listing a missed month's seconds takes 4 s more
)
NONE = timedelta()
STEPS = {
    "+0": NONE,
    "+30d": timedelta(days=30),
    "+365d": timedelta(days=365),
    "+3650d and back": timedelta(days=3650),
    "-1h": timedelta(hours=-1),
}


@dataclass
class Watch:
    """Asks a process again and again whether it lives, and how much memory it has."""

    process: Process
    slowest: float = 0.0
    failed: int = 0
    largest: int = 0
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> "Watch":
        self.began_with, self.worked = memory(self.process), processor(self.process)
        self._thread = Thread(target=self._asks)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.worked = processor(self.process) - self.worked

    def _asks(self) -> None:
        while not self._over.wait(0.2):
            begun = time.monotonic()
            self.failed += self.process.status("healthz") != 200
            self.slowest = max(self.slowest, time.monotonic() - begun)
            self.largest = max(self.largest, memory(self.process))

    @property
    def grown(self) -> int:
        return max(0, self.largest - self.began_with)


def memory(process: Process) -> int:
    """Bytes that it has in memory."""
    assert process.running is not None
    pages = Path(f"/proc/{process.running.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def processor(process: Process) -> float:
    """Seconds of the processor that it has used."""
    assert process.running is not None
    fields = Path(f"/proc/{process.running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(params=["sqlite", "postgres"])
def clocked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Estate, WallClock]]:
    """A hospital whose processes go by a clock that can be set; PostgreSQL's server keeps its own."""
    clock, url = wall_clock(tmp_path), ""
    if request.param == "postgres":
        server = make_url(request.getfixturevalue("postgres")).set(database="postgres")
        url = made(server.render_as_string(hide_password=False), f"clock{next(NUMBERS)}")
    with estate(tmp_path, url) as found:
        found.starts(*(("web", "worker") if url else ("serve",)), before=clock.before)
        yield found, clock


@pytest.mark.parametrize("step", STEPS)
def test_a_clock_that_is_set_stops_nothing_and_silences_no_channel(
    clocked: tuple[Estate, WallClock], checked: Check, step: str
) -> None:
    hospital, clock = clocked
    crowd = Crowd(hospital, seed=71)
    hospital.outside.do(crowd.talks(3, 0.3))
    door, last = hospital.doors[0], hospital.processes[-1]
    with Watch(door) as watch:
        talking = hospital.outside.begin(crowd.talks(8, 1.0))
        time.sleep(0.5)
        clock.set(STEPS[step])
        time.sleep(SEEN)
        if step.endswith(" and back"):
            clock.set(NONE)
        talking.result(300)
        hospital.outside.do(crowd.talks(3, 0.3))
    alone = hospital.url.startswith("sqlite")
    kind = "SQLite" if alone else "PostgreSQL"
    figures = f"/healthz {watch.slowest:.2f} s, {watch.grown // MEGABYTE} MB more"
    told = f"clock {step} ({kind}; {figures}, {watch.worked:.1f} s CPU)"
    truth = checked(hospital, told, crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY)
    assert all(process.alive for process in hospital.processes)
    assert watch.failed == 0
    assert watch.grown < 100 * MEGABYTE
    assert watch.worked < CPU
    # Where the database tells the time, a machine's own clock is of no account.
    assert ("the clock was set" in last.log.read_text(encoding="utf-8")) == (alone and step != "+0")


@pytest.fixture
def server_clocked(tmp_path: Path) -> Iterator[tuple[Estate, WallClock]]:
    """A hospital on PostgreSQL whose server goes by a clock that can be set."""
    with stoppable() as server:
        clock = wall_clock(server.folder)
        server.before = clock.before
        server.start()
        url = made(server.url.replace("postgresql:", "postgresql+psycopg:"), "stepped")
        with estate(tmp_path, url) as found:
            yield found, clock


@pytest.mark.parametrize("step", ["+0", "+30d", "+3650d and back", "-1h"])
def test_the_database_servers_own_clock_is_set(
    server_clocked: tuple[Estate, WallClock], checked: Check, step: str
) -> None:
    hospital, clock = server_clocked
    door, worker = hospital.starts("web", "worker")
    crowd = Crowd(hospital, seed=73)
    hospital.outside.do(crowd.talks(3, 0.3))
    settled(hospital, SETTLES)  # the worker has started, so it knows the time before
    with Watch(door) as watch:
        talking = hospital.outside.begin(crowd.talks(8, 2.0))
        time.sleep(0.5)
        clock.set(STEPS[step])
        time.sleep(2 * RESYNC)
        if step.endswith(" and back"):
            clock.set(NONE)
        talking.result(300)
        hospital.outside.do(crowd.talks(3, 0.3))
    told = f"PostgreSQL's own clock {step} (/healthz {watch.slowest:.2f} s)"
    truth = checked(hospital, told, crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY)
    assert early(hospital) == 0
    assert watch.failed == 0
    for one in (door, worker):
        assert one.alive
        assert ("the clock was set" in one.log.read_text(encoding="utf-8")) == (step != "+0")


def test_a_worker_that_starts_after_the_server_was_set_back_delivers_what_others_want(
    server_clocked: tuple[Estate, WallClock], checked: Check
) -> None:
    """As soon as that: the other may not have seen yet that its clock was set."""
    hospital, clock = server_clocked
    (door,) = hospital.starts("web")
    crowd = Crowd(hospital, seed=74)
    hospital.outside.do(crowd.talks(3, 0.3))
    clock.set(STEPS["-1h"])
    (worker,) = hospital.starts("worker")
    hospital.outside.do(crowd.talks(8, 2.0))
    told = "PostgreSQL's own clock -1h, and a worker that starts then"
    truth = checked(hospital, told, crowd.told, SETTLES + LEASE)
    truth.holds(teams=UNDER_WAY)
    assert door.alive
    assert worker.alive


def early(hospital: Estate) -> int:
    """That nobody has answered, said again: due a quarter of an hour after the first at the earliest."""
    engine = create_engine(hospital.direct)
    try:
        with engine.connect() as db:
            asked = "SELECT count(*) FROM shown WHERE key LIKE '%:unanswered:0:2'"
            return int(db.execute(text(asked)).scalar_one())
    finally:
        engine.dispose()
