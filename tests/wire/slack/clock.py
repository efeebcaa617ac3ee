"""The stand-in's own time: the real one, moved ahead by a test."""

import time
from datetime import timedelta


class Clock:
    """Seconds since 1970. `at` stops the clock there; without it time passes as it does."""

    def __init__(self, at: float | None = None) -> None:
        self._still = at
        self._ahead = 0.0

    def now(self) -> float:
        return (time.time() if self._still is None else self._still) + self._ahead

    def forward(self, **span: float) -> None:
        """`forward(minutes=31)`: triggers, response urls, tokens and limits age by that much."""
        self._ahead += timedelta(**span).total_seconds()
