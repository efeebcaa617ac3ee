"""How much one account, and one room, may ask for in a short time; more is told so, in words.

Token buckets in the memory of this process. They are known by digests under a key that is made at
the start and kept nowhere, so that nothing tells later who wrote when. What raises a concern, and
what is written in a thread of ours, has a bound so high that no hand reaches it.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import ceil

from bot.core.router import Routes, route_of
from bot.words.events import (
    Arrived,
    Command,
    Deed,
    Due,
    Event,
    Joined,
    Left,
    Renew,
    Said,
    Shortcut,
    Stuck,
    Tick,
)
from bot.words.refusal import Refused

MOST = 20_000  # buckets; the one that was asked least lately makes room


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second for ever."""

    burst: int
    per_second: float


PERSON = Rate(120, 2.0)
URGENT = Rate(1200, 10.0)
ROOM = Rate(600, 20.0)


@dataclass(slots=True)
class Bucket:
    left: float
    at: float

    def take(self, rate: Rate, now: float) -> float:
        """0, or in how many seconds there is something to take."""
        passed = max(0.0, now - self.at)
        self.left, self.at = min(rate.burst, self.left + passed * rate.per_second), now
        if self.left < 1:
            return (1 - self.left) / rate.per_second
        self.left -= 1
        return 0.0


class Limits:
    """Asked of everything that people do. `table` says what is urgent; a sentence without a verb of
    ours may be a concern. `clock` counts seconds, and nobody can set it."""

    def __init__(
        self, table: Routes, phone: str, clock: Callable[[], float], most: int = MOST
    ) -> None:
        self._table, self._phone, self._clock, self._most = table, phone, clock, most
        self._key = secrets.token_bytes(32)
        self._buckets: OrderedDict[bytes, Bucket] = OrderedDict()

    def check(self, event: Event) -> None:
        """`Refused` when it is too much, and nothing of it is done."""
        if isinstance(event, Due | Stuck | Arrived | Tick | Joined | Left | Renew):
            return
        who = event.actor
        kind, rate = ("urgent", URGENT) if self._urgent(event) else ("person", PERSON)
        wait = self._take(rate, kind, who.platform, who.workspace, who.id)
        if not wait and isinstance(event, Command | Shortcut) and not event.channel.dm:
            where = event.channel
            if not self._urgent(event):
                wait = self._take(ROOM, "room", where.platform, where.workspace, where.id)
        if wait:
            raise Refused(self._sentence(ceil(wait)))

    def _urgent(self, event: Deed) -> bool:
        if isinstance(event, Said):
            return True
        if isinstance(event, Command):
            event = replace(event, verb=event.verb.strip().lower().lstrip("/"))
            if not event.verb:
                return True  # a sentence, whose first word is looked at later
        route = route_of(self._table, event)
        return route is not None and route.urgent

    def _take(self, rate: Rate, *words: str) -> float:
        name = blake2b("\n".join(words).encode("utf-8", "replace"), key=self._key, digest_size=16)
        now, key = self._clock(), name.digest()
        bucket = self._buckets.setdefault(key, Bucket(rate.burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return bucket.take(rate, now)

    def _sentence(self, seconds: int) -> str:
        phone = f" If it can't wait, phone {self._phone}." if self._phone else ""
        return (
            f"That was a lot in a short time, so this was not done. Wait {seconds} seconds, then do"
            f" it again.{phone}"
        )
