"""Scrubs the database's files when a commit asks for it, at the start and at the end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 60.0  # seconds; commits of one moment share a scrub


class Scrubber:
    """Runs `scrub` beside the loop until it succeeds, whenever `request` was called, and once when
    it begins: the process before may have died between a commit and its scrub."""

    def __init__(self, scrub: Callable[[], bool]) -> None:
        self._scrub = scrub
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def request(self) -> None:
        """May be called in any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and a scrub comes at the very end
                self._loop.call_soon_threadsafe(self._wanted.set)

    async def run(self) -> None:
        """Until cancelled."""
        self._loop, pause = asyncio.get_running_loop(), FIRST_PAUSE
        while True:
            await self._wanted.wait()
            await asyncio.sleep(pause)
            self._wanted.clear()
            if await self._succeeds():
                pause = FIRST_PAUSE
            else:
                pause = min(pause * 2, LONGEST_PAUSE)
                self._wanted.set()

    async def _succeeds(self) -> bool:
        try:
            done = await asyncio.to_thread(self._scrub)
        except Exception:
            log.exception("deleted rows could not be scrubbed from the files; it is tried again")
            return False
        if not done:
            log.info("deleted rows wait to be scrubbed from the files, and are tried again")
        return done
