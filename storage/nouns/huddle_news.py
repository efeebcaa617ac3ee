"""What a huddle is told about concerns without anybody typing it."""

from datetime import datetime

from sqlalchemy import Select, select

from storage.engine.session import HospitalSession
from storage.nouns.concerns import OPEN, WITH_IT, Concern

MOST = 100


def unsafe(db: HospitalSession) -> list[Concern]:
    """Open and safety-flagged, P1 first, then the oldest."""
    flagged = select(Concern).where(
        Concern.hospital_id == db.hid,
        Concern.state.in_(WITH_IT),
        Concern.harm != "no",
        Concern.practice.is_(False),
    )
    return list(db.scalars(flagged.order_by(Concern.priority, Concern.number).limit(MOST)))


def to_check(db: HospitalSession) -> list[Concern]:
    """Fixed, and nobody on the ward has said so, the oldest first."""
    fixed = _in(db.hid, ("fixed",))
    return list(db.scalars(fixed.order_by(Concern.number).limit(MOST)))


def ended(db: HospitalSession, since: datetime) -> list[Concern]:
    """Fixed since `since` (UTC) and confirmed meanwhile: what has changed for the ward."""
    fixed = select(Concern).where(Concern.hospital_id == db.hid, Concern.fixed_at >= since)
    found = db.scalars(fixed.order_by(Concern.fixed_at).limit(MOST))
    return [c for c in found if c.state in {"closed", "unconfirmed"} and not c.practice]


def undecided(db: HospitalSession) -> list[Concern]:
    """On hold for a decision, the oldest first."""
    held = _in(db.hid, ("on_hold",)).where(Concern.hold_for == "decision")
    return list(db.scalars(held.order_by(Concern.number).limit(MOST)))


def lately(db: HospitalSession, since: datetime, limit: int = 500) -> list[Concern]:
    """Raised since `since` (UTC), duplicates and what was taken back left out; the newest first."""
    newest = select(Concern).where(Concern.hospital_id == db.hid)
    found = db.scalars(newest.order_by(Concern.number.desc()).limit(limit))
    return [c for c in found if c.raised_at >= since and _counts(c)]


def of_unit(db: HospitalSession, unit: str, limit: int = 3) -> list[Concern]:
    """Open and with IT, safety first, then the oldest: what a unit may want to bring up."""
    mine = _in(db.hid, OPEN).where(Concern.unit == unit)
    return list(db.scalars(mine.order_by(Concern.priority, Concern.number).limit(limit)))


def _counts(concern: Concern) -> bool:
    return not concern.practice and concern.state not in {"duplicate", "withdrawn"}


def _in(hid: str, states: tuple[str, ...]) -> Select[Concern]:
    return select(Concern).where(
        Concern.hospital_id == hid, Concern.state.in_(states), Concern.practice.is_(False)
    )
