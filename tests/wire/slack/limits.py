"""Slack's rate limits: so many calls a minute for each method, and one message a second a channel.

Numbers from Slack's "Rate limits" page and the SDKs' tables.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from math import ceil

TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}  # calls a minute; 5 is "hundreds", called special
WORKSPACE = 300  # posts a minute in a workspace: "several hundred"


@dataclass
class Limits:
    """`second` and `minute` are how long those last, in seconds: a test makes them short. `burst`
    is how many posts in a row a channel takes before one a second is enforced."""

    on: bool = True
    burst: int = 3
    second: float = 1.0
    minute: float = 60.0
    given: Counter[str] = field(default_factory=Counter)
    _made: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _paced: dict[str, float] = field(default_factory=dict)

    def wait(self, method: str, tier: int, team: str, now: float) -> float:
        """Seconds to wait before this call is allowed, 0 if it is and counts."""
        quota = WORKSPACE if method == "chat.postMessage" else TIERS[tier]
        made = self._made.setdefault((method, team), deque())
        while made and made[0] <= now - self.minute:
            made.popleft()
        if self.on and len(made) >= quota:
            return made[0] + self.minute - now
        made.append(now)
        return 0.0

    def paced(self, channel: str, now: float) -> float:
        """The same for posting in a channel."""
        due = max(self._paced.get(channel, 0.0), now)
        ahead = due - now
        if self.on and ahead > (self.burst - 1) * self.second + 1e-9:
            return ahead - (self.burst - 1) * self.second
        self._paced[channel] = due + self.second
        return 0.0

    def refuse(self, method: str, wait: float) -> str:
        """Count a refusal; the value of its Retry-After header, in whole seconds."""
        self.given[method] += 1
        return str(max(1, ceil(wait)))
