"""The roster: who works when, by date, and who is away, where a hospital has one to import."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Index, String, delete, func, insert, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import false

from storage.engine.base import Base
from storage.engine.session import HospitalSession

AT_ONCE = 500  # people, in one statement
AHEAD = 20  # rows of one person in which their next shift is looked for


class DutyRow(Base):
    """A shift, or (`away`) a time in which somebody works none."""

    __tablename__ = "roster"
    __table_args__ = (Index("ix_roster_ends", "hospital_id", "person_id", "ends_at"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
    day: Mapped[date]
    unit: Mapped[str] = mapped_column(String(64), default="")
    shift: Mapped[str] = mapped_column(String(64), default="")
    away: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class Duty(NamedTuple):
    """One shift of one person (UTC); it belongs to the local date `day` on which it starts."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    day: date
    unit: str = ""
    shift: str = ""


class Away(NamedTuple):
    """A time (UTC) in which a person works no shift; `day` is the local date of its start."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Coming:
    """What the roster says of a person from now on: the shift they are in, else their next; and
    when they are away before that."""

    duty: Duty | None = None
    away: tuple[Away, ...] = ()


NOTHING = Coming()


def without(duty: Duty, away: Iterable[Away]) -> list[Duty]:
    """What is left of a shift of somebody who is away for a part of it. Who is away when it begins
    does not come to it at all."""
    left = [duty]
    for gone in away:
        left = [piece for one in left for piece in _pieces(one, gone)]
    return left


def _pieces(duty: Duty, gone: Away) -> list[Duty]:
    if gone.ends_at <= duty.starts_at or duty.ends_at <= gone.starts_at:
        return [duty]
    if gone.starts_at <= duty.starts_at:
        return []
    before = duty._replace(ends_at=gone.starts_at)
    after = duty._replace(starts_at=gone.ends_at)
    return [one for one in (before, after) if one.starts_at < one.ends_at]


def replace(
    db: HospitalSession,
    duties: Iterable[Duty],
    away: Iterable[Away] = (),
    days: Mapping[int, Iterable[date]] | None = None,
) -> int:
    """Make these the shifts of their people from their first day to their last, and say how many
    older ones made way. On `days` of a person they have no other shift than these; older shifts end
    where somebody is away. A second import of the same file changes nothing."""
    new, gone_from = list(duties), merged(away)
    spans: dict[int, list[date]] = {}
    for duty in new:
        spans.setdefault(duty.person_id, []).append(duty.day)
    gone = sum(_clear(db, person, min(told), max(told)) for person, told in spans.items())
    for person, told in (days or {}).items():
        gone += sum(_clear(db, person, day, day) for day in set(told))
    gone += sum(_cut(db, one) for one in gone_from)
    rows = [{"hospital_id": db.hid, "away": False, **duty._asdict()} for duty in new]
    blank = {"hospital_id": db.hid, "away": True, "unit": "", "shift": ""}
    rows += [{**blank, **one._asdict()} for one in gone_from]
    if rows:
        db.execute(insert(DutyRow), rows)
    return gone


def merged(away: Iterable[Away]) -> list[Away]:
    """The same times, each once: those that touch or overlap are one."""
    found: list[Away] = []
    for one in sorted(away):
        last = found[-1] if found else None
        if last and last.person_id == one.person_id and one.starts_at <= last.ends_at:
            found[-1] = last._replace(ends_at=max(last.ends_at, one.ends_at))
        else:
            found.append(one)
    return found


def _clear(db: HospitalSession, person_id: int, first: date, last: date) -> int:
    old = delete(DutyRow).where(
        DutyRow.hospital_id == db.hid,
        DutyRow.person_id == person_id,
        DutyRow.day.between(first, last),
    )
    return int(db.execute(old).rowcount)  # type: ignore[attr-defined]


def _cut(db: HospitalSession, gone: Away) -> int:
    """Take a time away out of what is kept already; how much that changes."""
    touched = select(DutyRow).where(
        DutyRow.hospital_id == db.hid,
        DutyRow.person_id == gone.person_id,
        DutyRow.starts_at < gone.ends_at,
        DutyRow.ends_at > gone.starts_at,
    )
    rows = list(db.scalars(touched))
    left = [(piece, row.away) for row in rows for piece in without(_duty(row), [gone])]
    for row in rows:
        db.delete(row)
    db.flush()
    if left:
        values = ({"hospital_id": db.hid, "away": away, **one._asdict()} for one, away in left)
        db.execute(insert(DutyRow), list(values))
    return len(rows)


def coming(db: HospitalSession, person_id: int, now: datetime) -> Coming:
    """What the roster says of a person at `now` (UTC) and after it."""
    ahead = select(DutyRow).where(
        DutyRow.hospital_id == db.hid, DutyRow.person_id == person_id, DutyRow.ends_at > now
    )
    return _coming(db.scalars(ahead.order_by(DutyRow.ends_at).limit(AHEAD)))


def _coming(rows: Iterable[DutyRow]) -> Coming:
    """By a person's rows in their order."""
    away: list[Away] = []
    for row in rows:
        if not row.away:
            return Coming(_duty(row), tuple(away))
        away.append(Away(row.person_id, row.starts_at, row.ends_at, row.day))
    return Coming(None, tuple(away)) if away else NOTHING


def coming_of(db: HospitalSession, person_ids: Sequence[int], now: datetime) -> dict[int, Coming]:
    """The same of each of these people whose roster tells; two statements for every `AT_ONCE`."""
    found: dict[int, Coming] = {}
    for at in range(0, len(person_ids), AT_ONCE):
        some = person_ids[at : at + AT_ONCE]
        mine = (DutyRow.hospital_id == db.hid, DutyRow.person_id.in_(some), DutyRow.ends_at > now)
        rows: dict[int, list[DutyRow]] = {}
        duties = (*mine, DutyRow.away.is_(False))
        first = select(DutyRow.person_id, func.min(DutyRow.ends_at)).where(*duties)
        key = tuple_(DutyRow.person_id, DutyRow.ends_at)
        theirs = (*duties, key.in_(first.group_by(DutyRow.person_id)))
        for which in (theirs, (*mine, DutyRow.away.is_(True))):
            for row in db.scalars(select(DutyRow).where(*which)):
                rows.setdefault(row.person_id, []).append(row)
        for person_id, all_of_them in rows.items():
            found[person_id] = _coming(sorted(all_of_them, key=lambda row: row.ends_at))
    return found


def _duty(row: DutyRow) -> Duty:
    return Duty(row.person_id, row.starts_at, row.ends_at, row.day, row.unit, row.shift)
