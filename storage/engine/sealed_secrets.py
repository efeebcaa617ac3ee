"""Secrets of platforms, sealed before they come here; each under a kind and a digest of a name."""

from datetime import datetime
from hashlib import blake2b
from typing import TypeAlias

from sqlalchemy import Index, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base
from storage.engine.session import HospitalSession

Name: TypeAlias = tuple[str, str]
"""A kind, and the digest of a name."""


class Sealed(Base):
    __tablename__ = "sealed"
    __table_args__ = (Index("ix_sealed_until", "hospital_id", "until"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]


def put(
    db: HospitalSession, kind: str, name: str, text: str, now: datetime, until: datetime | None
) -> None:
    """Keep it in place of the one of that name, and forget what has ended by `now` (UTC)."""
    db.execute(delete(Sealed).where(Sealed.hospital_id == db.hid, Sealed.until <= now))
    row = Sealed(hospital_id=db.hid, kind=kind, name=digest(name), text=text, until=until)
    db.merge(row)
    db.flush()


def get(db: HospitalSession, kind: str, name: str, now: datetime) -> str | None:
    row = db.get(Sealed, (db.hid, kind, digest(name)))
    return None if row is None or (row.until is not None and row.until <= now) else row.text


def lasting(db: HospitalSession, kind: str, name: str) -> str | None:
    """The text of one that was put there without an end."""
    row = db.get(Sealed, (db.hid, kind, digest(name)))
    return None if row is None else row.text


def take(db: HospitalSession, kind: str, name: str, now: datetime) -> str | None:
    """The text, which is gone then; of two who ask at once, one gets it."""
    which = (Sealed.hospital_id == db.hid, Sealed.kind == kind, Sealed.name == digest(name))
    row = db.execute(delete(Sealed).where(*which).returning(Sealed.text, Sealed.until)).first()
    return None if row is None or (row.until is not None and row.until <= now) else row.text


def texts(db: HospitalSession) -> list[tuple[Name, str]]:
    """Everything there is: what it is called, and its sealed text."""
    return [((row.kind, row.name), row.text) for row in every(db)]


def swap(db: HospitalSession, *, name: Name, old: str, new: str) -> None:
    """Another seal for a text, unless the text has changed meanwhile."""
    kind, short = name
    which = (Sealed.hospital_id == db.hid, Sealed.kind == kind, Sealed.name == short)
    db.execute(update(Sealed).where(*which, Sealed.text == old).values(text=new))


def drop(db: HospitalSession, name: Name) -> None:
    """Forget it, whatever it says."""
    kind, short = name
    which = (Sealed.hospital_id == db.hid, Sealed.kind == kind, Sealed.name == short)
    db.execute(delete(Sealed).where(*which))


def every(db: HospitalSession) -> list[Sealed]:
    return list(db.scalars(select(Sealed).where(Sealed.hospital_id == db.hid)))


def digest(name: str) -> str:
    """Names may be secrets themselves, such as the state of an installation."""
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
