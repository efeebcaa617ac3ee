"""Measures that both sides agreed on, version by version, and the counts entered for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession

Place = list[str]


class Kpi(Base):
    """One version of a measure's definition. `agreed` has the number of the person who agreed for
    each side; both are needed. `better` is lower or higher."""

    __tablename__ = "kpis"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    counted: Mapped[str] = mapped_column(Text)
    out_of: Mapped[str] = mapped_column(Text)
    better: Mapped[str] = mapped_column(String(8))
    agreed: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    places: Mapped[list[Place]] = mapped_column(JSON, default=list)
    author_id: Mapped[int]
    at: Mapped[datetime]

    @property
    def key(self) -> str:
        return f"kpi:{self.number}"

    @property
    def label(self) -> str:
        return f"K{self.number} v{self.version}"


class Point(Base):
    """Counts before and after, entered by a person for one version: `hits` of `total` each."""

    __tablename__ = "kpi_points"
    __table_args__ = (Index("ix_kpi_points_version", "hospital_id", "number", "version", "n"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    before_hits: Mapped[int]
    before_total: Mapped[int]
    after_hits: Mapped[int]
    after_total: Mapped[int]
    person_id: Mapped[int]
    at: Mapped[datetime]

    @property
    def before(self) -> tuple[int, int]:
        return self.before_hits, self.before_total

    @property
    def after(self) -> tuple[int, int]:
        return self.after_hits, self.after_total


def define(db: HospitalSession, number: int | None = None, **values: Any) -> Kpi:
    """A new measure, or the next version of one."""
    version = 1
    if number is None:
        number = counters.take(db, "kpi", first=1)
    else:
        mine = select(func.max(Kpi.version)).where(Kpi.hospital_id == db.hid, Kpi.number == number)
        version = (db.scalar(mine) or 0) + 1
    kpi = Kpi(hospital_id=db.hid, number=number, version=version, **values)
    db.add(kpi)
    db.flush()
    return kpi


def get(db: HospitalSession, number: int) -> Kpi | None:
    """The newest version."""
    return db.scalar(_of_number(db, number))


def locked(db: HospitalSession, number: int) -> Kpi | None:
    """The newest version, for changing: on PostgreSQL nobody else changes it until we commit."""
    fresh = _of_number(db, number).execution_options(populate_existing=True)
    return db.scalar(fresh.with_for_update())


def _of_number(db: HospitalSession, number: int) -> Select[Kpi]:
    mine = select(Kpi).where(Kpi.hospital_id == db.hid, Kpi.number == number)
    return mine.order_by(Kpi.version.desc()).limit(1)


def every(db: HospitalSession) -> list[Kpi]:
    """The newest version of each, by number."""
    found = select(Kpi).where(Kpi.hospital_id == db.hid).order_by(Kpi.number, Kpi.version)
    return list({kpi.number: kpi for kpi in db.scalars(found)}.values())


def add_point(db: HospitalSession, kpi: Kpi, **values: Any) -> Point:
    """The next counts of a measure, for its version of now."""
    mine = (Point.hospital_id == kpi.hospital_id, Point.number == kpi.number)
    last = db.scalar(select(func.max(Point.n)).where(*mine)) or 0
    point = Point(
        hospital_id=kpi.hospital_id, number=kpi.number, version=kpi.version, n=last + 1, **values
    )
    db.add(point)
    db.flush()
    return point


def last_point(db: HospitalSession, kpi: Kpi) -> Point | None:
    """The latest counts of this version."""
    mine = (Point.hospital_id == kpi.hospital_id, Point.number == kpi.number)
    found = select(Point).where(*mine, Point.version == kpi.version)
    return db.scalar(found.order_by(Point.n.desc()).limit(1))
