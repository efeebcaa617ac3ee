"""Concerns: what was raised, who stands behind it, and how far it has come."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    bindparam,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from storage.engine import counters, gathering, loading
from storage.engine.base import Base, SealedText, insert_new
from storage.engine.prepared import Rows, run
from storage.engine.session import HospitalSession
from storage.nouns import concern_counts

OPEN = ("new", "acknowledged", "in_progress", "on_hold", "fixed", "reopened")
WITH_IT = ("new", "acknowledged", "in_progress", "on_hold", "reopened")
UNNAMED = 0
"""The number that stands for the reporter of a concern without a name; no person has it."""


def card_keys(number: int) -> tuple[str, str]:
    """What the cards of a concern are called: the ward's, and IT's."""
    return f"concern:{number}", f"concern:{number}:it"


class Concern(Base):
    """One conversation between a ward and IT. All moments are UTC.

    `state` is a key of `bot.features.concerns.states.STATES`; `mode` is named, confidential or
    anonymous (`reporter_id` is empty then, and there is no `Reporter` for it). `answered_as` is
    the priority it had when it was answered, whose target counts. `waited` is the time in
    seconds during which the fix clock stood still, `waiting_since` when it stopped last.
    `danger` is what its words said of danger (`bot.rules.priority.WORDS`), or what its writer has
    said of it since. `expired_at` is when its texts and people were deleted, for their age.
    """

    __tablename__ = "concerns"
    __table_args__ = (
        Index("ix_concerns_state", "hospital_id", "state", "number"),
        Index("ix_concerns_parent", "hospital_id", "parent"),
        Index("ix_concerns_fixed", "hospital_id", "fixed_at"),
        Index("ix_concerns_reporter", "hospital_id", "reporter_id", "number"),
        Index("ix_concerns_raised", "hospital_id", "raised_at"),
        Index("ix_concerns_closed", "hospital_id", "closed_at"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(SealedText("concerns.text"))
    kind: Mapped[str] = mapped_column(String(16))
    care: Mapped[str] = mapped_column(String(16))
    reach: Mapped[str] = mapped_column(String(16))
    harm: Mapped[str] = mapped_column(String(16))
    danger: Mapped[str] = mapped_column(String(16), default="", server_default="")
    system: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    mode: Mapped[str] = mapped_column(String(16), default="named")
    practice: Mapped[bool] = mapped_column(Boolean, default=False)
    reporter_id: Mapped[int | None]
    reporter_side: Mapped[str] = mapped_column(String(16), default="clinical")
    priority: Mapped[str] = mapped_column(String(2))
    first_priority: Mapped[str] = mapped_column(String(2))
    why: Mapped[str] = mapped_column(SealedText("concerns.why"), default="")
    state: Mapped[str] = mapped_column(String(16), default="new")
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None]
    answered_as: Mapped[str] = mapped_column(String(2), default="")
    escalated_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(Integer, default=0)
    assignee_id: Mapped[int | None]
    hold_for: Mapped[str] = mapped_column(String(16), default="")
    hold_note: Mapped[str] = mapped_column(SealedText("concerns.hold_note"), default="")
    look_again: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    waited: Mapped[int] = mapped_column(Integer, default=0)
    workaround: Mapped[str] = mapped_column(SealedText("concerns.workaround"), default="")
    ticket: Mapped[str] = mapped_column(String(64), default="")
    parent: Mapped[int | None]
    fixed_at: Mapped[datetime | None]
    fixed_by: Mapped[int | None]
    note: Mapped[str] = mapped_column(SealedText("concerns.note"), default="")
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    entries: Mapped[int] = mapped_column(Integer, default=0)
    reporters: Mapped[int] = mapped_column(Integer, default=0)
    units: Mapped[list[str]] = mapped_column(JSON, default=list)
    updated_at: Mapped[datetime]
    expired_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """The key of its card on the ward's side."""
        return card_keys(self.number)[0]

    @property
    def it_key(self) -> str:
        """The key of its card in triage."""
        return card_keys(self.number)[1]

    @property
    def name(self) -> str:
        return f"C-{self.number}"

    @property
    def flagged(self) -> bool:
        """Somebody said that harm could follow, almost did, or did."""
        return self.harm != "no"

    @property
    def unsafe(self) -> bool:
        """Flagged, or its words say that somebody is in danger."""
        return self.flagged or self.danger in {"danger", "safe"}

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def urgent(self) -> bool:
        return self.priority in {"P1", "P2"}

    @property
    def first(self) -> bool:
        """Whether it stands before others in lists (R22), as `URGENT` finds it."""
        return self.state in WITH_IT and (self.urgent or self.unsafe)

    @property
    def waits(self) -> bool:
        """Whether IT still has to answer it, as `RUNNING` finds it."""
        return self.state in WITH_IT and self.answered_at is None

    @property
    def urgency(self) -> tuple[bool, str, bool, datetime, int]:
        """Sorts as lists are: what stands first before the rest."""
        return not self.first, self.priority, not self.waits, self.due_at, self.number


ENDED = func.coalesce(Concern.closed_at, Concern.updated_at)
"""When one that is not open has ended (UTC)."""


def one_of(states: Iterable[str]) -> ColumnElement[bool]:
    """Written out, not bound: a partial index serves only a condition that repeats its own."""
    return Concern.state.in_([literal_column(f"'{state}'") for state in states])


def _index(name: str, where: ColumnElement[bool], *columns: Any) -> None:
    """An index of few among many: what has ended, and that is nearly all, is not in it."""
    every = (Concern.hospital_id, *columns)
    Index(f"ix_concerns_{name}", *every, sqlite_where=where, postgresql_where=where)


_OPEN = one_of(OPEN)
UNEXPIRED = ~_OPEN & Concern.expired_at.is_(None)
"""What has ended, and has its texts still."""
FIXED = Concern.state == literal_column("'fixed'")
HELD = Concern.state == literal_column("'on_hold'")
UNANSWERED = (Concern.state == literal_column("'new'")) & Concern.answered_at.is_(None)
_index("open", _OPEN, Concern.number)
_index("unit", _OPEN, Concern.unit, Concern.number)
_index("system", _OPEN, Concern.system, Concern.number)
_index("assignee", _OPEN, Concern.assignee_id, Concern.number)
_index("to_check", FIXED, Concern.unit, Concern.number)
_index("ended", UNEXPIRED, ENDED, Concern.number)
_index("unanswered", UNANSWERED, Concern.due_at)
_MAY_HARM = Concern.harm != literal_column("'no'")
_IN_DANGER = Concern.danger.in_([literal_column("'danger'"), literal_column("'safe'")])
_PRESSING = Concern.priority.in_([literal_column("'P1'"), literal_column("'P2'")])
ANSWERED = Concern.answered_at.is_not(None)
SAFETY = _MAY_HARM | _IN_DANGER
URGENT = one_of(WITH_IT) & (_PRESSING | _MAY_HARM | _IN_DANGER)
"""With IT, and P1, P2 or a matter of safety: what stands first wherever things are listed (R22)."""
RUNNING = one_of(WITH_IT) & ~ANSWERED
"""With IT, and nobody has answered yet: the target is running, or past."""
BY_URGENCY = (Concern.priority, ANSWERED, Concern.due_at, Concern.number)
"""By priority, then by the time left; what is answered after what waits for an answer."""
_index("urgent", URGENT, *BY_URGENCY)
_index("running", RUNNING, Concern.priority, Concern.due_at, Concern.number)


class Reporter(Base):
    """Someone who stands behind a concern: `how` is raised, me_too or duplicate."""

    __tablename__ = "concern_reporters"
    __table_args__ = (Index("ix_concern_reporters_person", "hospital_id", "person_id", "number"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(64), default="")
    how: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


def add(db: HospitalSession, **values: Any) -> Concern:
    """A new concern under the next number; it is written with what is said of it next."""
    number = counters.take(db, "concern")
    given = {"hospital_id": db.hid, "number": number, "units": []} | values
    concern = Concern(**_PLAIN | given)
    db.add(concern)
    return concern


def get(db: HospitalSession, number: int) -> Concern | None:
    return loading.by_key(db, Concern, number)


def locked(db: HospitalSession, number: int) -> Concern | None:
    """The concern, for changing: on PostgreSQL nobody else changes it until we commit."""
    this = {"hid": db.hid, "n": number}
    return gathering.once(
        db, ("concern", number), lambda: loading.one(db, Concern, _LOCKED, this, anew=True)
    )


def stand_behind(
    db: HospitalSession, concern: Concern, person_id: int, unit: str, *, how: str, at: datetime
) -> bool:
    """Count a person behind a concern, once; false when they were counted already."""
    new = {"person_id": person_id, "unit": unit, "how": how, "at": at}
    key = {"hospital_id": concern.hospital_id, "number": concern.number}
    if not insert_new(db, Reporter, key | new):
        return False
    concern.reporters += 1
    if unit and unit not in concern.units:
        concern.units = [*concern.units, unit]
    return True


def move(db: HospitalSession, concern: Concern, person_id: int, unit: str) -> None:
    """It is about another unit, says who raised it by name, and they stand behind it for that."""
    concern.unit, rows = unit, behind(db, concern)
    for row in rows:
        if row.person_id == person_id:
            row.unit = unit
    concern.units = list(dict.fromkeys(row.unit for row in rows if row.unit))
    db.flush()


def behind(db: HospitalSession, concern: Concern) -> list[Reporter]:
    """Who stands behind a concern, the first first."""
    this = {"hid": concern.hospital_id, "n": concern.number}
    return loading.every(db, Reporter, _BEHIND, this)


def children(db: HospitalSession, concern: Concern) -> list[Concern]:
    """The concerns that were linked to this one as duplicates."""
    this = {"hid": concern.hospital_id, "n": concern.number}
    return gathering.once(
        db, ("children", concern.number), lambda: loading.every(db, Concern, _CHILDREN, this)
    )


def near(db: HospitalSession, concern: Concern, limit: int = 200) -> dict[int, str]:
    """Texts by number of what is open in the same unit or about the same system, the newest
    first: what a new concern is compared with. Nobody is offered to join somebody's danger."""
    db.flush()
    here = {"hid": concern.hospital_id, "n": concern.number, "most": limit}
    found: dict[int, str] = {}
    if concern.unit:
        found |= _pairs(run(db, _NEAR_UNIT, here | {"unit": concern.unit}))
    if concern.system != "Not sure":
        found |= _pairs(run(db, _NEAR_SYSTEM, here | {"system": concern.system}))
    return {number: found[number] for number in sorted(found, reverse=True)[:limit]}


def _pairs(rows: Rows) -> dict[int, str]:
    return {number: text for number, text in rows}  # noqa: C416 - rows are no pairs to a checker


def to_check(db: HospitalSession, unit: str, person_id: int, limit: int = 10) -> list[Concern]:
    """What waits for this person's check, or for one by anyone of their unit."""
    mine = select(Concern).join(Reporter, _BEHIND_IT).where(_THEIRS, Reporter.hospital_id == db.hid)
    # No index fits a state in these words: SQLite would go through all that is fixed, not through
    # what is theirs.
    mine = mine.where(func.coalesce(Concern.state, "") == "fixed").params(person=person_id)
    found = _listed(db, mine, limit, Reporter.number)
    if unit:
        theirs = select(Concern).where(Concern.hospital_id == db.hid, FIXED, Concern.unit == unit)
        found += _listed(db, theirs, limit)
    newest = sorted({concern.number: concern for concern in found}.items(), reverse=True)
    return [concern for _, concern in newest[:limit]]


def overdue(db: HospitalSession, now: datetime, limit: int = 10) -> list[Concern]:
    """What nobody has answered in time, the longest waiting first."""
    late = select(Concern).where(Concern.hospital_id == db.hid, UNANSWERED, Concern.due_at < now)
    return list(db.scalars(late.order_by(Concern.due_at).limit(limit)))


def by_number(db: HospitalSession, numbers: Sequence[int]) -> list[Concern]:
    """The concerns of these numbers, in their order."""
    found = select(Concern).where(Concern.hospital_id == db.hid, Concern.number.in_(numbers))
    place = {number: i for i, number in enumerate(numbers)}
    return sorted(db.scalars(found), key=lambda c: place[c.number])


def count(db: HospitalSession, states: Iterable[str]) -> int:
    return concern_counts.total(db, states)


def ended(db: HospitalSession, states: Iterable[str]) -> int:
    """How many concerns are in `states`; practice and duplicates do not count (R8, R13)."""
    return concern_counts.total(db, states, counted=True)


def confirmed_since(db: HospitalSession, since: datetime) -> int:
    """How many fixes the wards have confirmed from `since` on; practice does not count."""
    which = (Concern.state == "closed") & (Concern.closed_at >= since)
    real = (Concern.hospital_id == db.hid, Concern.practice.is_(False), Concern.parent.is_(None))
    return db.scalar(select(func.count()).select_from(Concern).where(*real, which)) or 0


def _listed(
    db: HospitalSession, found: Select[Concern], limit: int, by: Any = Concern.number
) -> list[Concern]:
    return list(db.scalars(found.order_by(by.desc()).limit(limit)))


_BEHIND_IT = (Reporter.hospital_id == Concern.hospital_id) & (Reporter.number == Concern.number)
_THEIRS = Reporter.person_id == bindparam("person")
# What the columns have for what nobody gave, known before the row is written.
_PLAIN: dict[str, Any] = {
    column.key: column.default.arg
    for column in inspect(Concern).columns
    if isinstance(column.default, ScalarElementColumnDefault)
}
_THIS = (Concern.hospital_id == bindparam("hid"), Concern.number == bindparam("n"))
_LOCKED = select(*loading.columns(Concern)).where(*_THIS).with_for_update()
_BEHIND = (
    select(*loading.columns(Reporter))
    .where(Reporter.hospital_id == bindparam("hid"), Reporter.number == bindparam("n"))
    .order_by(Reporter.at, Reporter.person_id)
)
_CHILDREN = (
    select(*loading.columns(Concern))
    .where(Concern.hospital_id == bindparam("hid"), Concern.parent == bindparam("n"))
    .order_by(Concern.number)
)
_NOT_IN_DANGER = Concern.danger.not_in([literal_column("'danger'"), literal_column("'safe'")])
_NEAR = (
    select(Concern.number, Concern.text)
    .where(Concern.hospital_id == bindparam("hid"), Concern.number != bindparam("n"))
    .where(
        _OPEN,
        Concern.state != "fixed",
        _NOT_IN_DANGER,
    )
    .order_by(Concern.number.desc())
    .limit(bindparam("most"))
)
_NEAR_UNIT = _NEAR.where(Concern.unit == bindparam("unit"))
_NEAR_SYSTEM = _NEAR.where(Concern.system == bindparam("system"))
