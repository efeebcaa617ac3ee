"""Timers: what should happen at some moment (UTC), as rows that any process may fire.

A timer is deleted in the transaction of what it does, so it fires once; one that keeps failing is
postponed with backoff and in the end kept as a dead letter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import DIALECTS, Base, dialect_of, insert_new
from storage.engine.prepared import run
from storage.engine.session import HospitalSession


class TimerRow(Base):
    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due", "hospital_id", "due_at"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    due_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(64))
    args: Mapped[list[str]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(default=0)
    dead: Mapped[str] = mapped_column(String(200), default="")


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that is due. `due` is what it was set to: a timer that was moved since is another
    one, which `take`, `postpone` and `give_up` therefore leave alone."""

    key: str
    name: str
    args: tuple[str, ...]
    due: datetime
    attempts: int


def put(db: HospitalSession, key: str, due: datetime, *, name: str, args: list[str]) -> None:
    """Set a timer that fires `name` at `due`; the same key again moves it."""
    fresh = {"due_at": due, "name": name, "args": args, "attempts": 0, "dead": ""}
    run(db, _PUT[dialect_of(db)], {"hospital_id": db.hid, "key": key, **fresh})


def put_once(db: HospitalSession, key: str, due: datetime, *, name: str, args: list[str]) -> bool:
    """Set a timer unless there is one of that key; false when there is."""
    fresh = {"due_at": due, "name": name, "args": args, "attempts": 0, "dead": ""}
    return insert_new(db, TimerRow, {"hospital_id": db.hid, "key": key, **fresh})


def waits_after(db: HospitalSession, key: str, moment: datetime) -> bool:
    """Whether there is such a timer, and it is due only after that moment (UTC)."""
    this = select(TimerRow.key).where(TimerRow.hospital_id == db.hid, TimerRow.key == key)
    return db.scalar(this.where(TimerRow.due_at > moment)) is not None


def drop(db: HospitalSession, key: str) -> None:
    run(db, _DROP, {"hid": db.hid, "named": key})


def due(
    db: HospitalSession, now: datetime, limit: int = 500, but: Collection[str] = ()
) -> list[Timer]:
    """What is due at `now`, the longest due first; not those called one of `but`."""
    values = {"hid": db.hid, "now": now, "most": limit, "but": list(but)}
    rows = db.execute(_DUE, values).all()
    return [Timer(key, name, tuple(args), at, tries) for key, name, args, at, tries in rows]


def take(db: HospitalSession, key: str, when: datetime) -> bool:
    """Take a due timer away; false when it was moved, dropped or taken meanwhile."""
    gone = db.execute(_one(delete(TimerRow), db.hid, key).where(TimerRow.due_at == when))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def postpone(db: HospitalSession, key: str, when: datetime, to: datetime) -> None:
    """After a failure: try again at `to`."""
    moved = _one(update(TimerRow), db.hid, key).where(TimerRow.due_at == when)
    db.execute(moved.values(due_at=to, attempts=TimerRow.attempts + 1))


def give_up(db: HospitalSession, key: str, when: datetime, why: str) -> None:
    """Keep the timer for an administrator to see, and try it no more; one moved meanwhile lives."""
    given_up = _one(update(TimerRow), db.hid, key).where(TimerRow.due_at == when)
    db.execute(given_up.values(dead=why[:200]))


def revive(db: HospitalSession, key: str, now: datetime) -> bool:
    """Try a timer again that was given up, at `now`; false when there is none."""
    again = _one(update(TimerRow), db.hid, key).where(TimerRow.dead != "")
    done = db.execute(again.values(dead="", attempts=0, due_at=now))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def args_of(db: HospitalSession, key: str) -> tuple[str, ...] | None:
    """What a timer was set with; None where there is none."""
    this = select(TimerRow.args).where(TimerRow.hospital_id == db.hid, TimerRow.key == key)
    args = db.scalar(this)
    return None if args is None else tuple(args)


def called(db: HospitalSession, name: str) -> dict[str, tuple[str, ...]]:
    """What each timer of that name was set with, by its key; also of those that were given up."""
    these = select(TimerRow.key, TimerRow.args).where(
        TimerRow.hospital_id == db.hid, TimerRow.name == name
    )
    return {key: tuple(args) for key, args in db.execute(these)}


def hasten(db: HospitalSession, name: str, now: datetime) -> None:
    """Have those of that name tried at once, also where they were given up."""
    these = update(TimerRow).where(TimerRow.hospital_id == db.hid, TimerRow.name == name)
    db.execute(these.values(due_at=now, dead="", attempts=0))


def next_due(db: HospitalSession) -> datetime | None:
    """When the next timer is due."""
    alive = (TimerRow.hospital_id == db.hid, TimerRow.dead == "")
    return db.scalar(select(TimerRow.due_at).where(*alive).order_by(TimerRow.due_at).limit(1))


def dead_letters(db: HospitalSession) -> list[tuple[str, str]]:
    """Timers that are not tried any more, as (key, why)."""
    given_up = select(TimerRow.key, TimerRow.dead).where(
        TimerRow.hospital_id == db.hid, TimerRow.dead != ""
    )
    return [(key, why) for key, why in db.execute(given_up)]


def _put(dialect: Any) -> Any:
    new = dialect.insert(TimerRow)
    fresh = {name: new.excluded[name] for name in ("due_at", "name", "args", "attempts", "dead")}
    return new.on_conflict_do_update(index_elements=["hospital_id", "key"], set_=fresh)


_PUT = {name: _put(dialect) for name, dialect in DIALECTS.items()}
_DROP = delete(TimerRow).where(
    TimerRow.hospital_id == bindparam("hid"), TimerRow.key == bindparam("named")
)
_DUE = (
    select(TimerRow.key, TimerRow.name, TimerRow.args, TimerRow.due_at, TimerRow.attempts)
    .where(
        TimerRow.hospital_id == bindparam("hid"),
        TimerRow.due_at <= bindparam("now"),
        TimerRow.dead == "",
        TimerRow.name.not_in(bindparam("but", expanding=True)),
    )
    .order_by(TimerRow.due_at, TimerRow.key)
    .limit(bindparam("most"))
)


def _one(statement: Any, hid: str, key: str) -> Any:
    return statement.where(TimerRow.hospital_id == hid, TimerRow.key == key).execution_options(
        synchronize_session=False
    )
