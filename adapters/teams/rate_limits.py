"""Keeps to Teams' rate limits: several sliding windows at once, for each thread and each tenant."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeAlias

from bot.words.delivery import EditPace

# Microsoft's numbers: "Optimize your bot with rate limiting in Teams", per bot per thread for
# sending to a conversation, and 50 requests a second for an app in a tenant.
Limits: TypeAlias = tuple[tuple[float, int], ...]
THREAD: Limits = ((1, 7), (2, 8), (30, 60), (3600, 1800))  # (seconds, requests)
TENANT: Limits = ((1, 50),)
# Of the 60 writes that a conversation takes in 30 seconds, edits that are not urgent use 12: that
# is 1,440 of its 1,800 in an hour, so that both always have room for what is urgent.
EDITS = EditPace(30, most=60, ordinary=12, by_channel=True)
PATIENCE = 2.0  # seconds that a request waits here; for more it is asked to come again
MOST = 4096


class SlidingWindows:
    """The next moment at which each of many lines may move."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._lines: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, line: str) -> float:
        """Seconds until the next request may go."""
        taken, now = self._line(line), self._clock()
        free = [taken[-most] + span for span, most in self._limits if len(taken) >= most]
        return max(0.0, max(free, default=now) - now)

    def take(self, line: str, wait: float) -> None:
        """One goes after so many seconds."""
        self._line(line).append(self._clock() + wait)

    def _line(self, line: str) -> deque[float]:
        found = self._lines.pop(line, None)
        if found is None:
            found = deque(maxlen=max(most for _, most in self._limits))
        self._lines[line] = found
        if len(self._lines) > MOST:
            self._lines.popitem(last=False)
        return found


class RateLimits:
    """A turn for each request to the connector."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._threads, self._tenants = SlidingWindows(THREAD, clock), SlidingWindows(TENANT, clock)

    async def turn(self, tenant: str, conversation: str) -> float:
        """Wait for it; or, where that is too long, the seconds after which to come again."""
        line = f"{tenant}|{conversation}"
        wait = max(self._threads.wait(line), self._tenants.wait(tenant))
        if wait > PATIENCE:
            return wait
        self._threads.take(line, wait)
        self._tenants.take(tenant, wait)
        if wait:
            await asyncio.sleep(wait)
        return 0.0
