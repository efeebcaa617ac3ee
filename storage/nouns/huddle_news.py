"""What a huddle is told about concerns without anybody typing it.

Whole, however long: a huddle lists a few of each part and counts the rest. So what is read here of
a concern is little; practice is left out (R13).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from storage.engine.session import HospitalSession
from storage.nouns.concerns import FIXED, HELD, OPEN, RUNNING, URGENT, WITH_IT, Concern, one_of
from storage.nouns.huddle_entries import UNSAFE, Word


class Brief(NamedTuple):
    """A concern as far as it decides where it stands in a huddle."""

    number: int
    priority: str
    answered_at: datetime | None
    due_at: datetime
    state: str
    harm: str
    danger: str
    reach: str
    unit: str
    units: list[str]

    @property
    def urgency(self) -> tuple[str, bool, datetime, int]:
        """By priority, then by the time left; what is answered after what waits for an answer."""
        return self.priority, self.answered_at is not None, self.due_at, self.number

    @property
    def unsafe(self) -> bool:
        """Flagged, P1, P2, or of somebody in danger."""
        pressing = self.priority in {"P1", "P2"} or self.danger in {"danger", "safe"}
        return pressing or self.harm != "no"


_COLUMNS = tuple(getattr(Concern, name) for name in Brief._fields)
_REAL = Concern.practice.is_(False)


def brief_of(concern: Concern) -> Brief:
    return Brief(*(getattr(concern, name) for name in Brief._fields))


def unsafe(db: HospitalSession, now: datetime) -> list[Brief]:
    """All that is with IT and flagged, P1, P2, past its target at `now` (UTC), or was told a huddle
    as unsafe: the most urgent first (R23)."""
    urgent = _briefs(db, URGENT)
    late = _briefs(db, RUNNING, Concern.due_at < now)
    said = _briefs(db, one_of(WITH_IT), Concern.number.in_(_said_unsafe(db)))
    return _by_urgency({brief.number: brief for brief in (*urgent, *late, *said)}.values())


def _said_unsafe(db: HospitalSession) -> Select[int]:
    """Concerns that somebody brought to a huddle as unsafe, or made of what was unsafe; for a
    duplicate the one it was linked to."""
    told = (Word.hospital_id == Concern.hospital_id) & (Word.concern == Concern.number)
    theirs = select(func.coalesce(Concern.parent, Concern.number)).join(Word, told)
    return theirs.where(Concern.hospital_id == db.hid, Word.hospital_id == db.hid, UNSAFE)


def to_check(db: HospitalSession) -> list[Brief]:
    """Fixed, and nobody on the ward has said so, the most urgent first."""
    return _by_urgency(_briefs(db, FIXED))


def held_too_long(db: HospitalSession, now: datetime) -> list[Brief]:
    """On hold, and the day to look again has come (UTC), the most urgent first."""
    return _by_urgency(_briefs(db, HELD, Concern.look_again <= now))


def ended(db: HospitalSession, since: datetime) -> list[Brief]:
    """Fixed since `since` (UTC) and confirmed meanwhile: what has changed for the ward."""
    fixed = sorted(_briefs(db, Concern.fixed_at >= since), key=lambda brief: brief.number)
    return [brief for brief in fixed if brief.state in {"closed", "unconfirmed"}]


def undecided(db: HospitalSession) -> list[Brief]:
    """On hold for a decision, the most urgent first."""
    return _by_urgency(_briefs(db, HELD, Concern.hold_for == "decision"))


def lately(db: HospitalSession, since: datetime, limit: int = 500) -> list[Concern]:
    """Raised since `since` (UTC), duplicates and what was taken back left out; the newest first."""
    newest = select(Concern).where(Concern.hospital_id == db.hid)
    found = db.scalars(newest.order_by(Concern.number.desc()).limit(limit))
    return [c for c in found if c.raised_at >= since and _counts(c)]


def of_unit(db: HospitalSession, unit: str, limit: int = 3) -> list[Concern]:
    """Open and with IT, safety first, then the oldest: what a unit may want to bring up."""
    mine = select(Concern).where(Concern.hospital_id == db.hid, one_of(OPEN), _REAL)
    mine = mine.where(Concern.unit == unit)
    return list(db.scalars(mine.order_by(Concern.priority, Concern.number).limit(limit)))


def _counts(concern: Concern) -> bool:
    return not concern.practice and concern.state not in {"duplicate", "withdrawn"}


def _briefs(db: HospitalSession, *which: ColumnElement[bool]) -> list[Brief]:
    """Past the session's objects: what they have changed is written first."""
    db.flush()
    found = select(*_COLUMNS).where(Concern.hospital_id == db.hid, _REAL, *which)
    return [Brief(*row) for row in db.execute(found)]


def _by_urgency(briefs: Iterable[Brief]) -> list[Brief]:
    return sorted(briefs, key=lambda brief: brief.urgency)
