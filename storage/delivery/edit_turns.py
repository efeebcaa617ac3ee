"""Turns to edit: as many in a span of time as a platform takes, kept to by all processes together,
with a share that only urgent messages may use.

A turn is a row that says until when it is taken, for `EditLimit.span` after the edit it was used
for: a sliding window, exact for any number of processes. Ordinary edits use the first `ordinary`
turns, so however many there are, an urgent one finds its own share free; urgent ones may use all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import bindparam, select

from storage.delivery.jobs import Destination
from storage.delivery.jobs.destinations import DESTINATIONS
from storage.delivery.pace import RateLimit, lock, reserve
from storage.delivery.queue_heads import AHEAD, within
from storage.engine.session import HospitalSession

L = DESTINATIONS.c
NO_WAIT = timedelta(0)


@dataclass(slots=True)
class _Window:
    """The turns of one workspace or channel: when each is free again (UTC), and those taken now."""

    free_at: list[datetime]
    taken: dict[int, datetime]


class EditTurns:
    """The turns that one round of claims takes; written by `keep`."""

    def __init__(self, db: HospitalSession, now: datetime, limits: Mapping[str, RateLimit]) -> None:
        self._db, self._now, self._limits = db, now, limits
        self._windows: dict[Destination, _Window] = {}

    def take(self, destination: Destination, *, urgent: bool) -> timedelta:
        """How long an edit has to wait for its turn; with nothing to wait, the turn is taken. Those
        who wait are told of one free turn each."""
        limit = self._limits.get(destination.platform, RateLimit()).edits
        if limit is None:
            return NO_WAIT
        window = self._window(destination)
        # The urgent share first, so that it takes none from the others while it has room.
        turns = [*range(limit.ordinary, limit.most), *range(limit.ordinary)]
        mine = turns if urgent else range(limit.ordinary)
        turn = min(mine, key=lambda n: window.free_at[n])
        wait = window.free_at[turn] - self._now
        if wait <= NO_WAIT:
            window.free_at[turn] = window.taken[turn] = self._now + AHEAD + limit.span
            return NO_WAIT
        window.free_at[turn] += limit.span
        return wait

    def keep(self) -> None:
        """Write down what was taken."""
        at = {
            _named(scope, turn): moment
            for scope, window in self._windows.items()
            for turn, moment in window.taken.items()
        }
        reserve(self._db, self._now, at)

    def _window(self, destination: Destination) -> _Window:
        limit = self._limits[destination.platform].edits
        assert limit is not None
        scope = destination if limit.by_channel else Destination(*destination[:2], "")
        if scope not in self._windows:
            # Whoever chooses at the same time waits here, and sees our turns as taken.
            lock(self._db, self._now, _named(scope, 0))
            names = {_named(scope, turn).channel: turn for turn in range(limit.most)}
            free_at = [self._now] * limit.most
            where = {"hid": self._db.hid, "platform": scope.platform, "workspace": scope.workspace}
            for name, slot_at in self._db.execute(_TURNS, where | {"names": list(names)}):
                # Further ahead it was written by a clock that has been set back since.
                stored = within(self._now, slot_at, limit.span + AHEAD)
                free_at[names[name]] = max(self._now, stored or self._now)
            self._windows[scope] = _Window(free_at, {})
        return self._windows[scope]


def _named(scope: Destination, turn: int) -> Destination:
    """The row of a turn, which no channel of a platform is called like."""
    digest = blake2b(scope.channel.encode(), digest_size=12).hexdigest() if scope.channel else ""
    return Destination(scope.platform, scope.workspace, f"edits/{digest}/{turn}")


_TURNS = select(L.channel, L.slot_at).where(
    L.hospital_id == bindparam("hid"),
    L.platform == bindparam("platform"),
    L.workspace == bindparam("workspace"),
    L.channel.in_(bindparam("names", expanding=True)),
)
