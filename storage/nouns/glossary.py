"""Words that people here explained to each other, and those nobody has explained yet."""

from datetime import datetime

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base, insert_new
from storage.engine.session import HospitalSession


class Term(Base):
    """A word of this hospital's own. `clinical` and `it` are what each side means by it; the same
    text where they mean the same. `key` is the word as it is looked up."""

    __tablename__ = "terms"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    clinical: Mapped[str] = mapped_column(Text, default="")
    it: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int]
    at: Mapped[datetime]


class Unexplained(Base):
    """A word that somebody looked up and did not find; not who it was."""

    __tablename__ = "terms_missing"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]


def get(db: HospitalSession, key: str) -> Term | None:
    return db.get(Term, (db.hid, key))


def put(
    db: HospitalSession, key: str, *, name: str, sides: tuple[str, str], owner: int, at: datetime
) -> Term:
    """Explain a word, to the clinical side and to IT; it is looked for no more."""
    clinical, it = sides
    new = Term(
        hospital_id=db.hid, key=key, name=name, clinical=clinical, it=it, owner_id=owner, at=at
    )
    term = db.merge(new)
    gone = delete(Unexplained).where(Unexplained.hospital_id == db.hid, Unexplained.key == key)
    db.execute(gone)
    db.flush()
    return term


def drop(db: HospitalSession, term: Term) -> None:
    db.delete(term)
    db.flush()


def every(db: HospitalSession) -> list[Term]:
    return list(db.scalars(select(Term).where(Term.hospital_id == db.hid).order_by(Term.key)))


def missed(db: HospitalSession, key: str, at: datetime) -> None:
    insert_new(db, Unexplained, {"hospital_id": db.hid, "key": key, "at": at})


def missing(db: HospitalSession, limit: int) -> list[str]:
    """Words that nobody has explained yet, the latest first."""
    found = select(Unexplained.key).where(Unexplained.hospital_id == db.hid)
    return list(db.scalars(found.order_by(Unexplained.at.desc()).limit(limit)))
