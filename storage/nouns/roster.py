"""The roster: who works when, by date, where a hospital has one to import."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Index, String, delete, func, insert, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base
from storage.engine.session import HospitalSession

AT_ONCE = 500  # people, in one statement


class DutyRow(Base):
    __tablename__ = "roster"
    __table_args__ = (Index("ix_roster_ends", "hospital_id", "person_id", "ends_at"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
    day: Mapped[date]
    unit: Mapped[str] = mapped_column(String(64), default="")
    shift: Mapped[str] = mapped_column(String(64), default="")


class Duty(NamedTuple):
    """One shift of one person (UTC); it belongs to the local date `day` on which it starts."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    day: date
    unit: str = ""
    shift: str = ""


def replace(db: HospitalSession, duties: Iterable[Duty]) -> int:
    """Make these the shifts of their people from their first day to their last, and say how many
    older ones made way. A second import of the same file changes nothing."""
    people: dict[int, list[Duty]] = {}
    for duty in duties:
        people.setdefault(duty.person_id, []).append(duty)
    gone = sum(_clear(db, person, mine) for person, mine in people.items())
    rows = [{"hospital_id": db.hid, **duty._asdict()} for mine in people.values() for duty in mine]
    if rows:
        db.execute(insert(DutyRow), rows)
    return gone


def _clear(db: HospitalSession, person_id: int, duties: list[Duty]) -> int:
    first, last = min(d.day for d in duties), max(d.day for d in duties)
    old = delete(DutyRow).where(
        DutyRow.hospital_id == db.hid,
        DutyRow.person_id == person_id,
        DutyRow.day.between(first, last),
    )
    return int(db.execute(old).rowcount)  # type: ignore[attr-defined]


def coming(db: HospitalSession, person_id: int, now: datetime) -> Duty | None:
    """The shift a person is in at `now` (UTC), else their next; None where no roster tells."""
    ahead = select(DutyRow).where(
        DutyRow.hospital_id == db.hid, DutyRow.person_id == person_id, DutyRow.ends_at > now
    )
    row = db.scalar(ahead.order_by(DutyRow.ends_at).limit(1))
    return None if row is None else _duty(row)


def coming_of(db: HospitalSession, person_ids: Sequence[int], now: datetime) -> dict[int, Duty]:
    """The same of each of these people whose roster tells; a statement for every `AT_ONCE`."""
    found: dict[int, Duty] = {}
    for at in range(0, len(person_ids), AT_ONCE):
        some = person_ids[at : at + AT_ONCE]
        mine = (DutyRow.hospital_id == db.hid, DutyRow.person_id.in_(some), DutyRow.ends_at > now)
        first = select(DutyRow.person_id, func.min(DutyRow.ends_at)).where(*mine)
        key = tuple_(DutyRow.person_id, DutyRow.ends_at)
        theirs = select(DutyRow).where(*mine, key.in_(first.group_by(DutyRow.person_id)))
        for row in db.scalars(theirs.order_by(DutyRow.starts_at.desc())):
            found[row.person_id] = _duty(row)
    return found


def _duty(row: DutyRow) -> Duty:
    return Duty(row.person_id, row.starts_at, row.ends_at, row.day, row.unit, row.shift)
