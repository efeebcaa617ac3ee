"""What time the processes on a database go by, as one of them told it last: for one that starts."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Double, String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base, insert_new
from storage.engine.prepared import run
from storage.engine.session import HospitalSession


class ToldTime(NamedTuple):
    """One moment: the time (UTC) that a process went by, what the clock showed that it follows, and
    for how many seconds that had been doubted; None where it was not. `awake` are the seconds of a
    monotonic clock that all processes of one `boot` share; `boot` is "" where they share none."""

    agreed: datetime
    clock: datetime
    doubted_for: float | None
    boot: str
    awake: float


class SharedTime(Base):
    """A hospital's last `ToldTime`."""

    __tablename__ = "shared_time"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agreed: Mapped[datetime]
    clock: Mapped[datetime]
    doubted_for: Mapped[float | None] = mapped_column(Double)
    boot: Mapped[str] = mapped_column(String(128))
    awake: Mapped[float] = mapped_column(Double)


def last(db: HospitalSession) -> ToldTime | None:
    """What was told last, by a process that may have ended since."""
    found = run(db, _LAST, {"hid": db.hid}).first()
    return None if found is None else ToldTime(*found)


def tell(db: HospitalSession, told: ToldTime) -> None:
    """Let those who start know. Nothing is written where another process tells at this moment: it
    goes by the same time, and a wait for its lock could be one in a circle."""
    if last(db) is None:
        insert_new(db, SharedTime, {"hospital_id": db.hid, **told._asdict()})
    elif run(db, _FREE, {"hid": db.hid}).first() is not None:
        new = {f"new_{name}": value for name, value in told._asdict().items()}
        run(db, _TELL, {"hid": db.hid, **new})


_COLUMNS = {name: SharedTime.__table__.c[name] for name in ToldTime._fields}
_OURS = SharedTime.hospital_id == bindparam("hid")
_LAST = select(*_COLUMNS.values()).where(_OURS)
_FREE = select(SharedTime.hospital_id).where(_OURS).with_for_update(skip_locked=True)
_TELL = (
    update(SharedTime)
    .where(_OURS)
    .values({name: bindparam(f"new_{name}", type_=c.type) for name, c in _COLUMNS.items()})
)
