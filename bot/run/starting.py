"""Starting while the database may not be there yet: try, wait, try again."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from random import uniform
from typing import TypeVar

import structlog

from storage import Unavailable

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between two attempts
T = TypeVar("T")


class Startup:
    """Repeats an attempt to start for as long as it raises `Unavailable`.

    `address` is the database's, as it may be logged. `waiting_for` says why the last attempt
    failed or what one waits for, "" before that and after the start; `waits` is set by the first.
    """

    def __init__(self, address: str) -> None:
        self.address, self.waiting_for = address, ""
        self.waits = asyncio.Event()

    async def until_available(self, attempt: Callable[[], Awaitable[None]]) -> None:
        """Return once `attempt` succeeds. Whatever else it raises is raised here."""
        pause, attempts = FIRST_PAUSE, 1
        while not await self._succeeds(attempt):
            jittered = pause * uniform(0.5, 1.0)  # noqa: S311 - processes should not come at once
            log.warning(
                "waiting for the database",
                address=self.address,
                why=self.waiting_for,
                attempts=attempts,
                seconds=round(jittered, 1),
            )
            await asyncio.sleep(jittered)
            pause, attempts = min(pause * 2, LONGEST_PAUSE), attempts + 1
        if attempts > 1:
            log.info("the database is there", address=self.address, attempts=attempts)
        self.waiting_for = ""

    async def _succeeds(self, attempt: Callable[[], Awaitable[None]]) -> bool:
        try:
            await attempt()
        except Unavailable as error:
            self.waits_for(str(error))
            return False
        return True

    def waits_for(self, why: str) -> None:
        """Something is waited for: probes are answered meanwhile."""
        self.waiting_for = why
        self.waits.set()


async def in_daemon_thread(job: Callable[[], T]) -> T:
    """What `job` returns or raises. Unlike the threads of an executor this one does not hold up the
    end of the process, while it waits for a server that says nothing."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result, error = None, None
        try:
            result = job()
        except Exception as raised:  # noqa: BLE001 - raised again where it is awaited
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="startup", daemon=True).start()
    return await future
