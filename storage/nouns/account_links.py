"""Codes that make two accounts one person's: who was given one, and who typed one."""

from datetime import datetime, timedelta

from sqlalchemy import Boolean, Index, Integer, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base
from storage.engine.session import HospitalSession


class LinkRow(Base):
    """`digest` is that of the code a person was given, never the code; it ends at `until`.
    `wants` is the person whose code they typed and have not confirmed yet, until `wants_until`.
    `wrong` counts codes they typed wrong since `wrong_since`. `apart` is somebody who was
    separated, and is never joined by an e-mail address again. Times are UTC."""

    __tablename__ = "links"
    __table_args__ = (Index("ix_links_digest", "hospital_id", "digest"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64), default="")
    until: Mapped[datetime | None]
    wants: Mapped[int | None]
    wants_until: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(Integer, default=0)
    wrong_since: Mapped[datetime | None]
    apart: Mapped[bool] = mapped_column(Boolean, default=False)


_BY_DIGEST = (
    select(LinkRow)
    .where(LinkRow.hospital_id == bindparam("hid"), LinkRow.digest == bindparam("digest"))
    .with_for_update()
)


def give(db: HospitalSession, person_id: int, digest: str, until: datetime) -> None:
    """A code for a person; the one before it ends."""
    row = _row(db, person_id)
    row.digest, row.until = digest, until


def take(db: HospitalSession, digest: str, now: datetime) -> int | None:
    """Whose code this is, if it is anyone's and not too old. It works no second time."""
    row = db.scalar(_BY_DIGEST, {"hid": db.hid, "digest": digest}) if digest else None
    if row is None:
        return None
    good = row.until is not None and now < row.until
    row.digest, row.until = "", None
    return row.person_id if good else None


def want(db: HospitalSession, person_id: int, other: int, until: datetime) -> None:
    """A person typed the code of `other`, and may say until then that they are one."""
    row = _row(db, person_id)
    row.wants, row.wants_until = other, until
    row.wrong, row.wrong_since = 0, None


def wanted(db: HospitalSession, person_id: int, now: datetime) -> int | None:
    """Whose code a person typed, and forget it."""
    row = _row(db, person_id)
    good = row.wants_until is not None and now < row.wants_until
    other, row.wants, row.wants_until = row.wants, None, None
    return other if good else None


def missed(db: HospitalSession, person_id: int, now: datetime, within: timedelta) -> int:
    """Note that a person typed a code wrong; how often that was `within` the time past."""
    row = _row(db, person_id)
    if row.wrong_since is None or now - row.wrong_since > within:
        row.wrong, row.wrong_since = 0, now
    row.wrong += 1
    return row.wrong


def misses(db: HospitalSession, person_id: int, now: datetime, within: timedelta) -> int:
    """How often a person typed a code wrong `within` the time past."""
    row = db.get(LinkRow, (db.hid, person_id))
    recent = row is not None and row.wrong_since is not None and now - row.wrong_since <= within
    return row.wrong if row is not None and recent else 0


def set_apart(db: HospitalSession, person_id: int) -> None:
    _row(db, person_id).apart = True


def is_apart(db: HospitalSession, person_id: int) -> bool:
    row = db.get(LinkRow, (db.hid, person_id))
    return row is not None and row.apart


def forget(db: HospitalSession, person_id: int) -> None:
    """Nothing of it is needed once a person is another."""
    row = db.get(LinkRow, (db.hid, person_id))
    if row is not None:
        db.delete(row)


def _row(db: HospitalSession, person_id: int) -> LinkRow:
    row = db.get(LinkRow, (db.hid, person_id))
    if row is None:
        row = LinkRow(hospital_id=db.hid, person_id=person_id, digest="", wrong=0, apart=False)
        db.add(row)
        db.flush()
    return row
