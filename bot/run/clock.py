"""The clock: once a second, look for what is due. What is due is in the database, never here."""

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
LOOK = 10.0
_AWAKE = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def awake() -> float:
    """Seconds that pass whether or not the process or the machine sleeps; from no one moment on."""
    return time.clock_gettime(_AWAKE)


class SharedClock:
    """The time (UTC) that all processes on one database agree on, whatever their machines say:
    on PostgreSQL the database's, carried on by a clock that nobody sets."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._seen: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        if self._seen is None:
            return utc_now()
        told, at = self._seen
        return told + timedelta(seconds=awake() - at)

    async def look(self) -> None:
        """Ask the database what time it is."""
        told = await self._writer.run(lambda db: (database_now(db), awake()))
        if told[0] is not None:
            self._seen = told[0], told[1]

    async def keep(self) -> None:
        """Look again and again, for ever."""
        while True:
            await asyncio.sleep(LOOK)
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
