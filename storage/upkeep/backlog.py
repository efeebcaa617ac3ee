"""What waits to be delivered, where it is stuck, and what was given up: what operators look at.

All of it goes by the indexes of what is pending or dead, so it costs what waits and not what there
is. Never what a message says. Times are UTC.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, delete, func, or_, select, update

from storage.delivery.jobs.destinations import DESTINATION_KEY, DESTINATIONS
from storage.delivery.shown import DEAD, NO_PARENT, PENDING, SHOWN
from storage.delivery.timers import TimerRow
from storage.engine.session import HospitalSession
from storage.nouns.concerns import OPEN, Concern
from storage.nouns.rooms import Room
from storage.trust import audit
from storage.trust.audit import Head

S, L = SHOWN.c, DESTINATIONS.c
MOST = 100_000  # pending messages that are looked at: past that, more is more of the same
LATE = timedelta(minutes=1)
STATES = ("due", "failing", "later", "sending")


class Depth(NamedTuple):
    """How many messages of a platform are in one of `STATES`, and since when the oldest of them
    was due."""

    platform: str
    state: str
    messages: int
    oldest: datetime


class Stuck(NamedTuple):
    """A channel whose messages don't arrive: how many wait there and since when the oldest of them
    was due, since when it fails and why, and when it is tried next. `name` is a room's, if it is
    one."""

    platform: str
    workspace: str
    channel: str
    dm: bool
    name: str
    waiting: int
    oldest: datetime
    failing_since: datetime | None
    next_try: datetime | None
    why: str


class Timers(NamedTuple):
    """Things to do that are more than a minute late (a thousand are counted at most), the oldest
    of them, those that were given up, and when the nightly deletion runs next."""

    overdue: int
    oldest: datetime | None
    dead: int
    retention: datetime | None


def depths(db: HospitalSession, now: datetime) -> list[Depth]:
    """What is pending, by platform and state; with more than `MOST` the longest due of them."""
    state = case(
        (S.lease_until > now, "sending"),
        (S.due_at > now, "later"),
        (S.attempts > 0, "failing"),
        else_="due",
    ).label("state")
    first = (
        select(S.platform, S.due_at, state)
        .where(S.hospital_id == db.hid, PENDING)
        .order_by(S.due_at)
        .limit(MOST)
        .subquery()
    )
    f = first.c
    found = select(f.platform, f.state, func.count(), func.min(f.due_at))
    rows = db.execute(found.group_by(f.platform, f.state).order_by(f.platform, f.state))
    return [Depth(*row) for row in rows]


def dead(db: HospitalSession) -> dict[str, int]:
    """How many messages of each platform were given up; of more than `MOST` the latest."""
    # In this order, since grouping alone would have SQLite look through all that was ever shown.
    latest = select(S.platform).where(S.hospital_id == db.hid, DEAD).order_by(S.updated_at.desc())
    of = latest.limit(MOST).subquery().c.platform
    return _counted(db.execute(select(of, func.count()).group_by(of)))


def stuck(db: HospitalSession, now: datetime, patience: timedelta) -> list[Stuck]:
    """Channels that fail, and those where something has been due for longer than `patience`; the
    longest due first."""
    of = and_(*(L[name] == S[name] for name in DESTINATION_KEY))
    dm = func.max(case((S.dm, 1), else_=0))
    # A lane has one row, so the greatest of it is what it is; PostgreSQL wants it said.
    lane = (func.max(column) for column in (L.failing_since, L.not_before, L.why))
    found = (
        select(
            *(S[name] for name in DESTINATION_KEY[1:]), dm, func.count(), func.min(S.due_at), *lane
        )
        .select_from(SHOWN.outerjoin(DESTINATIONS, of))
        .where(S.hospital_id == db.hid, PENDING, S.due_at <= now)
        .group_by(*(S[name] for name in DESTINATION_KEY))
        .having(or_(func.min(S.due_at) < now - patience, func.max(L.failing_since).is_not(None)))
        .order_by(func.min(S.due_at))
        .limit(1000)
    )
    names = _names(db)
    return [_stuck(row, names, now) for row in db.execute(found)]


def _names(db: HospitalSession) -> dict[tuple[str, ...], str]:
    r = Room
    found = select(r.platform, r.workspace, r.channel, r.name).where(r.hospital_id == db.hid)
    return {(platform, *place): name for platform, *place, name in db.execute(found)}


def _stuck(row: Any, names: dict[tuple[str, ...], str], now: datetime) -> Stuck:
    platform, workspace, channel, dm, waiting, oldest, failing, again, why = row
    later = again if again is not None and again > now else None
    name = names.get((platform, workspace, channel), "")
    where = (platform, workspace, channel, bool(dm), name)
    return Stuck(*where, waiting, oldest, failing, later, why or "")


def failing(db: HospitalSession) -> dict[str, int]:
    """How many channels of each platform fail: one row a channel that ever failed is looked at."""
    found = select(L.platform, func.count()).where(
        L.hospital_id == db.hid, L.failing_since.is_not(None)
    )
    return _counted(db.execute(found.group_by(L.platform)))


def clocks(db: HospitalSession, now: datetime) -> Timers:
    """How late the things are that were to be done by now."""
    mine = TimerRow.hospital_id == db.hid
    due = (mine, TimerRow.due_at <= now - LATE)
    late = select(TimerRow.due_at).where(*due, TimerRow.dead == "").order_by(TimerRow.due_at)
    first = late.limit(1000).subquery()
    count, oldest = db.execute(select(func.count(), func.min(first.c.due_at))).one()
    given_up = select(func.count()).where(*due, TimerRow.dead != "")
    night = db.scalar(select(TimerRow.due_at).where(mine, TimerRow.key == "retention"))
    return Timers(count, oldest, db.scalar(given_up) or 0, night)


def audit_rows(db: HospitalSession) -> int:
    """How many rows the audit log has; its head knows."""
    end: Head | None = audit.head(db)
    return 0 if end is None else end.n - end.since


def open_concerns(db: HospitalSession) -> dict[str, int]:
    """How many concerns are in each state that is not an end."""
    found = select(Concern.state, func.count()).where(
        Concern.hospital_id == db.hid, Concern.state.in_(OPEN)
    )
    counted = _counted(db.execute(found.group_by(Concern.state)))
    return {state: counted.get(state, 0) for state in OPEN}


def _counted(rows: Any) -> dict[str, int]:
    return {str(name): int(count) for name, count in rows}


def retry_all(db: HospitalSession) -> int:
    """Bring every message back that was given up; say how many."""
    again = update(SHOWN).where(S.hospital_id == db.hid, DEAD)
    done = db.execute(again.values(dead="", attempts=0, faults=0))
    return int(done.rowcount)  # type: ignore[attr-defined]


def drop(db: HospitalSession, key: str) -> int:
    """Take a message that was given up off the list, undelivered, and what waited under it; say how
    many. What is on the platform stays there as it looks; it is edited at its next change."""
    mine = and_(
        S.hospital_id == db.hid,
        DEAD,
        or_(S.key == key, and_(S.parent_key == key, S.dead == NO_PARENT)),
    )
    settled = update(SHOWN).where(mine, S.ref.is_not(None))
    kept = db.execute(settled.values(dead="", attempts=0, faults=0, sent_version=S.version))
    gone = db.execute(delete(SHOWN).where(mine, S.ref.is_(None)))
    return int(kept.rowcount) + int(gone.rowcount)  # type: ignore[attr-defined]
