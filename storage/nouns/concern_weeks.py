"""A week of concerns, for figures: their columns alone, as a digest reads hundreds and needs few of
each. Practice does not count (R13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from storage.engine.session import HospitalSession
from storage.nouns.concerns import Concern

ENDS = ("closed", "unconfirmed", "not_doing")


class OfAWeek(NamedTuple):
    """What the figures of a week ask of a concern; times are UTC."""

    number: int
    kind: str
    first_priority: str
    priority: str
    harm: str
    parent: int | None
    state: str
    raised_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_as: str


class Done(NamedTuple):
    """What somebody wrote, and what was done about it."""

    text: str
    note: str


_COLUMNS = [getattr(Concern, name) for name in OfAWeek._fields]


def raised(db: HospitalSession, start: datetime, end: datetime) -> Sequence[OfAWeek]:
    """What was raised from `start` up to `end`, the oldest first, without what was taken back."""
    real = (Concern.practice.is_(False), Concern.state != "withdrawn")
    when = (Concern.raised_at >= start, Concern.raised_at < end)
    these = select(*_COLUMNS).where(Concern.hospital_id == db.hid, *real, *when)
    return [OfAWeek(*row) for row in db.execute(these.order_by(Concern.number))]


def ended(db: HospitalSession, start: datetime, end: datetime) -> dict[str, int]:
    """How many were closed from `start` up to `end` by a check, by nobody's, or by a no, each with
    its state. Duplicates do not count."""
    these = select(Concern.state, func.count()).where(*_ended(db, start, end), _among(ENDS))
    return {state: count for state, count in db.execute(these.group_by(Concern.state))}  # noqa: C416 - rows are no pairs to a checker


def done(db: HospitalSession, start: datetime, end: datetime, most: int) -> list[Done]:
    """The latest of those that were closed by a check, as far as somebody said what was done."""
    these = select(Concern.text, Concern.note).where(*_ended(db, start, end), _among(("closed",)))
    said = these.where(Concern.note != "").order_by(Concern.closed_at.desc())
    return [Done(*row) for row in db.execute(said.limit(most))]


def _ended(db: HospitalSession, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    real = (Concern.practice.is_(False), Concern.parent.is_(None))
    when = (Concern.closed_at >= start, Concern.closed_at < end)
    return (Concern.hospital_id == db.hid, *real, *when)


def _among(states: Sequence[str]) -> ColumnElement[bool]:
    return Concern.state.in_(states)
