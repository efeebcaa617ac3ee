"""The clock: once a second, look for what is due. What is due is in the database, never here."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.events import Event, Tick
from storage import Unavailable

log = structlog.get_logger()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Sends `Tick(now)` through the core's door. Late and missed ticks become one."""

    def __init__(self, core: Callable[[Event], Awaitable[object]]) -> None:
        self._core = core
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
            await self._core(Tick(utc_now()))
        except Unavailable:
            log.warning("the clock waits for the database")
