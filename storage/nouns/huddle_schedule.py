"""When huddles happen next, and what happened: schedules claimed in bulk, occurrences unique."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from storage.delivery.timers import TimerRow
from storage.engine.base import Base, SealedText, UtcDateTime, dialect_of, insert_new
from storage.engine.session import HospitalSession

AT_ONCE = 500

CLOCKS = Table(
    "huddle_clocks",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("slot", String(160), primary_key=True),
    Column("next_run_at", UtcDateTime),
    Column("wall", String(16), nullable=False),
    Column("times", String(64), nullable=False),
    Column("days", String(7), nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("since", String(10), nullable=False),
    Column("offset", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("holidays", Boolean, nullable=False),
    Column("not_before", UtcDateTime),
)
C = CLOCKS.c
Index("ix_huddle_clocks_due", C.hospital_id, C.next_run_at)


class Clock(NamedTuple):
    """One thing that repeats: the post ("post"), IT's ask ("it"), a unit's shift ("unit:5W:night"),
    a person's ("person:12"). It comes at `next_run_at` (UTC), the occurrence of the local time
    `wall`; the rest says how to find the one after. `holidays` runs on holidays too; `offset` is
    in minutes."""

    number: int
    slot: str
    next_run_at: datetime | None
    wall: str
    times: str
    days: str
    weeks: int
    since: str
    offset: int
    zone: str
    holidays: bool
    not_before: datetime | None


class Step(NamedTuple):
    """What a claim does with a clock: run `wall`, which was due at `due_at` (UTC) after `missed`
    others, then wait for `next_wall` at `next_at`; None when nothing follows."""

    wall: str
    due_at: datetime
    missed: int
    next_wall: str
    next_at: datetime | None


class Run(Base):
    """An occurrence: this slot of this huddle at this local time, once. `due_at` is when it should
    have come and `ran_at` when it did (UTC). A post keeps how it looked, and how often what it
    listed has been carried."""

    __tablename__ = "huddle_runs"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[str] = mapped_column(String(160), primary_key=True)
    wall: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime]
    ran_at: Mapped[datetime]
    missed: Mapped[int] = mapped_column(Integer, default=0)
    body: Mapped[str] = mapped_column(SealedText("huddle_runs.body"), default="")
    carried: Mapped[str] = mapped_column(Text, default="{}")

    @property
    def key(self) -> str:
        """The key of its message."""
        return f"huddle:{self.number}:{self.slot}:{self.wall}"


def arm(db: HospitalSession, number: int, clocks: Iterable[Clock], now: datetime) -> None:
    """These are a huddle's clocks from `now` on, and no others; one that is due and was not
    claimed yet stays due."""
    mine = (C.hospital_id == db.hid, C.number == number)
    late = select(C.slot, C.next_run_at, C.wall).where(*mine, C.next_run_at <= now)
    due = {slot: (at, wall) for slot, at, wall in db.execute(late)}
    db.execute(delete(CLOCKS).where(*mine))
    rows = [{"hospital_id": db.hid, **clock._asdict()} for clock in clocks]
    for row in rows:
        row["next_run_at"], row["wall"] = due.get(row["slot"], (row["next_run_at"], row["wall"]))
    if rows:
        db.execute(insert(CLOCKS), rows)


def next_due(db: HospitalSession) -> datetime | None:
    """When the next clock is due (UTC)."""
    coming = select(C.next_run_at).where(C.hospital_id == db.hid, C.next_run_at.is_not(None))
    return db.scalar(coming.order_by(C.next_run_at).limit(1))


def clock(db: HospitalSession, number: int, slot: str) -> Clock | None:
    row = db.execute(select(*_FIELDS).where(*_one(db.hid, number, slot))).first()
    return None if row is None else Clock(*row)


def claim(
    db: HospitalSession,
    now: datetime,
    step: Callable[[Clock], Step],
    name: str,
    limit: int = AT_ONCE,
) -> int:
    """Take at most `limit` clocks that are due at `now`, and say how many.

    Each becomes an occurrence, a timer called `name` that is due now, and waits for its next. All
    of it is in the caller's transaction: it happens whole or not at all, and two processes never
    take the same clock. An occurrence that is there already is not queued again.
    """
    rows = db.execute(_DUE, {"hid": db.hid, "now": now, "most": limit}).all()
    steps = [(found := Clock(*row), step(found)) for row in rows]
    if steps:
        _queue(db, now, _note(db, now, steps), name)
        _advance(db, steps)
    return len(steps)


def _note(
    db: HospitalSession, now: datetime, steps: Sequence[tuple[Clock, Step]]
) -> list[tuple[int, str, str]]:
    """Write the occurrences down; those that are new: as a rule all, at once."""
    dialect = db.get_bind().dialect.name
    fixed = {"hospital_id": db.hid, "ran_at": now, "body": "", "carried": "{}"}
    rows: list[dict[str, Any]] = [
        {
            **fixed,
            "number": clock.number,
            "slot": clock.slot,
            "wall": step.wall,
            "due_at": step.due_at,
            "missed": step.missed,
        }
        for clock, step in steps
    ]
    if dialect == "postgresql":
        new = db.connection().execute(_NOTE_ALL, _columns(rows, fixed) | fixed)
        return [(number, slot, wall) for number, slot, wall in new]
    with db.begin_nested() as attempt:
        if db.connection().execute(_NOTE[dialect], rows).rowcount == len(rows):
            return [(row["number"], row["slot"], row["wall"]) for row in rows]
        attempt.rollback()
    fresh = [row for row in rows if insert_new(db, Run, row)]
    return [(row["number"], row["slot"], row["wall"]) for row in fresh]


def _queue(
    db: HospitalSession, now: datetime, fresh: Iterable[tuple[int, str, str]], name: str
) -> None:
    fixed = {"hospital_id": db.hid, "due_at": now, "name": name, "attempts": 0, "dead": ""}
    rows = [
        {
            **fixed,
            "key": f"huddle:{number}:{slot}:{wall}",
            "args": [str(number), slot, wall],
        }
        for number, slot, wall in fresh
    ]
    if rows and dialect_of(db) == "postgresql":
        words = [{"key": row["key"], "args": json.dumps(row["args"])} for row in rows]
        db.connection().execute(_QUEUE_ALL, _columns(words, ()) | fixed)
    elif rows:
        db.execute(insert(TimerRow.__table__), rows)  # type: ignore[arg-type]


def _advance(db: HospitalSession, steps: Sequence[tuple[Clock, Step]]) -> None:
    rows = [
        {
            "of": db.hid,
            "huddle": clock.number,
            "which": clock.slot,
            "at": step.next_at,
            "local": step.next_wall,
        }
        for clock, step in steps
    ]
    if dialect_of(db) == "postgresql":
        db.connection().execute(_MOVE_ALL, _columns(rows, {"of"}) | {"of": db.hid})
    else:
        db.connection().execute(_MOVE, rows)


def _columns(rows: Sequence[Mapping[str, Any]], but: Collection[str]) -> dict[str, list[Any]]:
    """What the rows have in common as lists: PostgreSQL takes five hundred rows in one statement in
    a third of the time that it needs for each by itself."""
    return {name: [row[name] for row in rows] for name in rows[0] if name not in but}


def run(db: HospitalSession, number: int, slot: str, wall: str) -> Run | None:
    return db.get(Run, (db.hid, number, slot, wall))


def add_run(db: HospitalSession, number: int, slot: str, wall: str, now: datetime) -> Run:
    """An occurrence that somebody asked for by hand, at `now`."""
    new = Run(hospital_id=db.hid, number=number, slot=slot, wall=wall, due_at=now, ran_at=now)
    new.missed, new.body, new.carried = 0, "", "{}"
    db.add(new)
    db.flush()
    return new


def runs(
    db: HospitalSession, number: int, slot: str, before: str = "", limit: int = 1
) -> list[Run]:
    """The latest occurrences of a slot, the latest first, those before the local time `before`."""
    mine = select(Run).where(Run.hospital_id == db.hid, Run.number == number, Run.slot == slot)
    if before:
        mine = mine.where(Run.wall < before)
    return list(db.scalars(mine.order_by(Run.wall.desc()).limit(limit)))


def _one(hid: str, number: int, slot: str) -> tuple[Any, ...]:
    return C.hospital_id == hid, C.number == number, C.slot == slot


_NOTE = {
    "sqlite": sqlite.insert(Run).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Run).on_conflict_do_nothing(),
}
_NOTE_ALL = text(
    "INSERT INTO huddle_runs"
    " (hospital_id, number, slot, wall, due_at, ran_at, missed, body, carried)"
    " SELECT :hospital_id, n.number, n.slot, n.wall, n.due, :ran_at, n.missed, :body, :carried"
    " FROM unnest(CAST(:number AS int[]), CAST(:slot AS text[]), CAST(:wall AS text[]),"
    " CAST(:due_at AS timestamptz[]), CAST(:missed AS int[])) AS n(number, slot, wall, due, missed)"
    " ON CONFLICT DO NOTHING RETURNING number, slot, wall"
)
_QUEUE_ALL = text(
    "INSERT INTO timers (hospital_id, key, due_at, name, args, attempts, dead)"
    " SELECT :hospital_id, n.key, :due_at, :name, CAST(n.args AS json), :attempts, :dead"
    " FROM unnest(CAST(:key AS text[]), CAST(:args AS text[])) AS n(key, args)"
)
_MOVE_ALL = text(
    "UPDATE huddle_clocks AS c SET next_run_at = n.at, wall = n.local"
    " FROM unnest(CAST(:huddle AS int[]), CAST(:which AS text[]), CAST(:at AS timestamptz[]),"
    " CAST(:local AS text[])) AS n(huddle, which, at, local)"
    " WHERE c.hospital_id = :of AND c.number = n.huddle AND c.slot = n.which"
)
_FIELDS = tuple(C[name] for name in Clock._fields)
_DUE = (
    select(*_FIELDS)
    .where(C.hospital_id == bindparam("hid"), C.next_run_at <= bindparam("now"))
    .order_by(C.next_run_at, C.number, C.slot)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_MOVE = (
    update(CLOCKS)
    .where(
        C.hospital_id == bindparam("of"),
        C.number == bindparam("huddle"),
        C.slot == bindparam("which"),
    )
    .values(next_run_at=bindparam("at"), wall=bindparam("local"))
)
