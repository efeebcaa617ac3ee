"""Rate limits: each channel's and workspace's next slot, reserved in the database by all processes.

A slot is the moment of one delivery; the next comes a `RateLimit` later. Reserving in the claiming
transaction makes any number of workers keep one limit together, without a token bucket to agree on.
A slot further ahead than a gap was written by a clock that has been set back since, and is free.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, or_, select

from storage.delivery.jobs import Destination
from storage.delivery.jobs.destinations import DESTINATION_KEY, DESTINATIONS, LONGEST_GAP
from storage.delivery.queue_heads import AHEAD, within
from storage.engine.base import DIALECTS, dialect_of
from storage.engine.session import HospitalSession

L = DESTINATIONS.c


class EditLimit(NamedTuple):
    """At most so many edits within the span, in a workspace or (`by_channel`) in each channel, of
    which those that are not urgent use at most `ordinary`. See `storage.delivery.edit_turns`."""

    span: timedelta
    most: int
    ordinary: int
    by_channel: bool = False


class RateLimit(NamedTuple):
    """The least time between two deliveries to a channel, and to all of a workspace; and how many
    of them may be edits, where the platform limits these by themselves."""

    channel: timedelta = timedelta(0)
    workspace: timedelta = timedelta(0)
    edits: EditLimit | None = None


class SlotReservations:
    """The slots that one round of claims takes; written by `keep`."""

    def __init__(self, db: HospitalSession, now: datetime, limits: Mapping[str, RateLimit]) -> None:
        self._db, self._now, self._limits = db, now, limits
        self._next: dict[tuple[str, str], datetime] = {}
        self._taken: dict[Destination, datetime] = {}
        self._turned_away: Counter[tuple[str, str]] = Counter()

    def take(self, destination: Destination, free_at: datetime | None) -> timedelta | None:
        """How long the next message of a channel that is free at `free_at` has to wait; None where
        its workspace has no slot within `AHEAD`."""
        limit = self._limits.get(destination.platform, RateLimit())
        at = self._earliest(destination, free_at)
        if at - self._now > AHEAD:
            return None
        if limit.workspace:
            self._next[destination[:2]] = at + limit.workspace
        if limit.channel:
            self._taken[destination] = at + limit.channel
        return at - self._now

    def near(self, destination: Destination, free_at: datetime | None) -> bool:
        """Whether `take` would find a slot."""
        return self._earliest(destination, free_at) - self._now <= AHEAD

    def _earliest(self, destination: Destination, free_at: datetime | None) -> datetime:
        at = max(self._now, self._slot(free_at) or self._now)
        limit = self._limits.get(destination.platform, RateLimit())
        return max(at, self._workspace(destination)) if limit.workspace else at

    def soon(self, destination: Destination) -> datetime:
        """When to ask again for a channel that got no slot. One gap apart each: if all came back at
        the workspace's next slot, one would get it and the others be claimed in vain."""
        gap = self._limits.get(destination.platform, RateLimit()).workspace
        self._turned_away[destination[:2]] += 1
        return self._workspace(destination) + self._turned_away[destination[:2]] * gap - AHEAD

    def _workspace(self, destination: Destination) -> datetime:
        name = destination[:2]
        if name not in self._next:
            self._next[name] = self._locked(*name)
        return self._next[name]

    def _locked(self, platform: str, workspace: str) -> datetime:
        """The workspace's next slot: another process that chooses at the same time waits and sees
        our slots as taken."""
        slot_at = lock(self._db, self._now, Destination(platform, workspace, ""))
        return max(self._now, self._slot(slot_at) or self._now)

    def _slot(self, stored: datetime | None) -> datetime | None:
        return within(self._now, stored, LONGEST_GAP + AHEAD)

    def keep(self) -> None:
        """Write down what was taken."""
        at = {Destination(*name, ""): moment for name, moment in self._next.items()} | self._taken
        reserve(self._db, self._now, at)


def lock(db: HospitalSession, now: datetime, destination: Destination) -> datetime | None:
    """A row's slot, the row locked until the commit. A row that is not there can't be locked, so it
    is made first."""
    named = dict(zip(DESTINATION_KEY, (db.hid, *destination), strict=True))
    at = {**named, "not_before": now, "slot_at": now}
    db.connection().execute(_MAKE[dialect_of(db)], at)
    slot_at: datetime | None = db.execute(_LOCK, {f"of_{n}": v for n, v in named.items()}).scalar()
    return slot_at


def reserve(db: HospitalSession, now: datetime, at: Mapping[Destination, datetime]) -> None:
    """These channels' next slots come at these times, or later; locked in the order of their
    keys."""
    rows: list[dict[str, Any]] = [
        {
            **dict(zip(DESTINATION_KEY, (db.hid, *destination), strict=True)),
            "not_before": now,
            "slot_at": moment,
            "gap_ends": now + LONGEST_GAP + AHEAD,
        }
        for destination, moment in sorted(at.items())
    ]
    if rows:
        db.connection().execute(_RESERVE[dialect_of(db)], rows)


def _reserve(dialect: Any) -> Any:
    new = dialect.insert(DESTINATIONS)
    later = new.excluded.slot_at
    # Never back: a slower process must not free a slot that a faster one has taken since.
    behind = or_(L.slot_at.is_(None), L.slot_at < later, L.slot_at > bindparam("gap_ends"))
    slot = case((behind, later), else_=L.slot_at)
    return new.on_conflict_do_update(index_elements=DESTINATION_KEY, set_={"slot_at": slot})


_RESERVE = {name: _reserve(dialect) for name, dialect in DIALECTS.items()}
_MAKE = {name: one.insert(DESTINATIONS).on_conflict_do_nothing() for name, one in DIALECTS.items()}
_LOCK = (
    select(L.slot_at)
    .where(*(L[name] == bindparam(f"of_{name}") for name in DESTINATION_KEY))
    .with_for_update()
)
