"""Wins: what went well, whom it names with whose consent, and the milestones worth one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base, SealedText, insert_new
from storage.engine.session import HospitalSession

Team = list[str]  # what it is called, and its side


class Win(Base):
    """Thanks for something, to people and teams of both sides. All moments are UTC.

    `state` is draft, review (by a leader, who is `approved_by` then), asking (for consent), posted,
    held, told (privately) or retracted. `teams` are pairs
    of what a team is called and its side; people are in `WinPerson`. `concern` is the number of the
    concern it is about, `goal` the shared goal it serves.
    """

    __tablename__ = "wins"
    __table_args__ = (
        Index("ix_wins_state", "hospital_id", "state", "number"),
        Index("ix_wins_author", "hospital_id", "author_id", "number"),
        Index("ix_wins_posted", "hospital_id", "posted_at"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(SealedText("wins.text"))
    goal: Mapped[str] = mapped_column(String(60), default="")
    teams: Mapped[list[Team]] = mapped_column(JSON, default=list)
    concern: Mapped[int | None]
    author_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="draft")
    flags: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]
    approved_by: Mapped[int | None]

    @property
    def key(self) -> str:
        return f"win:{self.number}"

    @property
    def name(self) -> str:
        return f"W-{self.number}"


class WinPerson(Base):
    """Someone a win is for. `consent` is named, team, no, or empty until they have answered;
    `team` is what is written in their place, in their own words."""

    __tablename__ = "win_people"
    __table_args__ = (Index("ix_win_people_person", "hospital_id", "person_id", "number"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    consent: Mapped[str] = mapped_column(String(8), default="")
    team: Mapped[str] = mapped_column(String(80), default="")
    answered_at: Mapped[datetime | None]


class WinFlag(Base):
    """Somebody says that a win should not stand as it does; the reason went to those who decide."""

    __tablename__ = "win_flags"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Milestone(Base):
    """Something that happened once and is worth a win, if a person says so. `state` is waiting,
    proposed, taken or declined; `about` is the concern it happened to, where it is one."""

    __tablename__ = "milestones"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    about: Mapped[int | None]
    at: Mapped[datetime]


def add(db: HospitalSession, **values: Any) -> Win:
    """A new win under the next number."""
    win = Win(hospital_id=db.hid, number=counters.take(db, "win"), **values)
    db.add(win)
    db.flush()
    return win


def get(db: HospitalSession, number: int) -> Win | None:
    return db.get(Win, (db.hid, number))


def locked(db: HospitalSession, number: int) -> Win | None:
    """The win, for changing: on PostgreSQL nobody else changes it until we commit."""
    mine = (Win.hospital_id == db.hid, Win.number == number)
    fresh = select(Win).where(*mine).execution_options(populate_existing=True)
    return db.scalar(fresh.with_for_update())


def drop(db: HospitalSession, win: Win) -> None:
    """A draft that its author threw away leaves nothing."""
    for person in named_in(db, win):
        db.delete(person)
    db.delete(win)
    db.flush()


def name(db: HospitalSession, win: Win, people: Sequence[int]) -> None:
    """Make these the people a win is for; what those who stay have answered is kept."""
    known = {person.person_id: person for person in named_in(db, win)}
    for gone in known.keys() - set(people):
        db.delete(known[gone])
    for new in dict.fromkeys(people):
        if new not in known:
            db.add(WinPerson(hospital_id=win.hospital_id, number=win.number, person_id=new))
    db.flush()


def named_in(db: HospitalSession, win: Win) -> list[WinPerson]:
    """The people a win is for, in the order in which Corridor met them."""
    mine = (WinPerson.hospital_id == win.hospital_id, WinPerson.number == win.number)
    return list(db.scalars(select(WinPerson).where(*mine).order_by(WinPerson.person_id)))


def person_in(db: HospitalSession, win: Win, person_id: int) -> WinPerson | None:
    return db.get(WinPerson, (win.hospital_id, win.number, person_id))


def flag(db: HospitalSession, win: Win, person_id: int, at: datetime) -> bool:
    """Count a person's flag, once; false when they had flagged it already."""
    values = {"hospital_id": win.hospital_id, "number": win.number, "person_id": person_id}
    new = insert_new(db, WinFlag, {**values, "at": at})
    win.flags += int(new)
    return new


def to_answer(db: HospitalSession, person_id: int, limit: int) -> list[Win]:
    """Wins that wait for this person's consent, the newest first."""
    asked = (
        select(Win)
        .join(
            WinPerson,
            (WinPerson.hospital_id == Win.hospital_id) & (WinPerson.number == Win.number),
        )
        .where(WinPerson.hospital_id == db.hid, WinPerson.person_id == person_id)
        .where(WinPerson.consent == "", Win.state == "asking")
    )
    return list(db.scalars(asked.order_by(Win.number.desc()).limit(limit)))


def unposted(db: HospitalSession, author_id: int, limit: int) -> list[Win]:
    """What a person drafted and has not announced yet, the newest first."""
    mine = select(Win).where(
        Win.hospital_id == db.hid,
        Win.author_id == author_id,
        Win.state.in_(("draft", "review", "asking")),
    )
    return list(db.scalars(mine.order_by(Win.number.desc()).limit(limit)))


def posted(db: HospitalSession, limit: int) -> list[Win]:
    """What stands in the rooms, the newest first."""
    up = select(Win).where(Win.hospital_id == db.hid, Win.state == "posted")
    return list(db.scalars(up.order_by(Win.posted_at.desc(), Win.number.desc()).limit(limit)))


def between(db: HospitalSession, start: datetime, end: datetime) -> list[Win]:
    """What was posted from `start` up to `end` and still stands, the oldest first."""
    these = select(Win).where(
        Win.hospital_id == db.hid,
        Win.state == "posted",
        Win.posted_at >= start,
        Win.posted_at < end,
    )
    return list(db.scalars(these.order_by(Win.posted_at, Win.number)))


def notice(
    db: HospitalSession, key: str, at: datetime, *, about: int | None = None, state: str
) -> bool:
    """Keep that a milestone came, once; false when it is known already."""
    values = {"hospital_id": db.hid, "key": key, "state": state, "about": about, "at": at}
    return insert_new(db, Milestone, values)


def milestone(db: HospitalSession, key: str) -> Milestone | None:
    return db.get(Milestone, (db.hid, key), populate_existing=True)


def settle(db: HospitalSession, key: str, *, frm: Sequence[str], to: str) -> bool:
    """Move a milestone on; false when somebody else did already."""
    mine = (Milestone.hospital_id == db.hid, Milestone.key == key, Milestone.state.in_(tuple(frm)))
    moved = db.execute(update(Milestone).where(*mine).values(state=to))
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def proposed(db: HospitalSession, limit: int) -> list[Milestone]:
    """Milestones that nobody has said anything to, the newest first."""
    open_ones = select(Milestone).where(
        Milestone.hospital_id == db.hid, Milestone.state == "proposed"
    )
    return list(db.scalars(open_ones.order_by(Milestone.at.desc()).limit(limit)))
