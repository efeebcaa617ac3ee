"""Keeps to Slack's rate limits, which count calls a minute by method and workspace."""

import time
from collections import deque
from collections.abc import Callable, Mapping

from bot.words.delivery import EditPace

WINDOW = 60.0
# Calls a minute that Slack promises for the tiers our methods are in (docs: Web API rate limits).
TIERS: Mapping[str, int] = {"conversations.history": 50}
# chat.update is in tier 3, "50+ per minute" in a workspace; a fifth of that is for urgent messages.
EDITS = EditPace(WINDOW, most=50, ordinary=40)


class RateLimits:
    """Counts calls, so that Slack need not refuse them. Edits are counted in the database, for all
    processes (`EDITS`); here is only whether Slack has asked for patience with them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[tuple[str, str], deque[float]] = {}
        self._paused: dict[tuple[str, str], float] = {}

    def wait(self, workspace: str, method: str) -> float:
        """Seconds until there is room for a call; with none to wait, the call counts as made."""
        made, now = self._made.setdefault((workspace, method), deque()), self._clock()
        if paused := self.paused(workspace, method):
            return paused
        while made and made[0] <= now - WINDOW:
            made.popleft()
        if len(made) >= TIERS[method]:
            return made[0] + WINDOW - now
        made.append(now)
        return 0.0

    def paused(self, workspace: str, method: str) -> float:
        """Seconds for which Slack has asked for patience with that method, from now on."""
        return max(0.0, self._paused.get((workspace, method), 0.0) - self._clock())

    def pause(self, workspace: str, method: str, seconds: float) -> None:
        """Slack itself asked for patience with that method."""
        self._paused[workspace, method] = self._clock() + seconds
