"""What was said and done about a concern, in order: its thread and its history in one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine.base import Base, SealedText
from storage.engine.session import HospitalSession
from storage.nouns.concerns import Concern, Reporter

Source = tuple[str, str, str, str]
NO_MESSAGE: Source = ("", "", "", "")
RAISED = "raised"
CROSSED = ("answer", "workaround", "forward")
"""The kinds that both sides read."""


class Entry(Base):
    """`kind` is answer, workaround, forward (words of somebody else's alone), note (for IT only),
    change (what the bot noted down) or raised: the message that the concern was raised in, without
    its words and as number 0.

    `platform`, `workspace`, `channel` and `ref` say which message it was written in, so that edits
    and deletions can follow; they are empty for what came by a form or a command.
    """

    __tablename__ = "concern_entries"
    __table_args__ = (
        Index(
            "ix_concern_entries_source", "hospital_id", "platform", "workspace", "channel", "ref"
        ),
        Index("ix_concern_entries_at", "hospital_id", "at"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    side: Mapped[str] = mapped_column(String(16), default="")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(SealedText("concern_entries.text"))
    platform: Mapped[str] = mapped_column(String(16), default="")
    workspace: Mapped[str] = mapped_column(String(128), default="")
    channel: Mapped[str] = mapped_column(String(256), default="")
    ref: Mapped[str] = mapped_column(String(128), default="")
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """The key of its copies in the other threads."""
        return f"concern:{self.number}:entry:{self.n}"


def add(
    db: HospitalSession,
    concern: Concern,
    kind: str,
    text: str,
    at: datetime,
    *,
    person_id: int | None = None,
    side: str = "",
    source: Source = NO_MESSAGE,
) -> Entry:
    """The next entry of a concern."""
    concern.entries += 1
    platform, workspace, channel, ref = source
    entry = Entry(
        hospital_id=concern.hospital_id,
        number=concern.number,
        n=concern.entries,
        at=at,
        person_id=person_id,
        side=side,
        kind=kind,
        text=text,
        platform=platform,
        workspace=workspace,
        channel=channel,
        ref=ref,
    )
    db.add(entry)
    return entry


def written_at(db: HospitalSession, source: Source) -> Entry | None:
    """The entry that was written as this message of a platform."""
    return db.scalars(_at(db, source).where(Entry.kind != RAISED)).first()


def raise_in(db: HospitalSession, concern: Concern, source: Source, at: datetime) -> None:
    """Remember the message that a concern was raised in, so that its edits and its deletion can
    follow. Not to be called for a concern without a name: it would tell whose it is."""
    platform, workspace, channel, ref = source
    where = {"platform": platform, "workspace": workspace, "channel": channel, "ref": ref}
    this = {"hospital_id": concern.hospital_id, "number": concern.number, "n": 0}
    db.add(Entry(**this, **where, at=at, person_id=concern.reporter_id, kind=RAISED, text=""))


def raised_in(db: HospitalSession, source: Source) -> list[Entry]:
    """What says of each concern that was raised in this message that it was; usually nothing."""
    return list(db.scalars(_at(db, source).where(Entry.kind == RAISED).order_by(Entry.number)))


def _at(db: HospitalSession, source: Source) -> Select[Any]:
    platform, workspace, channel, ref = source
    return select(Entry).where(
        Entry.hospital_id == db.hid,
        Entry.platform == platform,
        Entry.workspace == workspace,
        Entry.channel == channel,
        Entry.ref == ref,
    )


def by_side(db: HospitalSession, start: datetime, end: datetime) -> dict[str, int]:
    """How many messages each side wrote in threads from `start` up to `end`; notes for IT, what
    was taken back and practice do not count."""
    words = (Entry.kind.in_(("answer", "workaround")), Entry.deleted_at.is_(None))
    found = _within(select(Entry.side, func.count()), db.hid, start, end).where(*words)
    return {side: count for side, count in db.execute(found.group_by(Entry.side))}  # noqa: C416 - rows are no pairs to a checker


def reopened(db: HospitalSession, start: datetime, end: datetime) -> int:
    """How often something was reopened from `start` up to `end`. The database may hold the texts
    sealed, so it can't look into them."""
    found = _within(select(Entry.text), db.hid, start, end).where(Entry.kind == "change")
    return sum(text.startswith("Reopened: ") for text in db.scalars(found))


def _within(found: Any, hid: str, start: datetime, end: datetime) -> Any:
    same = (Concern.hospital_id == Entry.hospital_id) & (Concern.number == Entry.number)
    when = (Entry.hospital_id == hid, Entry.at >= start, Entry.at < end)
    return found.join(Concern, same).where(*when, Concern.practice.is_(False))


def takes_part(db: HospitalSession, person_id: int, numbers: Collection[int]) -> bool:
    """Whether someone stands behind one of these concerns, works on it or wrote about it."""
    wrote = select(Entry.number).where(Entry.hospital_id == db.hid, Entry.person_id == person_id)
    behind = select(Reporter.number).where(
        Reporter.hospital_id == db.hid, Reporter.person_id == person_id
    )
    theirs = or_(Concern.assignee_id == person_id, Concern.reporter_id == person_id)
    works = select(Concern.number).where(Concern.hospital_id == db.hid, theirs)
    among = (Entry.number, Reporter.number, Concern.number)
    return any(
        db.scalar(found.where(number.in_(numbers)).limit(1)) is not None
        for found, number in zip((wrote, behind, works), among, strict=True)
    )


def of(db: HospitalSession, concern: Concern, kinds: tuple[str, ...] = ()) -> list[Entry]:
    """A concern's entries in order, of these kinds or of all."""
    if concern.entries == 0:
        return []
    mine = {"hid": concern.hospital_id, "n": concern.number}
    if kinds:
        return list(db.scalars(_OF_KINDS, mine | {"kinds": kinds}))
    return list(db.scalars(_OF, mine))


_OF = (
    select(Entry)
    .where(Entry.hospital_id == bindparam("hid"), Entry.number == bindparam("n"))
    .order_by(Entry.n)
)
_OF_KINDS = _OF.where(Entry.kind.in_(bindparam("kinds", expanding=True)))
