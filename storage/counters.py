"""Numbers that people read out loud: C-101 is the first concern."""

from sqlalchemy import String, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, insert_new

FIRST = 101


class Counter(Base):
    __tablename__ = "counters"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


_UP = (
    update(Counter)
    .where(Counter.hospital_id == bindparam("hid"), Counter.name == bindparam("what"))
    .values(value=Counter.value + 1)
    .execution_options(synchronize_session=False)
)
_READ = select(Counter.value).where(
    Counter.hospital_id == bindparam("hid"), Counter.name == bindparam("what")
)


def take(db: Session, hid: str, name: str, first: int = FIRST) -> int:
    """The next number called `name`; no number is given twice, gaps are left by roll-backs only."""
    which = {"hid": hid, "what": name}
    if db.execute(_UP, which).rowcount == 0:  # type: ignore[attr-defined]
        new = {"hospital_id": hid, "name": name, "value": first}
        if insert_new(db, Counter, new):
            return first
        db.execute(_UP, which)
    return int(db.execute(_READ, which).scalar_one())
