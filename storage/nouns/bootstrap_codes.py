"""Bootstrap codes, one of which makes whoever types it administrator."""

from datetime import datetime

from sqlalchemy import ColumnElement, Integer, String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base
from storage.engine.session import HospitalSession


class BootstrapCode(Base):
    """`digest` is that of a code, never the code; it ends at `until` (UTC). `wrong` counts what was
    typed wrong while it held."""

    __tablename__ = "bootstrap_codes"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime]
    wrong: Mapped[int] = mapped_column(Integer, default=0)


def give(db: HospitalSession, digest: str, until: datetime, now: datetime) -> None:
    """One code more: each process that starts has its own. Those that have ended go."""
    db.execute(delete(BootstrapCode).where(_ours(db), BootstrapCode.until <= now))
    db.add(BootstrapCode(hospital_id=db.hid, digest=digest, until=until, wrong=0))
    db.flush()


def take(db: HospitalSession, digest: str, now: datetime, most_wrong: int) -> bool:
    """Whether it is that of a code which holds; then no code holds any more."""
    known = (_ours(db), BootstrapCode.digest == digest, BootstrapCode.until > now)
    gone = db.execute(delete(BootstrapCode).where(*known, BootstrapCode.wrong < most_wrong))
    good = bool(gone.rowcount)  # type: ignore[attr-defined]
    if good:
        void(db)
    return good


def void(db: HospitalSession) -> None:
    """No code holds any more."""
    db.execute(delete(BootstrapCode).where(_ours(db)))


def missed(db: HospitalSession) -> None:
    """Somebody typed a wrong one."""
    db.execute(update(BootstrapCode).where(_ours(db)).values(wrong=BootstrapCode.wrong + 1))


def _ours(db: HospitalSession) -> ColumnElement[bool]:
    return BootstrapCode.hospital_id == db.hid
