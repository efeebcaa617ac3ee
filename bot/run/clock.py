"""The scheduler's tick, once a second, and the clock that leases and timers go by.

The scheduler knows no jobs but the tick: what is due is in the database, so that it survives a
restart and any process may do it.
"""

import asyncio
from asyncio import sleep
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.run.clock_handover import Found, taken_up, this_boot
from bot.run.steady_clock import SteadyClock, awake, read_at, utc_now
from bot.run.transactions import TransactionRunner
from bot.words.events import Event, Tick
from storage import HospitalSession, Unavailable
from storage.engine import shared_time
from storage.engine.base import database_now, dialect_of
from storage.engine.shared_time import ToldTime

__all__ = ["Clock", "SharedClock", "awake", "utc_now"]

log = structlog.get_logger()
ASKED = 2  # times at most, where an answer took long
RESYNC = 10.0  # seconds between two looks at the clock that is shared
WORD = 1.5 * RESYNC  # seconds in which whoever lives has told again what time it goes by
LISTENS = 0.5  # seconds between two looks for that
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
    that has stood for minutes. Every process tells in the database what it goes by, and one that
    starts begins with that.
    """

    def __init__(
        self,
        writer: TransactionRunner,
        stepped: Callable[[float], None] = lambda _seconds: None,
        monotonic: Callable[[], float] = awake,
        boot: str | None = None,
    ) -> None:
        self._writer, self._monotonic = writer, monotonic
        self._time = SteadyClock(stepped, monotonic)
        self._of_database = False
        self._boot = this_boot() if boot is None else boot

    def __call__(self) -> datetime:
        if not self._of_database:
            self._time.read(*self._machine())
        return self._time()

    def seconds(self) -> float:
        """The same since 1970: for what checks the age of a request."""
        return self().timestamp()

    @property
    def settled(self) -> bool:
        """See `SteadyClock`."""
        return self._time.settled

    async def begin(self, waits: Callable[[str], None] = lambda _why: None) -> None:
        """Take up the time that others go by, before anything is done that the time decides, and
        tell it."""
        await self.take_up(waits)
        await self.look()

    async def take_up(self, waits: Callable[[str], None] = lambda _why: None) -> None:
        """Go by the time that others go by.

        Where the database's clock is elsewhere than what was told last, either nobody has run for
        a while or it has just been set. Then those who live are given time to tell it again;
        `waits` is told why.
        """
        found = await self._writer.run(self._found)
        if found.waits:
            log.info("waits for word of what time other processes go by", seconds=WORD)
            waits("it holds no word yet of what time other processes go by")
            found = await self._word()
        self._time, self._of_database = taken_up(self._time, found), found.apart

    async def _word(self) -> Found:
        """What there is as soon as somebody who lives has told, or after `WORD`."""
        end = self._monotonic() + WORD
        while True:
            await sleep(LISTENS)
            found = await self._writer.run(self._found)
            if not found.waits or self._monotonic() >= end:
                return found

    async def look(self) -> None:
        """Look at the clock, and tell what time this process goes by."""
        await self._writer.run(self._look)

    def _look(self, db: HospitalSession) -> None:
        (wall, at), time = self._read(db), self._time
        time.read(wall, at)
        told = ToldTime(time.when(at), wall, time.doubted_at(at), self._boot, at)
        shared_time.tell(db, told)

    def _found(self, db: HospitalSession) -> Found:
        apart = dialect_of(db) == "postgresql"
        return Found(shared_time.last(db), *self._read(db), self._boot, apart)

    def _read(self, db: HospitalSession) -> tuple[datetime, float]:
        """The clock that is followed, and the monotonic one. In the database thread: waiting for
        it must not come between the two."""
        wall, at = read_at(lambda: database_now(db), self._monotonic, ASKED)
        return self._machine() if wall is None else (wall, at)

    def _machine(self) -> tuple[datetime, float]:
        return read_at(utc_now, self._monotonic)

    async def keep(self) -> None:
        """Look again every `RESYNC` seconds, for ever."""
        while True:
            await sleep(RESYNC)
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
