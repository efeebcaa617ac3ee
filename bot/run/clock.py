"""The scheduler's tick, once a second, and the clocks that leases and timers go by.

The scheduler knows no jobs but the tick: what is due is in the database, so that it survives a
restart and any process may do it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.words.events import Event, Tick
from storage import Unavailable, Writer
from storage.engine.base import database_now

log = structlog.get_logger()
RESYNC = 10.0  # seconds between two looks at the database's clock
# CLOCK_MONOTONIC stands still while Linux is suspended: a lease would seem to go on.
_AWAKE = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def awake() -> float:
    """Seconds of a monotonic clock that goes on while the process is stopped or the machine
    suspended; only differences mean anything."""
    return time.clock_gettime(_AWAKE)


class SharedClock:
    """The time (UTC) that all processes on one database agree on, whatever their machines' clocks
    say. On PostgreSQL it is the database's, carried on by the monotonic clock: leases of one
    process are compared with the time of another, where a skew of seconds would break them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._seen: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        if self._seen is None:
            return utc_now()
        database_time, at = self._seen
        return database_time + timedelta(seconds=awake() - at)

    async def look(self) -> None:
        """Ask the database what time it is."""
        # Both in the database thread: waiting for it must not come between the two.
        database_time, at = await self._writer.run(lambda db: (database_now(db), awake()))
        if database_time is not None:
            self._seen = database_time, at

    async def keep(self) -> None:
        """Ask again every `RESYNC` seconds, for ever."""
        while True:
            await asyncio.sleep(RESYNC)
            with suppress(Unavailable):
                await self.look()


class Clock:
    """Sends `Tick(now)` through the core's door. Late and missed ticks become one."""

    def __init__(
        self, core: Callable[[Event], Awaitable[object]], now: Callable[[], datetime] = utc_now
    ) -> None:
        self._core, self._now = core, now
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self._tick, "interval", seconds=1, **options)
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        try:
            await self._core(Tick(self._now()))
        except Unavailable:
            log.warning("the clock waits for the database")
