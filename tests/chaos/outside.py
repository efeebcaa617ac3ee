"""The world outside of Corridor: one thread with an event loop, in which all of it lives."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Outside:
    """`begin` starts something there, `do` waits for its end."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, name="outside", daemon=True)
        self._thread.start()

    def begin(self, doing: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(doing, self.loop)

    def do(self, doing: Coroutine[Any, Any, T], seconds: float = 60.0) -> T:
        return self.begin(doing).result(seconds)

    def end(self) -> None:
        self.do(_ended())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(60)
        self.loop.close()


async def _ended() -> None:
    """Nothing is left under way."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def outside() -> Iterator[Outside]:
    made = Outside()
    try:
        yield made
    finally:
        made.end()
