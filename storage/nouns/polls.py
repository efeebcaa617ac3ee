"""Polls: what was asked, of whom, and what came of it. Who voted what is in `ballots`."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base
from storage.engine.session import HospitalSession

OPEN = ("scheduled", "open")
Place = list[str | bool]


class Poll(Base):
    """`rules` are how it is voted on, as the feature wrote them; `places` the channels it is shown
    in. `state` is scheduled, open, closed or dropped. `previous` is the round or the occurrence
    before this one, `agreed` who said whether their side may be shown. `whole_first` says that it
    was closed since the whole's figures come first (R24): what was shown of one closed before stays
    as it was. `snapshots` are the figures that move while it is open, `splits` what was kept at the
    close of units, sites and shifts. Times are UTC."""

    __tablename__ = "polls"
    __table_args__ = (
        Index("ix_polls_state", "hospital_id", "state", "number"),
        Index("ix_polls_author", "hospital_id", "author_id", "number"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    options: Mapped[list[str]] = mapped_column(JSON)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    places: Mapped[list[Place]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    previous: Mapped[int | None]
    agreed: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    chosen: Mapped[str] = mapped_column(Text, default="")
    chosen_why: Mapped[str] = mapped_column(Text, default="")
    chosen_by: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    outcome_by: Mapped[int | None]
    outcomes: Mapped[int] = mapped_column(default=0)
    review_at: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    whole_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    snapshots: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    splits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def key(self) -> str:
        return f"poll:{self.number}"

    @property
    def name(self) -> str:
        return f"P-{self.number}"

    @property
    def open(self) -> bool:
        return self.state == "open"


class PollTemplate(Base):
    """A poll to start others from."""

    __tablename__ = "poll_templates"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    asks: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int]


def add(db: HospitalSession, **values: Any) -> Poll:
    poll = Poll(hospital_id=db.hid, number=counters.take(db, "poll"), **values)
    db.add(poll)
    db.flush()
    return poll


def get(db: HospitalSession, number: int) -> Poll | None:
    return db.get(Poll, (db.hid, number))


def locked(db: HospitalSession, number: int) -> Poll | None:
    """The poll, for changing: as it is now, and nobody else's until we commit. One question in a
    transaction, however many vote in it."""
    mine: dict[tuple[str, int], Poll | None] = db.info.setdefault("polls", {})
    if (db.hid, number) not in mine:
        one = select(Poll).where(Poll.hospital_id == db.hid, Poll.number == number)
        fresh = one.with_for_update().execution_options(populate_existing=True)
        mine[db.hid, number] = db.scalar(fresh)
    return mine[db.hid, number]


def page(
    db: HospitalSession, states: Collection[str], *, before: int | None = None, limit: int = 20
) -> list[Poll]:
    """The latest first, of those numbered less than `before`."""
    found = select(Poll).where(Poll.hospital_id == db.hid, Poll.state.in_(states))
    if before is not None:
        found = found.where(Poll.number < before)
    return list(db.scalars(found.order_by(Poll.number.desc()).limit(limit)))


def templates(db: HospitalSession) -> list[PollTemplate]:
    mine = select(PollTemplate).where(PollTemplate.hospital_id == db.hid)
    return list(db.scalars(mine.order_by(PollTemplate.name)))


def template(db: HospitalSession, name: str) -> PollTemplate | None:
    return db.get(PollTemplate, (db.hid, name))


def keep_template(db: HospitalSession, name: str, asks: dict[str, Any], by: int) -> None:
    """Keep it under that name, instead of one that had the name before."""
    db.merge(PollTemplate(hospital_id=db.hid, name=name, asks=asks, author_id=by))
    db.flush()


def drop_templates(db: HospitalSession, names: Iterable[str]) -> None:
    gone = delete(PollTemplate).where(PollTemplate.hospital_id == db.hid)
    db.execute(gone.where(PollTemplate.name.in_(list(names))))
