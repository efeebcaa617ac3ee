"""The rota: who is on call when, on which rung, for which system or unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Index, String, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession
from storage.nouns.person import Person

COUNTER = "oncall"


class OnCall(Base):
    """Somebody on a rung from `starts_at` to `ends_at` (UTC, half-open), for a `system`, a `unit`
    or (empty) everything. `source` names the import it came by; what was typed has none, and the
    number of its `change`."""

    __tablename__ = "oncall"
    __table_args__ = (
        Index("ix_oncall_ends", "hospital_id", "ends_at"),
        Index("ix_oncall_person", "hospital_id", "person_id", "ends_at"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int]
    rung: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    system: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    change: Mapped[int] = mapped_column(default=0)


class Turn(NamedTuple):
    """One entry to be kept."""

    person_id: int
    rung: str
    starts_at: datetime
    ends_at: datetime
    system: str = ""
    unit: str = ""


class Kept(NamedTuple):
    """One entry as it is kept; `gone` of somebody who has left."""

    n: int
    turn: Turn
    source: str
    change: int
    gone: bool


class Span(NamedTuple):
    """When the planned entries of a rung for a system or unit begin, and when the last ends."""

    rung: str
    system: str
    unit: str
    starts_at: datetime
    ends_at: datetime


def replace(db: HospitalSession, source: str, turns: Sequence[Turn]) -> int:
    """Make these what that source says from their first moment on, and say how many of its earlier
    entries made way. What was over by then stays; what lasts into it ends there."""
    if not turns:
        return 0
    first = min(turn.starts_at for turn in turns)
    theirs = and_(OnCall.hospital_id == db.hid, OnCall.source == source, OnCall.change == 0)
    gone = db.execute(delete(OnCall).where(theirs, OnCall.starts_at >= first))
    running = update(OnCall).where(theirs, OnCall.ends_at > first)
    db.execute(running.values(ends_at=first), execution_options={"synchronize_session": False})
    _add(db, turns, source=source, change=lambda _: 0)
    return int(gone.rowcount)  # type: ignore[attr-defined]


def place(db: HospitalSession, turns: Sequence[Turn]) -> int:
    """Keep a change that somebody typed; its number."""
    return _add(db, turns, source="", change=lambda first: first)


def _add(db: HospitalSession, turns: Iterable[Turn], *, source: str, change: Any) -> int:
    numbered = [(number(db), turn) for turn in turns]
    of = int(change(numbered[0][0]))
    rest = {"hospital_id": db.hid, "source": source, "change": of}
    db.execute(insert(OnCall), [{"n": n, **turn._asdict(), **rest} for n, turn in numbered])
    return of


def number(db: HospitalSession) -> int:
    """A number that no entry and no message about the rota has had."""
    return counters.take(db, COUNTER, first=1)


def of_change(db: HospitalSession, change: int) -> list[Kept]:
    """The entries of a change."""
    return _kept(db, OnCall.change == change, OnCall.change != 0)


def drop_change(db: HospitalSession, change: int) -> None:
    """Take a typed change back: what it stood before holds again."""
    mine = (OnCall.hospital_id == db.hid, OnCall.change == change, OnCall.change != 0)
    db.execute(delete(OnCall).where(*mine))


def covering(db: HospitalSession, at: datetime) -> list[Kept]:
    """What holds at a moment."""
    return _kept(db, OnCall.ends_at > at, OnCall.starts_at <= at)


def between(db: HospitalSession, first: datetime, last: datetime) -> list[Kept]:
    """What holds at any moment from `first` on and before `last`."""
    return _kept(db, OnCall.ends_at > first, OnCall.starts_at < last)


def ahead_of(db: HospitalSession, person_id: int, now: datetime) -> list[Kept]:
    """What somebody is put down for and is not over yet."""
    return _kept(db, OnCall.person_id == person_id, OnCall.ends_at > now)


def any_after(db: HospitalSession, now: datetime) -> bool:
    """Whether anybody is put down for a time that is not over."""
    ahead = (OnCall.hospital_id == db.hid, OnCall.ends_at > now)
    return db.scalar(select(OnCall.n).where(*ahead).limit(1)) is not None


def spans(db: HospitalSession) -> list[Span]:
    """How far what is planned reaches."""
    return [Span(*row) for row in db.execute(_SPANS, {"hid": db.hid})]


def _kept(db: HospitalSession, *which: Any) -> list[Kept]:
    found = db.execute(_ALL.where(*which), {"hid": db.hid})
    return [Kept(n, Turn(*turn), source, change, gone) for n, source, change, gone, *turn in found]


_ALL = (
    select(
        *(OnCall.n, OnCall.source, OnCall.change, Person.gone),
        *(OnCall.person_id, OnCall.rung, OnCall.starts_at, OnCall.ends_at),
        *(OnCall.system, OnCall.unit),
    )
    .join(Person, and_(Person.hospital_id == OnCall.hospital_id, Person.id == OnCall.person_id))
    .where(OnCall.hospital_id == bindparam("hid"))
    .order_by(OnCall.starts_at, OnCall.n)
)
_SPANS = (
    select(
        *(OnCall.rung, OnCall.system, OnCall.unit),
        *(func.min(OnCall.starts_at), func.max(OnCall.ends_at)),
    )
    .where(OnCall.hospital_id == bindparam("hid"), OnCall.change == 0)
    .group_by(OnCall.rung, OnCall.system, OnCall.unit)
)
