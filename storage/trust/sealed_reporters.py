"""Who raised a concern without their name: sealed where it was in confidence; nobody where it was
anonymous, and only the mark of a receipt. And who said that such a concern is abuse."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.delivery.jobs.destinations import DESTINATIONS
from storage.delivery.shown import SHOWN
from storage.engine import scrubbing, sealed_secrets
from storage.engine.base import Base, SealedText, insert_new
from storage.engine.session import HospitalSession
from storage.nouns.concerns import Concern

PLATFORM = "sealed"
"""Messages to a sealed reporter are addressed here; only the relay finds out where that is."""
KIND = "reporter"
LOST = "lost"  # stands for what was sealed under a key that was lost


class SealedReporter(Base):
    """`text` is the reporter's account, sealed under a key that is kept among the sealed secrets,
    sealed itself. It is empty once the key was shredded, and `LOST` once it was given up."""

    __tablename__ = "sealed_reporters"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text, default="")


class Receipt(Base):
    """`mark` is all that is kept of a receipt, `number` the concern that it belongs to. `held` is
    what was written, until it is posted at `post_at` (UTC), a moment left to chance; `once` a word
    left to chance that the form of it carried, so that it is not sent twice. Kept in the order of
    the marks, not of their writing: nothing tells when it was written."""

    __tablename__ = "receipts"
    __table_args__ = (
        Index("ix_receipts_number", "hospital_id", "number"),
        Index("ix_receipts_once", "hospital_id", "once", unique=True),
        Index("ix_receipts_post_at", "hospital_id", "post_at"),
        {"sqlite_with_rowid": False},
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int | None] = mapped_column(Integer)
    once: Mapped[str] = mapped_column(String(64))
    held: Mapped[str] = mapped_column(SealedText("receipts.held"), default="")
    post_at: Mapped[datetime | None]


class Flag(Base):
    """Someone said, under their own name, that a concern without a name is abuse."""

    __tablename__ = "concern_flags"
    __table_args__ = (Index("ix_concern_flags_person", "hospital_id", "person_id", "number"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


def keep(db: HospitalSession, concern: Concern, key: str, text: str, now: datetime) -> None:
    """The key, sealed already, and what is sealed under it."""
    hid, number = concern.hospital_id, concern.number
    sealed_secrets.put(db, KIND, str(number), key, now, None)
    db.add(SealedReporter(hospital_id=hid, number=number, text=text))
    db.flush()


def get(db: HospitalSession, number: int, now: datetime) -> tuple[str, str] | None:
    """The sealed key and what is sealed under it; None where there is none any more."""
    row = db.get(SealedReporter, (db.hid, number))
    key = sealed_secrets.get(db, KIND, str(number), now) if row is not None and row.text else None
    return None if row is None or key is None else (key, row.text)


def shred(db: HospitalSession, concern: Concern, now: datetime) -> bool:
    """Destroy the key, what was sealed under it, and where its messages are; false when there was
    nothing left."""
    hid, number = concern.hospital_id, concern.number
    gone = sealed_secrets.take(db, KIND, str(number), now) is not None
    row = db.get(SealedReporter, (hid, number))
    if row is not None and row.text != LOST:
        row.text = ""
    _forget_places(db, concern)
    db.execute(delete(Receipt).where(Receipt.hospital_id == hid, Receipt.number == number))
    db.flush()
    scrubbing.request(db)
    return gone


def numbers(db: HospitalSession) -> list[int]:
    """The concerns that have a sealed reporter, by number."""
    mine = (SealedReporter.hospital_id == db.hid, SealedReporter.text.not_in(("", LOST)))
    return list(db.scalars(select(SealedReporter.number).where(*mine).order_by("number")))


def give_up(db: HospitalSession, concern: Concern, now: datetime) -> None:
    """The key that its name is sealed under is lost: keep that this is so, and nothing else."""
    sealed_secrets.take(db, KIND, str(concern.number), now)
    row = db.get(SealedReporter, (concern.hospital_id, concern.number))
    if row is not None:
        row.text = LOST
    _forget_places(db, concern)
    db.flush()


def lost(db: HospitalSession, number: int) -> bool:
    """Whether the key to its name was lost."""
    row = db.get(SealedReporter, (db.hid, number))
    return row is not None and row.text == LOST


def _forget_places(db: HospitalSession, concern: Concern) -> None:
    """Where messages to its sealed reporter are."""
    for table in (SHOWN, DESTINATIONS):
        here = (table.c.platform == PLATFORM, table.c.channel == concern.name)
        db.execute(delete(table).where(table.c.hospital_id == db.hid, *here))


def hold(db: HospitalSession, mark: str, once: str, held: str, post_at: datetime | None) -> bool:
    """Keep what was written until it is posted; false where the same was sent before. The files are
    scrubbed after the commit, so that no journal tells when that was."""
    new = {"hospital_id": db.hid, "mark": mark, "number": None, "once": once, "held": held}
    scrubbing.request(db)
    return insert_new(db, Receipt, new | {"post_at": post_at})


def take_due(db: HospitalSession, now: datetime, limit: int = 25) -> list[str]:
    """The marks of what is to be posted at `now`; each is given once."""
    mine = (Receipt.hospital_id == db.hid, Receipt.post_at <= now)
    marks = list(db.scalars(select(Receipt.mark).where(*mine).limit(limit)))
    if marks:
        these = (Receipt.hospital_id == db.hid, Receipt.mark.in_(marks))
        db.execute(update(Receipt).where(*these).values(post_at=None))
    return marks


def next_due(db: HospitalSession) -> datetime | None:
    """When the next is to be posted."""
    waiting = (Receipt.hospital_id == db.hid, Receipt.post_at.is_not(None))
    return db.scalar(select(func.min(Receipt.post_at)).where(*waiting))


def drop_receipt(db: HospitalSession, mark: str) -> None:
    """What was written with it will not be posted."""
    db.execute(delete(Receipt).where(Receipt.hospital_id == db.hid, Receipt.mark == mark))


def receipt(db: HospitalSession, mark: str) -> Receipt | None:
    return db.get(Receipt, (db.hid, mark), populate_existing=True)


def flag(db: HospitalSession, concern: Concern, person_id: int, now: datetime) -> int:
    """Count somebody once among those who call it abuse; how many that makes."""
    key = {"hospital_id": concern.hospital_id, "number": concern.number}
    insert_new(db, Flag, {**key, "person_id": person_id, "at": now})
    return flags(db, concern)


def flags(db: HospitalSession, concern: Concern) -> int:
    mine = (Flag.hospital_id == concern.hospital_id, Flag.number == concern.number)
    return db.scalar(select(func.count()).select_from(Flag).where(*mine)) or 0


def unflag(db: HospitalSession, concern: Concern) -> None:
    mine = (Flag.hospital_id == concern.hospital_id, Flag.number == concern.number)
    db.execute(delete(Flag).where(*mine))


def flagged(db: HospitalSession, least: int) -> Iterable[Concern]:
    """Concerns raised in confidence that at least so many people call abuse."""
    many = (
        select(Flag.number)
        .where(Flag.hospital_id == db.hid)
        .group_by(Flag.number)
        .having(func.count() >= least)
    )
    mine = (Concern.hospital_id == db.hid, Concern.mode == "confidential")
    return db.scalars(select(Concern).where(*mine, Concern.number.in_(many)))
