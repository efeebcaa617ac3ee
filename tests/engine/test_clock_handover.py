"""A process that starts after a clock was set goes by the time of those who ran before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.run import clock as clocks
from bot.run.clock import RESYNC, WORD, SharedClock
from bot.run.clock_handover import this_boot
from bot.run.steady_clock import LASTS, STEP
from storage import Writer
from storage.engine import shared_time
from storage.engine.session import open_hospital
from storage.engine.shared_time import ToldTime
from tests.logged import logged
from tests.prepared import tables
from tests.storage.postgres import emptied

MARCH = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
MONTH, DECADE = timedelta(days=30), timedelta(days=3650)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SECOND = timedelta(seconds=1)
STEPS = pytest.mark.parametrize("step", [MONTH, DECADE, -HOUR], ids=["month", "2036", "back"])
BOTH = pytest.mark.parametrize("world", ["sqlite", "postgres"], indirect=True)
SERVER = pytest.mark.parametrize("world", ["postgres"], indirect=True)
SOON = pytest.mark.parametrize("after", [MINUTE, 4 * MINUTE], ids=["one minute", "four minutes"])
HERE, THERE = "this machine", "another machine"


@dataclass
class World:
    """Machines of one monotonic time, and a clock that all their processes follow, which is `wrong`
    by as much: the server's, or that of their machine."""

    url: str
    awake: float = 500_000.0
    wrong: timedelta = timedelta()
    running: list[SharedClock] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)

    @property
    def true(self) -> datetime:
        return MARCH + timedelta(seconds=self.awake - 500_000)

    def shows(self, *_: object) -> datetime:
        return self.true + self.wrong

    async def starts(self, boot: str = HERE) -> SharedClock:
        writer = Writer(open_hospital(self.url, "harbor"))
        writer.start()
        self.writers.append(writer)
        clock = SharedClock(writer, monotonic=lambda: self.awake, boot=boot)
        await clock.begin(self.waits.append)
        self.running.append(clock)
        return clock

    async def passes(self, span: timedelta) -> None:
        """A second at a time: who runs asks for the time, and looks at the clock now and then."""
        for _ in range(round(span.total_seconds())):
            self.awake += 1
            for clock in self.running:
                clock()
            if self.awake % RESYNC == 0:
                for clock in self.running:
                    await clock.look()

    async def sleep(self, seconds: float) -> None:
        await self.passes(max(timedelta(seconds=seconds), SECOND))

    def dies(self) -> None:
        """All that runs, at once."""
        self.running.clear()

    def reboots(self, down: timedelta) -> None:
        self.dies()
        self.awake += down.total_seconds()

    def ends(self) -> None:
        for writer in self.writers:
            writer.stop()
            writer.database.kw["bind"].dispose()


@pytest.fixture
def world(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    if request.param == "postgres":
        world = World(emptied(request.getfixturevalue("postgres")))
        monkeypatch.setattr(clocks, "database_now", world.shows)
    else:
        tables(tmp_path / "corridor.db")
        world = World(f"sqlite:///{tmp_path / 'corridor.db'}")
    monkeypatch.setattr(clocks, "utc_now", world.shows)
    monkeypatch.setattr(clocks, "sleep", world.sleep)
    yield world
    world.ends()


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= SECOND


@BOTH
@STEPS
@SOON
@pytest.mark.parametrize("boot", [HERE, THERE])
async def test_who_starts_after_a_step_goes_by_the_time_of_the_others(
    world: World, step: timedelta, after: timedelta, boot: str
) -> None:
    old = await world.starts()
    await world.passes(LASTS)
    world.wrong = step
    await world.passes(after)
    with logged() as log:
        new = await world.starts(boot)
    assert near(new(), world.true)
    assert near(old(), world.true)
    assert "the clock was set" in log.getvalue()
    assert not new.settled
    assert world.waits == []
    await world.passes(LASTS - after - 2 * SECOND)
    assert near(new(), world.true)
    assert near(old(), world.true)
    await world.passes(timedelta(seconds=RESYNC) + 4 * SECOND)
    assert near(new(), world.true + step)
    assert near(old(), world.true + step)
    assert not new.settled


@BOTH
@STEPS
async def test_who_starts_after_a_blip_goes_on_with_the_others_when_it_is_over(
    world: World, step: timedelta
) -> None:
    await world.starts()
    world.wrong = step
    await world.passes(MINUTE)
    new = await world.starts()
    world.wrong = timedelta()
    await world.passes(2 * LASTS)
    assert near(new(), world.true)
    assert new.settled


@SERVER
@STEPS
async def test_who_starts_before_anybody_has_seen_the_step_waits_for_word(
    world: World, step: timedelta
) -> None:
    await world.starts()
    await world.passes(MINUTE - 2 * SECOND)
    world.wrong, began = step, world.awake
    new = await world.starts(THERE)
    assert near(new(), world.true)
    assert len(world.waits) == 1
    assert world.awake - began <= WORD


@BOTH
@STEPS
async def test_who_starts_again_alone_on_a_machine_that_ran_on_knows_the_time(
    world: World, step: timedelta
) -> None:
    await world.starts()
    await world.passes(MINUTE)
    world.dies()
    world.wrong = step
    world.awake += 120
    new = await world.starts()
    assert near(new(), world.true)
    await world.passes(LASTS + timedelta(seconds=RESYNC))
    assert near(new(), world.true + step)


@BOTH
async def test_a_clock_that_was_set_back_while_nothing_ran_is_doubted(world: World) -> None:
    """The machine, too, was started anew: how long it was down, nobody knows."""
    await world.starts()
    await world.passes(MINUTE)
    told = world.true
    world.reboots(2 * MINUTE)
    world.wrong = -HOUR
    new = await world.starts(THERE)
    assert told <= new() <= world.true
    assert not new.settled
    await world.passes(LASTS + timedelta(seconds=RESYNC))
    assert near(new(), world.true - HOUR)
    assert not new.settled


@BOTH
async def test_a_step_forward_while_nothing_ran_is_taken_for_time_that_passed(world: World) -> None:
    """But nothing is deleted for good before it has stood for minutes."""
    await world.starts()
    await world.passes(MINUTE)
    world.reboots(2 * MINUTE)
    world.wrong = MONTH
    new = await world.starts(THERE)
    assert near(new(), world.true + MONTH)
    assert not new.settled


@BOTH
async def test_a_false_future_that_nobody_followed_is_forgotten_when_the_clock_is_right(
    world: World,
) -> None:
    await world.starts()
    world.wrong = DECADE
    await world.passes(MINUTE)
    world.reboots(HOUR)
    world.wrong = timedelta()
    with logged("WARNING") as log:
        new = await world.starts(THERE)
    assert near(new(), world.true)
    assert log.getvalue() == ""


@BOTH
async def test_a_false_future_that_was_followed_goes_on_for_minutes_and_no_longer(
    world: World,
) -> None:
    """As it does where a process has run on."""
    await world.starts()
    world.wrong = DECADE
    await world.passes(LASTS + MINUTE)
    world.reboots(HOUR)
    world.wrong = timedelta()
    new = await world.starts(THERE)
    assert new() > world.true + MONTH
    assert not new.settled
    await world.passes(LASTS + timedelta(seconds=RESYNC))
    assert near(new(), world.true)


@BOTH
@pytest.mark.parametrize("boot", [HERE, THERE])
@pytest.mark.parametrize("down", [SECOND, 3 * HOUR, MONTH], ids=["a second", "hours", "a month"])
async def test_an_ordinary_start_says_nothing(world: World, boot: str, down: timedelta) -> None:
    await world.starts()
    await world.passes(MINUTE)
    world.reboots(down)
    with logged("WARNING") as log:
        new = await world.starts(boot)
    assert near(new(), world.true)
    assert log.getvalue() == ""
    known = boot == HERE or down <= STEP or world.url.startswith("sqlite")
    assert len(world.waits) == (not known)


@BOTH
async def test_the_first_process_of_all_goes_by_the_clock(world: World) -> None:
    new = await world.starts()
    assert near(new(), world.true)
    assert world.waits == []


@SERVER
async def test_nobody_waits_for_who_tells_at_the_same_moment(world: World) -> None:
    clock = await world.starts()
    with world.writers[0].database.begin() as db:
        db.execute(text("SELECT 1 FROM shared_time FOR UPDATE"))
        await clock.look()  # would fail, or never end
    await world.passes(MINUTE)
    with world.writers[0].database() as db:
        told = shared_time.last(db)
    assert told is not None
    assert near(told.agreed, world.true)


@BOTH
async def test_what_is_told_comes_back_as_it_was(world: World) -> None:
    await world.starts()
    for doubted in (None, 12.5):
        told = ToldTime(MARCH, MARCH + DECADE, doubted, "boot", 1234.5678)
        with world.writers[0].database.begin() as db:
            shared_time.tell(db, told)
        with world.writers[0].database() as db:
            assert shared_time.last(db) == told


def test_processes_of_one_machine_find_that_it_is_one() -> None:
    assert this_boot() == this_boot()
    if Path("/proc/sys/kernel/random/boot_id").exists():
        assert this_boot()
