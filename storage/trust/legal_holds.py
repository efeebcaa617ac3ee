"""Legal holds: what may not be deleted, whatever its age, until somebody lifts the hold."""

from datetime import datetime

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base, SealedText
from storage.engine.session import HospitalSession


class Hold(Base):
    """`noun` is concern, poll, huddle or win; `why` was cleaned and is shown to administrators."""

    __tablename__ = "holds"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    noun: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    why: Mapped[str] = mapped_column(SealedText("holds.why"))
    author_id: Mapped[int]
    at: Mapped[datetime]


def get(db: HospitalSession, noun: str, number: int) -> Hold | None:
    return db.get(Hold, (db.hid, noun, number))


def put(
    db: HospitalSession, noun: str, number: int, *, why: str, author: int, at: datetime
) -> Hold:
    """A hold, or another reason and author for one that stands."""
    new = Hold(hospital_id=db.hid, noun=noun, number=number, why=why, author_id=author, at=at)
    hold = db.merge(new)
    db.flush()
    return hold


def lift(db: HospitalSession, hold: Hold) -> None:
    db.delete(hold)
    db.flush()


def every(db: HospitalSession) -> list[Hold]:
    """All that stand, the newest first."""
    mine = select(Hold).where(Hold.hospital_id == db.hid)
    return list(db.scalars(mine.order_by(Hold.at.desc(), Hold.noun, Hold.number)))


def numbers(db: HospitalSession, noun: str) -> frozenset[int]:
    mine = select(Hold.number).where(Hold.hospital_id == db.hid, Hold.noun == noun)
    return frozenset(db.scalars(mine))
