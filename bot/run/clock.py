"""The scheduler's tick, once a second, and the clock that leases and timers go by.

The scheduler knows no jobs but the tick: what is due is in the database, so that it survives a
restart and any process may do it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.run.steady_clock import SteadyClock, awake, read_at, utc_now
from bot.words.events import Event, Tick
from storage import Unavailable, Writer
from storage.engine.base import database_now

__all__ = ["Clock", "SharedClock", "awake", "utc_now"]

log = structlog.get_logger()
ASKED = 2  # times at most, where an answer took long
RESYNC = 10.0  # seconds between two looks at the database's clock
EVERY = 1.0  # seconds between two ticks
LATE = (
    2.5  # seconds without a tick, by the monotonic clock, after which the next is brought forward
)


class SharedClock:
    """The time (UTC) that all processes on one database agree on, whatever their machines' clocks
    say: on PostgreSQL the database's, since leases of one process are compared with the time of
    another, where a skew of seconds would break them. Processes that share an SQLite file share
    the machine and its clock.

    Either is followed through a `SteadyClock`, so that a clock that is set moves nothing until
    that has stood for minutes.
    """

    def __init__(
        self,
        writer: Writer,
        stepped: Callable[[float], None] = lambda _seconds: None,
        monotonic: Callable[[], float] = awake,
    ) -> None:
        self._writer, self._monotonic = writer, monotonic
        self._time = SteadyClock(stepped, monotonic)
        self._of_database = False

    def __call__(self) -> datetime:
        if not self._of_database:
            self._time.read(*read_at(utc_now, self._monotonic))
        return self._time()

    def seconds(self) -> float:
        """The same since 1970: for what checks the age of a request."""
        return self().timestamp()

    @property
    def settled(self) -> bool:
        """See `SteadyClock`."""
        return self._time.settled

    async def look(self) -> None:
        """Ask the database what time it is."""
        # Both in the database thread: waiting for it must not come between the two.
        asked = self._writer.run(
            lambda db: read_at(lambda: database_now(db), self._monotonic, ASKED)
        )
        database_time, at = await asked
        if database_time is None:
            return
        if not self._of_database:  # what this machine's clock said before counts for nothing
            self._time, self._of_database = self._time.anew(), True
        self._time.read(database_time, at)

    async def keep(self) -> None:
        """Ask again every `RESYNC` seconds, for ever."""
        while True:
            await asyncio.sleep(RESYNC)
            with suppress(Unavailable):
                await self.look()


class _FromNow(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """The next tick is due a while from now, whatever was missed: an interval trigger lists every
    second since the last, which after a step of a year takes minutes and all memory."""

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + timedelta(seconds=EVERY)


class Clock:
    """Sends `Tick(now)` through the core's door. Late and missed ticks become one.

    The scheduler goes by the wall clock, and sleeps for an hour when that is set back by one: what
    keeps it ticking is a look at the loop's monotonic clock.
    """

    def __init__(
        self, core: Callable[[Event], Awaitable[object]], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._core, self._now = core, now
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._watching: asyncio.TimerHandle | None = None
        self._ticked = 0.0  # by the loop's clock; while a tick is under way, when it began

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._job = self._scheduler.add_job(self._tick, _FromNow(), **options)
        self._scheduler.start()
        self._ticked = asyncio.get_running_loop().time()
        self._watch()

    def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.shutdown(wait=False)

    def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        self._watching = loop.call_later(EVERY, self._watch)
        if loop.time() - self._ticked > LATE:
            self._ticked = loop.time()
            self._job.modify(next_run_time=datetime.now(UTC))

    async def _tick(self) -> None:
        self._ticked = float("inf")
        try:
            await self._core(Tick(self._now()))
        except Unavailable:
            log.warning("the clock waits for the database")
        finally:
            self._ticked = asyncio.get_running_loop().time()
