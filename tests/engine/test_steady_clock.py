"""A clock that somebody sets: followed late, told at once, and ticks go on."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.run.clock import Clock
from bot.run.metrics import Metrics
from bot.run.steady_clock import LASTS, SteadyClock, read_at
from bot.words.events import Event
from tests.logged import logged

MARCH = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
DAYS, YEAR, DECADE = timedelta(days=30), timedelta(days=365), timedelta(days=3650)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
STEPS = pytest.mark.parametrize("step", [DAYS, YEAR, DECADE, -HOUR, -DECADE], ids=str)


class Machine:
    """A wall clock and a monotonic one, read every second."""

    def __init__(self) -> None:
        self.awake, self.wrong, self.steps = 1000.0, timedelta(0), list[float]()
        self.clock = SteadyClock(self.steps.append, lambda: self.awake)
        self.reads()

    @property
    def true(self) -> datetime:
        return MARCH + timedelta(seconds=self.awake - 1000)

    def reads(self) -> None:
        self.clock.read(self.true + self.wrong, self.awake)

    def passes(self, span: timedelta) -> None:
        for _ in range(round(span.total_seconds())):
            self.awake += 1
            self.reads()


@STEPS
def test_a_blip_is_never_seen(step: timedelta) -> None:
    machine = Machine()
    for seconds in (1, 60, LASTS.total_seconds() - 1):
        machine.wrong = step
        machine.passes(timedelta(seconds=seconds))
        assert machine.clock() == machine.true
        machine.wrong = timedelta(0)
        machine.passes(SECOND)
        assert machine.clock() == machine.true
    assert machine.steps == [step.total_seconds()] * 3


@STEPS
def test_a_step_that_lasts_is_followed(step: timedelta) -> None:
    machine = Machine()
    machine.wrong = step
    machine.passes(LASTS + SECOND)
    assert machine.clock() == machine.true + step
    assert machine.steps == [step.total_seconds()]


@pytest.mark.parametrize("seconds", [-50, 50])
def test_a_correction_is_followed_at_once_and_is_no_step(seconds: int) -> None:
    machine = Machine()
    machine.wrong = timedelta(seconds=seconds)
    machine.passes(SECOND)
    assert machine.clock() == machine.true + machine.wrong
    assert machine.steps == []


def test_what_cannot_be_undone_waits_for_minutes_after_the_start_and_after_a_step() -> None:
    machine = Machine()
    assert not machine.clock.settled
    machine.passes(LASTS)
    assert machine.clock.settled
    machine.wrong = YEAR
    machine.passes(SECOND)
    assert not machine.clock.settled
    machine.passes(LASTS)
    assert machine.clock() == machine.true + YEAR
    assert not machine.clock.settled
    machine.passes(LASTS)
    assert machine.clock.settled


def test_a_clock_that_never_comes_to_rest_is_not_followed() -> None:
    machine = Machine()
    for _ in range(20):
        machine.wrong += HOUR
        machine.passes(LASTS / 2)
    assert machine.clock() == machine.true
    assert len(machine.steps) == 20


def test_a_step_is_logged_and_counted() -> None:
    metrics, awake = Metrics(), 0.0
    clock = SteadyClock(metrics.clock_step, lambda: awake)
    with logged() as lines:
        for wall in (MARCH, MARCH + YEAR, MARCH, MARCH - HOUR):
            clock.read(wall, awake)
    count = metrics.registry.get_sample_value
    assert count("corridor_clock_steps_total", {"direction": "forward"}) == 1
    assert count("corridor_clock_steps_total", {"direction": "back"}) == 1
    said = lines.getvalue()
    assert said.count("the clock was set") == 2
    assert str(round(YEAR.total_seconds())) in said
    assert str(round(-HOUR.total_seconds())) in said


def _scheduler(clock: Clock) -> Any:
    return clock._scheduler


@pytest.mark.parametrize("ahead", [HOUR, DECADE], ids=str)
async def test_ticks_go_on_when_the_clock_goes_back(ahead: timedelta) -> None:
    """APScheduler sleeps until the next tick by the clock as it was: in an hour, or in 2036."""
    ticked = asyncio.Event()

    async def core(_: Event) -> None:
        ticked.set()

    clock = Clock(core)
    clock.start()
    await asyncio.wait_for(ticked.wait(), 60)
    (job,) = _scheduler(clock).get_jobs()
    job.modify(next_run_time=datetime.now(UTC) + ahead)
    ticked.clear()
    await asyncio.wait_for(ticked.wait(), 60)
    clock.stop()


async def test_a_step_forward_is_one_tick_and_not_one_for_each_second_that_was_missed() -> None:
    clock = Clock(lambda _: asyncio.sleep(0))
    clock.start()
    (job,) = _scheduler(clock).get_jobs()
    now = datetime.now(UTC)
    job.modify(next_run_time=now - DECADE)
    assert job.trigger.get_next_fire_time(job.next_run_time, now) > now
    clock.stop()


def test_a_process_that_is_suspended_between_two_readings_reads_again() -> None:
    """Else its clock would be wrong by as long, and it would take over a lease that is held."""
    monotonic = iter([0.0, 2.0, 2.0, 2.001])
    walls = iter([MARCH, MARCH + timedelta(seconds=2)])
    wall, at = read_at(lambda: next(walls), lambda: next(monotonic))
    assert wall == MARCH + timedelta(seconds=2)
    assert at == pytest.approx(2.0005)


def test_where_every_reading_takes_long_the_shortest_counts() -> None:
    monotonic = iter([0.0, 0.9, 1.0, 1.1, 2.0, 2.8])
    walls = iter(MARCH + timedelta(seconds=n) for n in range(3))
    wall, at = read_at(lambda: next(walls), lambda: next(monotonic), 3)
    assert (wall, round(at, 6)) == (MARCH + timedelta(seconds=1), 1.05)
