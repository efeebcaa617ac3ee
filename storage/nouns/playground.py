"""What was said in the playground, our own chat: its messages, and how far everyone has read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base, insert_new
from storage.engine.session import HospitalSession

COUNTER = "web messages"


class WebMessage(Base):
    """`author` is empty for Corridor, whose messages are `card`; people's are `text`, cleaned.

    `seq` orders messages; `version` comes from the same counter, anew at every change. A removed
    message keeps its row and loses what it said.
    """

    __tablename__ = "web_messages"
    __table_args__ = (
        UniqueConstraint("hospital_id", "channel", "key"),
        Index("ix_web_messages_thread", "hospital_id", "channel", "thread", "seq"),
        Index("ix_web_messages_version", "hospital_id", "channel", "version"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(256), primary_key=True)
    ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    thread: Mapped[str] = mapped_column(String(64), default="")
    author: Mapped[str] = mapped_column(String(128), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    card: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    reactions: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    edited: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    seq: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime]


class WebRead(Base):
    """The `seq` up to which an account has seen a channel."""

    __tablename__ = "web_reads"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(128), primary_key=True)
    channel: Mapped[str] = mapped_column(String(256), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)


def post(
    db: HospitalSession, channel: str, ref: str, key: str, values: dict[str, Any]
) -> WebMessage:
    """Keep a message; when one with its key is there already, that one stays as it is."""
    found = find(db, channel, key)
    if found is not None:
        return found
    seq = counters.take(db, COUNTER, first=1)
    which = {"hospital_id": db.hid, "channel": channel, "ref": ref, "key": key}
    fresh: dict[str, Any] = {"thread": "", "author": "", "text": "", "card": None}
    marks: dict[str, Any] = {"reactions": {}, "edited": False, "deleted": False}
    insert_new(db, WebMessage, which | fresh | marks | {"seq": seq, "version": seq} | values)
    kept = find(db, channel, key)
    assert kept is not None
    return kept


def find(db: HospitalSession, channel: str, key: str) -> WebMessage | None:
    found: WebMessage | None = db.scalar(_in(db.hid, channel).where(WebMessage.key == key))
    return found


def get(db: HospitalSession, channel: str, ref: str) -> WebMessage | None:
    return db.get(WebMessage, (db.hid, channel, ref))


def edit(
    db: HospitalSession, channel: str, ref: str, *, text: str = "", card: Any = None
) -> WebMessage | None:
    """Say something else in a message's place; a removed one stays removed."""
    found = get(db, channel, ref)
    if found is None or found.deleted:
        return None
    found.edited = found.edited or found.text != text
    found.text, found.card = text, card
    return _changed(db, found)


def remove(db: HospitalSession, channel: str, ref: str) -> WebMessage | None:
    """Forget what a message said, and what was thought of it."""
    found = get(db, channel, ref)
    if found is None:
        return None
    found.text, found.card, found.reactions, found.deleted = "", None, {}, True
    return _changed(db, found)


def react(
    db: HospitalSession, channel: str, ref: str, emoji: str, account: str, *, on: bool
) -> WebMessage | None:
    found = get(db, channel, ref)
    if found is None or found.deleted:
        return None
    others = [a for a in found.reactions.get(emoji, []) if a != account]
    marks = found.reactions | {emoji: [*others, account] if on else others}
    found.reactions = {e: accounts for e, accounts in marks.items() if accounts}
    return _changed(db, found)


def page(
    db: HospitalSession, channel: str, *, before: int = 0, limit: int = 50
) -> tuple[Sequence[WebMessage], int]:
    """The latest roots with all their replies, oldest first; and the seq that more would be before.

    That seq is 0 where nothing is earlier.
    """
    roots = _in(db.hid, channel).where(WebMessage.thread == "")
    if before:
        roots = roots.where(WebMessage.seq < before)
    found = list(db.scalars(roots.order_by(WebMessage.seq.desc()).limit(limit + 1)))
    shown = found[:limit]
    refs = [m.ref for m in shown]
    replies = db.scalars(_in(db.hid, channel).where(WebMessage.thread.in_(refs)))
    ordered = sorted([*shown, *replies], key=lambda m: m.seq)
    return ordered, shown[-1].seq if len(found) > limit else 0


def changed(
    db: HospitalSession, channel: str, since: int, most: int
) -> Sequence[WebMessage] | None:
    """What was said or changed in a channel after a version, in the order of the channel; None
    where that is more than `most` messages."""
    newer = _in(db.hid, channel).where(WebMessage.version > since)
    found = list(db.scalars(newer.order_by(WebMessage.version).limit(most + 1)))
    return None if len(found) > most else sorted(found, key=lambda message: message.seq)


def version(db: HospitalSession) -> int:
    """The version of the last change anywhere; 0 before the first."""
    row = db.get(counters.Counter, (db.hid, COUNTER), populate_existing=True)
    return row.value if row else 0


def read(db: HospitalSession, account: str, channel: str, seq: int) -> None:
    """Note that an account has seen a channel up to `seq`; never less than before."""
    row = db.get(WebRead, (db.hid, account, channel))
    if row is None:
        db.add(WebRead(hospital_id=db.hid, account=account, channel=channel, seq=seq))
    elif row.seq < seq:
        row.seq = seq
    db.flush()


def unread(db: HospitalSession, account: str, channels: Collection[str]) -> Mapping[str, int]:
    """How many messages of others an account has not seen, by channel; none where it has all."""
    seen = (
        (WebRead.hospital_id == WebMessage.hospital_id)
        & (WebRead.account == account)
        & (WebRead.channel == WebMessage.channel)
    )
    waiting = (
        select(WebMessage.channel, func.count())
        .outerjoin(WebRead, seen)
        .where(
            WebMessage.hospital_id == db.hid,
            WebMessage.channel.in_(channels),
            WebMessage.author != account,
            WebMessage.deleted.is_(False),
            WebMessage.seq > func.coalesce(WebRead.seq, 0),
        )
        .group_by(WebMessage.channel)
    )
    return {row[0]: row[1] for row in db.execute(waiting)}


def _in(hid: str, channel: str) -> Any:
    return select(WebMessage).where(WebMessage.hospital_id == hid, WebMessage.channel == channel)


def _changed(db: HospitalSession, message: WebMessage) -> WebMessage:
    message.version = counters.take(db, COUNTER, first=1)
    db.flush()
    return message
