"""Joint stand-ups: what each one is, and who is away."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession

LIVE = ("on", "paused")


class Huddle(Base):
    """One joint stand-up. `state` is draft, on, paused or ended.

    `mode` asks units or persons. `times` ("08:15,16:00"), `days` ("01234", 0 is Monday), `weeks`,
    `since` (a date) and `zone` say when; `rooms` are addresses, `members` numbers of people.
    `questions` are wordings by kind, an empty one is not asked. Until `not_before` (UTC) nothing
    happens; `once_at` (UTC) is one moved occurrence. `in_file` is its name in the settings file.
    """

    __tablename__ = "huddles"
    __table_args__ = (Index("ix_huddles_state", "hospital_id", "state", "number"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16), default="draft")
    mode: Mapped[str] = mapped_column(String(16), default="units")
    times: Mapped[str] = mapped_column(String(64))
    days: Mapped[str] = mapped_column(String(7), default="0123456")
    weeks: Mapped[int] = mapped_column(Integer, default=1)
    since: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64))
    holidays: Mapped[bool] = mapped_column(Boolean, default=True)
    window: Mapped[int] = mapped_column(Integer, default=60)
    rooms: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    units: Mapped[list[str]] = mapped_column(JSON, default=list)
    members: Mapped[list[int]] = mapped_column(JSON, default=list)
    questions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    not_before: Mapped[datetime | None]
    once_at: Mapped[datetime | None]
    words: Mapped[int] = mapped_column(Integer, default=0)
    in_file: Mapped[str] = mapped_column(String(80), default="")
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]

    @property
    def label(self) -> str:
        return f"H-{self.number}"

    @property
    def key(self) -> str:
        return f"huddle:{self.number}"


class Absence(Base):
    """Someone is away from the local date `first` to `last`, and is not asked."""

    __tablename__ = "absences"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[date]
    last: Mapped[date]


def add(db: HospitalSession, **values: Any) -> Huddle:
    """A new huddle under the next number."""
    huddle = Huddle(hospital_id=db.hid, number=counters.take(db, "huddle"), **values)
    db.add(huddle)
    db.flush()
    return huddle


def get(db: HospitalSession, number: int) -> Huddle | None:
    return db.get(Huddle, (db.hid, number))


def locked(db: HospitalSession, number: int) -> Huddle | None:
    """The huddle, for changing: on PostgreSQL nobody else changes it until we commit."""
    mine = (Huddle.hospital_id == db.hid, Huddle.number == number)
    fresh = select(Huddle).where(*mine).execution_options(populate_existing=True)
    return db.scalar(fresh.with_for_update())


def live(db: HospitalSession, limit: int = 200) -> list[Huddle]:
    """Those that run or are paused, the newest first."""
    mine = (Huddle.hospital_id == db.hid, Huddle.state.in_(LIVE))
    return list(db.scalars(select(Huddle).where(*mine).order_by(Huddle.number.desc()).limit(limit)))


def in_file(db: HospitalSession) -> dict[str, Huddle]:
    """The huddles of the settings file that have not ended, by their names in it."""
    mine = (Huddle.hospital_id == db.hid, Huddle.in_file != "", Huddle.state != "ended")
    return {huddle.in_file: huddle for huddle in db.scalars(select(Huddle).where(*mine))}


def away(db: HospitalSession, person_id: int, day: date) -> Absence | None:
    """The absence that covers a day of a person's."""
    found = db.get(Absence, (db.hid, person_id))
    return found if found is not None and found.first <= day <= found.last else None


def go_away(db: HospitalSession, person_id: int, first: date, last: date) -> None:
    """Someone is away from `first` to `last`; an earlier absence of theirs is replaced."""
    db.merge(Absence(hospital_id=db.hid, person_id=person_id, first=first, last=last))
    db.flush()


def come_back(db: HospitalSession, person_id: int) -> bool:
    """Someone is back; false when they were not away."""
    found = db.get(Absence, (db.hid, person_id))
    if found is not None:
        db.delete(found)
        db.flush()
    return found is not None
