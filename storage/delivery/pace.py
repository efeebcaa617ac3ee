"""Pace: each channel's and each workspace's next slot, reserved in the database by all processes.

The row of a workspace is locked from the choice of its slots to the commit.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, or_, select

from storage.delivery.jobs import Line
from storage.delivery.jobs.lines import LANE, LANES
from storage.delivery.queue_heads import AHEAD
from storage.engine.base import DIALECTS, dialect_of
from storage.engine.session import HospitalSession

L = LANES.c


class Gaps(NamedTuple):
    """The least time between two deliveries to a channel, and to all of a workspace."""

    channel: timedelta = timedelta(0)
    workspace: timedelta = timedelta(0)


class Slots:
    """The slots that one choice of lines takes; written by `keep`."""

    def __init__(self, db: HospitalSession, now: datetime, gaps: Mapping[str, Gaps]) -> None:
        self._db, self._now, self._gaps = db, now, gaps
        self._next: dict[tuple[str, str], datetime] = {}
        self._taken: dict[Line, datetime] = {}
        self._turned_away: Counter[tuple[str, str]] = Counter()

    def take(self, line: Line, free_at: datetime | None) -> timedelta | None:
        """How long the next message of a line whose channel is free at `free_at` has to wait; None
        where its workspace has no slot soon."""
        gaps = self._gaps.get(line.platform, Gaps())
        at = max(self._now, free_at or self._now)
        if gaps.workspace:
            at = max(at, self._workspace(line))
        if at - self._now > AHEAD:
            return None
        if gaps.workspace:
            self._next[line[:2]] = at + gaps.workspace
        if gaps.channel:
            self._taken[line] = at + gaps.channel
        return at - self._now

    def soon(self, line: Line) -> datetime:
        """When to ask again for a line that got no slot: each a gap after the one before it."""
        gap = self._gaps.get(line.platform, Gaps()).workspace
        self._turned_away[line[:2]] += 1
        return self._workspace(line) + self._turned_away[line[:2]] * gap - AHEAD

    def _workspace(self, line: Line) -> datetime:
        name = line[:2]
        if name not in self._next:
            self._next[name] = self._locked(*name)
        return self._next[name]

    def _locked(self, platform: str, workspace: str) -> datetime:
        where = {"hospital_id": self._db.hid, "platform": platform, "workspace": workspace}
        at = {**where, "channel": "", "not_before": self._now, "slot_at": self._now}
        self._db.connection().execute(_MAKE[dialect_of(self._db)], at)
        named = {"hid": self._db.hid, "platform": platform, "workspace": workspace}
        found: datetime | None = self._db.execute(_LOCK, named).scalar()
        return max(self._now, found or self._now)

    def keep(self) -> None:
        """Write down what was taken."""
        at = {Line(*name, ""): moment for name, moment in self._next.items()} | self._taken
        reserve(self._db, self._now, at)


def reserve(db: HospitalSession, now: datetime, at: Mapping[Line, datetime]) -> None:
    """These lines' next slots come at these times, or later."""
    rows: list[dict[str, Any]] = [
        {**dict(zip(LANE, (db.hid, *line), strict=True)), "not_before": now, "slot_at": moment}
        for line, moment in sorted(at.items())
    ]
    if rows:
        db.connection().execute(_RESERVE[dialect_of(db)], rows)


def _reserve(dialect: Any) -> Any:
    new = dialect.insert(LANES)
    later = new.excluded.slot_at
    slot = case((or_(L.slot_at.is_(None), L.slot_at < later), later), else_=L.slot_at)
    return new.on_conflict_do_update(index_elements=LANE, set_={"slot_at": slot})


_RESERVE = {name: _reserve(dialect) for name, dialect in DIALECTS.items()}
_MAKE = {name: one.insert(LANES).on_conflict_do_nothing() for name, one in DIALECTS.items()}
_LOCK = (
    select(L.slot_at)
    .where(
        L.hospital_id == bindparam("hid"),
        L.platform == bindparam("platform"),
        L.workspace == bindparam("workspace"),
        L.channel == "",
    )
    .with_for_update()
)
