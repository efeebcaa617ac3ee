"""Which people an import brought, by its source: who is missing from the next one has left."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Index, String, delete, exists, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession
from storage.nouns.people import day_of
from storage.nouns.person import Person

LONGEST_SOURCE = 120


class ImportedPerson(Base):
    __tablename__ = "imported"
    __table_args__ = (Index("ix_imported_person", "hospital_id", "person_id"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def of_source(db: HospitalSession, source: str) -> frozenset[int]:
    """Whom the last import of a source named."""
    theirs = (ImportedPerson.hospital_id == db.hid, ImportedPerson.source == source)
    return frozenset(db.scalars(select(ImportedPerson.person_id).where(*theirs)))


def holds(db: HospitalSession, person_id: int) -> bool:
    """Whether an import names somebody."""
    theirs = (ImportedPerson.hospital_id == db.hid, ImportedPerson.person_id == person_id)
    return bool(db.scalar(select(exists().where(*theirs))))


def add(db: HospitalSession, people: Sequence[Person], now: datetime) -> None:
    """Keep new people, each under a number that nobody else has; how they are is set already."""
    for person in people:
        person.hospital_id, person.created_at = db.hid, day_of(now)
        person.id = counters.take(db, "person", first=1)
    db.add_all(people)
    db.flush()


def mark(db: HospitalSession, source: str, people: Iterable[int]) -> None:
    """Note that a source names these people, of whom it did not before."""
    rows = [{"hospital_id": db.hid, "source": source, "person_id": one} for one in people]
    if rows:
        db.execute(insert(ImportedPerson), rows)


def unmark(db: HospitalSession, source: str, people: Iterable[int]) -> None:
    """Note that a source no longer names them."""
    for one in people:
        which = (ImportedPerson.source == source, ImportedPerson.person_id == one)
        db.execute(delete(ImportedPerson).where(ImportedPerson.hospital_id == db.hid, *which))
