"""Pages of concerns, what is urgent first (R22).

A list has three stretches, each answered by an index: what is urgent and with IT, by priority and
the time left; what waits for its answer within a longer target, likewise; the rest, the newest
first. A page ends at a mark, and the next begins behind it, whatever has changed meanwhile. Lists
that began before this order was made go on by number alone ("older").
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_

from storage.engine.session import HospitalSession
from storage.nouns.concerns import (
    ANSWERED,
    BY_URGENCY,
    OPEN,
    RUNNING,
    SAFETY,
    URGENT,
    Concern,
    Reporter,
    one_of,
)

Stretch: TypeAlias = Literal["urgent", "running", "rest", "older"]
STRETCHES: tuple[Stretch, ...] = ("urgent", "running", "rest")


class Mark(NamedTuple):
    """The last concern of a page: the stretch it stood in, and where."""

    stretch: Stretch
    priority: str
    answered: bool
    due_at: datetime
    number: int


def older_than(number: int) -> Mark:
    """Behind a number, in a list that has all by number."""
    return Mark("older", "", answered=False, due_at=datetime.max.replace(tzinfo=UTC), number=number)


class Listed(NamedTuple):
    """A page, and the mark behind which more follow; None where nothing does."""

    concerns: list[Concern]
    more: Mark | None


class Scope(NamedTuple):
    """Which concerns a list has; `person` is who stands behind them."""

    which: tuple[ColumnElement[bool], ...] = ()
    person: int | None = None
    stretches: tuple[Stretch, ...] = STRETCHES


EVERY = Scope()
ALL_OPEN = Scope((one_of(OPEN),))
ALL_URGENT = Scope(stretches=("urgent",))


def of_unit(unit: str) -> Scope:
    """What is open and was raised in a unit."""
    return Scope((one_of(OPEN), Concern.unit == unit))


def of_person(person_id: int) -> Scope:
    """What a person stands behind, what has ended too."""
    return Scope(person=person_id)


def assigned(person_id: int) -> Scope:
    """What a person works on."""
    return Scope((one_of(OPEN), Concern.state != "fixed", Concern.assignee_id == person_id))


def unsafe() -> Scope:
    """With IT, and a patient may have been affected or could be."""
    return Scope((SAFETY,), stretches=("urgent",))


def raised_between(start: datetime, end: datetime) -> Scope:
    """What was raised from `start` on and before `end` (UTC), what has ended too."""
    return Scope((Concern.raised_at >= start, Concern.raised_at < end))


def count(db: HospitalSession, scope: Scope) -> int:
    """How many a list has that is nobody's own."""
    these = (Concern.hospital_id == db.hid, *scope.which)
    return db.scalar(select(func.count()).select_from(Concern).where(*these)) or 0


def by_number(db: HospitalSession, scope: Scope, after: int = 0, limit: int = 500) -> list[Concern]:
    """All of a list that is nobody's own by number, a page at a time: those over `after`."""
    these = (Concern.hospital_id == db.hid, *scope.which, Concern.number > after)
    return list(db.scalars(select(Concern).where(*these).order_by(Concern.number).limit(limit)))


def page(db: HospitalSession, scope: Scope, *, after: Mark | None = None, limit: int = 8) -> Listed:
    """The next concerns of a list, from its beginning or behind a mark."""
    found: list[tuple[Stretch, Concern]] = []
    for stretch in _left(scope, after):
        behind = after if after is not None and after.stretch == stretch else None
        query = _QUERIES[stretch](db, scope, behind).limit(limit + 1 - len(found))
        found += [(stretch, concern) for concern in db.scalars(query)]
        if len(found) > limit:
            break
    more = _mark(*found[limit - 1]) if len(found) > limit else None
    return Listed([concern for _, concern in found[:limit]], more)


def waiting(
    db: HospitalSession,
    *,
    before: datetime | None = None,
    priority: str = "",
    after: Mark | None = None,
    limit: int = 8,
) -> Listed:
    """What waits for its first answer, by priority and the time left; with `before` what should
    have had it by then (UTC), with `priority` of that alone."""
    query = select(Concern).where(Concern.hospital_id == db.hid, RUNNING)
    query = query if before is None else query.where(Concern.due_at < before)
    query = query.where(Concern.priority == priority) if priority else query
    found = list(db.scalars(_behind(query, _CLOCKS, after).limit(limit + 1)))
    more = _mark("running", found[limit - 1]) if len(found) > limit else None
    return Listed(found[:limit], more)


def _left(scope: Scope, after: Mark | None) -> tuple[Stretch, ...]:
    """The stretches that are not behind us."""
    if after is not None and after.stretch == "older":
        return ("older",)
    if after is None or after.stretch not in scope.stretches:
        return scope.stretches
    return scope.stretches[scope.stretches.index(after.stretch) :]


def _mark(stretch: Stretch, last: Concern) -> Mark:
    return Mark(stretch, last.priority, last.answered_at is not None, last.due_at, last.number)


_CLOCKS = (Concern.priority, Concern.due_at, Concern.number)


def _urgent(db: HospitalSession, scope: Scope, after: Mark | None) -> Select[Concern]:
    return _behind(_scoped(db, scope, URGENT), BY_URGENCY, after)


def _running(db: HospitalSession, scope: Scope, after: Mark | None) -> Select[Concern]:
    return _behind(_scoped(db, scope, RUNNING, ~URGENT), _CLOCKS, after)


def _rest(db: HospitalSession, scope: Scope, after: Mark | None) -> Select[Concern]:
    """The newest first; of one's own by the index of who stands behind what."""
    return _by_number(db, scope, after, ~URGENT, ~RUNNING)


def _by_number(
    db: HospitalSession, scope: Scope, after: Mark | None, *others: ColumnElement[bool]
) -> Select[Concern]:
    query = select(Concern).where(Concern.hospital_id == db.hid, *scope.which, *others)
    number = Concern.number
    if scope.person is not None:
        query, number = query.join(Reporter, _BEHIND), Reporter.number
        query = query.where(Reporter.hospital_id == db.hid, _THEIRS).params(person=scope.person)
    query = query if after is None else query.where(number < after.number)
    return query.order_by(number.desc())


def _scoped(db: HospitalSession, scope: Scope, *stretch: ColumnElement[bool]) -> Select[Concern]:
    query = select(Concern).where(Concern.hospital_id == db.hid, *stretch, *scope.which)
    if scope.person is None:
        return query
    # Asked of each urgent one, which are few, so that they stay in the order of their index.
    theirs = select(Reporter.person_id).where(Reporter.hospital_id == db.hid, _BEHIND, _THEIRS)
    one = theirs.correlate(Concern).scalar_subquery() == bindparam("person")
    return query.where(one).params(person=scope.person)


def _behind(query: Select[Any], keys: tuple[Any, ...], after: Mark | None) -> Select[Any]:
    if after is not None:
        known = {"priority": after.priority, "due_at": after.due_at, "number": after.number}
        values = [after.answered if key is ANSWERED else known[key.key] for key in keys]
        query = query.where(tuple_(*keys) > tuple_(*values))
    return query.order_by(*keys)


_BEHIND = (Reporter.hospital_id == Concern.hospital_id) & (Reporter.number == Concern.number)
_THEIRS = Reporter.person_id == bindparam("person")
_Query: TypeAlias = Callable[[HospitalSession, Scope, Mark | None], Select[Concern]]
_QUERIES: dict[Stretch, _Query] = {
    "urgent": _urgent,
    "running": _running,
    "rest": _rest,
    "older": _by_number,
}
