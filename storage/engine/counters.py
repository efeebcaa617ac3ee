"""Numbers that people read out loud: C-101 is the first concern."""

from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import DIALECTS, Base, dialect_of
from storage.engine.prepared import run
from storage.engine.session import HospitalSession

FIRST = 101


class Counter(Base):
    __tablename__ = "counters"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


def take(db: HospitalSession, name: str, first: int = FIRST) -> int:
    """The next number called `name`; no number is given twice, gaps are left by roll-backs only."""
    which = {"hospital_id": db.hid, "name": name, "value": first}
    return int(run(db, _TAKE[dialect_of(db)], which).scalar_one())


def last(db: HospitalSession, name: str) -> int:
    """The number called `name` that was given last; 0 before the first."""
    here = (Counter.hospital_id == db.hid, Counter.name == name)
    return db.scalar(select(Counter.value).where(*here)) or 0


def prove_writable(db: HospitalSession) -> None:
    """Write something that is committed with this transaction and leaves nothing more behind than
    the last time: a number that goes round."""
    which = {"hospital_id": db.hid, "name": "written to see whether it can be", "value": 0}
    run(db, _PROVE[dialect_of(db)], which)


def _prove(dialect: Any) -> Any:
    up = {"value": (Counter.value + 1) % 1000}
    return dialect.insert(Counter).on_conflict_do_update(
        index_elements=["hospital_id", "name"], set_=up
    )


def _take(dialect: Any) -> Any:
    up = {"value": Counter.value + 1}
    new = dialect.insert(Counter).on_conflict_do_update(
        index_elements=["hospital_id", "name"], set_=up
    )
    return new.returning(Counter.value)


_PROVE = {name: _prove(dialect) for name, dialect in DIALECTS.items()}
_TAKE = {name: _take(dialect) for name, dialect in DIALECTS.items()}
