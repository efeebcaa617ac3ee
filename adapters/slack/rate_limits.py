"""Keeps to Slack's rate limits, which count calls a minute by method and workspace."""

import time
from collections import deque
from collections.abc import Callable, Mapping

WINDOW = 60.0
# Calls a minute that Slack promises for the tiers our methods are in (docs: Web API rate limits).
TIERS: Mapping[str, int] = {
    "chat.update": 50,
    "conversations.history": 50,
}


class RateLimits:
    """Counts calls, so that Slack need not refuse them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[tuple[str, str], deque[float]] = {}
        self._paused: dict[tuple[str, str], float] = {}

    def wait(self, workspace: str, method: str) -> float:
        """Seconds until there is room for a call; with none to wait, the call counts as made."""
        made, now = self._made.setdefault((workspace, method), deque()), self._clock()
        if (until := self._paused.get((workspace, method), now)) > now:
            return until - now
        while made and made[0] <= now - WINDOW:
            made.popleft()
        if len(made) >= TIERS[method]:
            return made[0] + WINDOW - now
        made.append(now)
        return 0.0

    def pause(self, workspace: str, method: str, seconds: float) -> None:
        """Slack itself asked for patience with that method."""
        self._paused[workspace, method] = self._clock() + seconds
