"""Measures that both sides agreed on, version by version, and the figures entered for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, Select, String, Text, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession

Place = list[str]


class Kpi(Base):
    """One version of a measure's definition. `agreed` has the number of the person who agreed for
    each side; both are needed. `better` is lower or higher, `kind` share, count or time."""

    __tablename__ = "kpis"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    counted: Mapped[str] = mapped_column(Text)
    out_of: Mapped[str] = mapped_column(Text)
    better: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(8), default="share", server_default=text("'share'"))
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
    """Counts before and after, as versions up to 0.1 kept them together: `hits` of `total` each."""

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
    taken_back_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None]

    @property
    def before(self) -> tuple[int, int]:
        return self.before_hits, self.before_total

    @property
    def after(self) -> tuple[int, int]:
        return self.after_hits, self.after_total


class FigureRow(Base):
    """One figure of a version, of the local `day`, as a person entered it; `value`, `over` and
    `unit` as in `bot.rules.figures`."""

    __tablename__ = "kpi_figures"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    baseline: Mapped[bool]
    day: Mapped[date]
    value: Mapped[int]
    over: Mapped[int]
    unit: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int]
    at: Mapped[datetime]
    taken_back_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None]


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


def add_figure(db: HospitalSession, kpi: Kpi, **values: Any) -> FigureRow:
    """The next figure of a measure, for its version of now."""
    mine = (FigureRow.hospital_id == kpi.hospital_id, FigureRow.number == kpi.number)
    last = db.scalar(select(func.max(FigureRow.n)).where(*mine)) or 0
    figure = FigureRow(
        hospital_id=kpi.hospital_id, number=kpi.number, version=kpi.version, n=last + 1, **values
    )
    db.add(figure)
    db.flush()
    return figure


def figures(db: HospitalSession, kpi: Kpi) -> list[FigureRow]:
    """Those of this version in the order in which they were entered, with those taken back."""
    mine = (FigureRow.hospital_id == kpi.hospital_id, FigureRow.number == kpi.number)
    found = select(FigureRow).where(*mine, FigureRow.version == kpi.version)
    return list(db.scalars(found.order_by(FigureRow.n)))


def pairs(db: HospitalSession, kpi: Kpi) -> list[Point]:
    """The same, of what was entered before and after together."""
    mine = (Point.hospital_id == kpi.hospital_id, Point.number == kpi.number)
    found = select(Point).where(*mine, Point.version == kpi.version)
    return list(db.scalars(found.order_by(Point.n)))
