"""Task forces: people of both sides who work on one thing, and the rooms they do it in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.engine import counters
from storage.engine.base import Base

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


def start(db: Session, hid: str, **values: Any) -> TaskForce:
    force = TaskForce(
        hospital_id=hid, number=counters.take(db, hid, "taskforce", first=1), **values
    )
    db.add(force)
    db.flush()
    return force


def get(db: Session, hid: str, number: int) -> TaskForce | None:
    """The task force, for changing."""
    mine = (TaskForce.hospital_id == hid, TaskForce.number == number)
    fresh = select(TaskForce).where(*mine).execution_options(populate_existing=True)
    return db.scalar(fresh.with_for_update())


def every(db: Session, hid: str) -> list[TaskForce]:
    """All of them, the latest first; there are few."""
    mine = select(TaskForce).where(TaskForce.hospital_id == hid)
    return list(db.scalars(mine.order_by(TaskForce.number.desc())))
