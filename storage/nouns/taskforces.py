"""Task forces: people of both sides who work on one thing, and the rooms they do it in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession

Place = list[str]


class TaskForce(Base):
    """People of both sides with rooms on their platforms. `members` are pairs of a person's number
    and the side they joined for; `places` the channels: platform, workspace, id."""

    __tablename__ = "taskforces"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text)
    members: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    places: Mapped[list[Place]] = mapped_column(JSON, default=list)
    started_by: Mapped[int]
    started_at: Mapped[datetime]

    @property
    def key(self) -> str:
        return f"taskforce:{self.number}"

    @property
    def label(self) -> str:
        return f"T-{self.number}"


def start(db: HospitalSession, **values: Any) -> TaskForce:
    force = TaskForce(hospital_id=db.hid, number=counters.take(db, "taskforce", first=1), **values)
    db.add(force)
    db.flush()
    return force


def get(db: HospitalSession, number: int) -> TaskForce | None:
    return db.get(TaskForce, (db.hid, number))


def locked(db: HospitalSession, number: int) -> TaskForce | None:
    """The task force, for changing: on PostgreSQL nobody else changes it until we commit."""
    mine = (TaskForce.hospital_id == db.hid, TaskForce.number == number)
    fresh = select(TaskForce).where(*mine).execution_options(populate_existing=True)
    return db.scalar(fresh.with_for_update())


def every(db: HospitalSession) -> list[TaskForce]:
    """All of them, the latest first; there are few."""
    mine = select(TaskForce).where(TaskForce.hospital_id == db.hid)
    return list(db.scalars(mine.order_by(TaskForce.number.desc())))
