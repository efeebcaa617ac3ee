"""Who was paged about a concern that nobody had answered, when and by what (R18): one row a page.

A page is wanted in the transaction that says so, and counts as sent once the platform has taken it:
`shown` tells. What leaves the chat may carry several pages in one message, whose key they share.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Index, String, and_, bindparam, cast, func, literal, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.delivery.shown import DEAD, SHOWN, S
from storage.delivery.timers import TimerRow
from storage.engine import loading
from storage.engine.base import Base
from storage.engine.prepared import run
from storage.engine.session import HospitalSession
from storage.nouns.concerns import UNANSWERED, Concern

MOST = 400  # pages of one concern that are read together, the latest


class LadderRow(Base):
    """What is done while a concern waits for a written answer: the latest such wait. All moments
    are UTC.

    `told` is how often its asker was told that nobody has answered. `held_by` has it since
    `held_at`; that ended without an answer at `resumed_at`. `ended` says how it ended: answered, or
    a state of the concern. `pages` numbers its pages, through all its waits.
    """

    __tablename__ = "ladders"
    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    told: Mapped[int] = mapped_column(default=0)
    held_by: Mapped[int | None]
    held_at: Mapped[datetime | None]
    resumed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str] = mapped_column(String(16), default="")
    pages: Mapped[int] = mapped_column(default=0)


_WAITS = LadderRow.ended_at.is_(None)
Index(
    "ix_ladders_waits",
    *(LadderRow.hospital_id, LadderRow.number),
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)


class Page(Base):
    """One page. `person_id` is nobody's for a service that a whole rung has. `platform` is where it
    goes, and `service` the paging service's name where that is no chat. `ended_at` is when it was
    replaced by a later one, or settled."""

    __tablename__ = "pages"
    __table_args__ = (Index("ix_pages_key", "hospital_id", "key"),)

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int | None]
    rung: Mapped[str] = mapped_column(String(16))
    platform: Mapped[str] = mapped_column(String(16))
    service: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str] = mapped_column(String(200))
    wanted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Reached(NamedTuple):
    """Somebody who was paged: by which rung first, and when last."""

    rung: str
    last: datetime


def ladder(db: HospitalSession, number: int) -> LadderRow | None:
    return loading.by_key(db, LadderRow, number)


def begin(db: HospitalSession, number: int, since: datetime) -> LadderRow:
    """A new wait, that begins at `since`."""
    row = ladder(db, number)
    if row is None:
        row = LadderRow(hospital_id=db.hid, number=number, pages=0, ended="")
        db.add(row)
    row.since, row.told, row.ended_at, row.ended = since, 0, None, ""
    row.held_by = row.held_at = row.resumed_at = None
    return row


def unended(db: HospitalSession) -> list[int]:
    """The concerns that wait."""
    waiting = select(LadderRow.number).where(LadderRow.hospital_id == db.hid, _WAITS)
    return list(db.scalars(waiting.order_by(LadderRow.number)))


def unwatched(db: HospitalSession) -> list[int]:
    """What is urgent and new, and waits without anybody having been paged."""
    watched = select(LadderRow.number).where(LadderRow.hospital_id == db.hid)
    new = select(Concern.number).where(
        *(Concern.hospital_id == db.hid, UNANSWERED, Concern.priority.in_(("P1", "P2"))),
        Concern.number.not_in(watched),
    )
    return list(db.scalars(new.order_by(Concern.number)))


def untimed(db: HospitalSession) -> list[int]:
    """The concerns that wait without a timer that will come."""
    return [int(row[0]) for row in run(db, _UNTIMED, {"hid": db.hid})]


def add(db: HospitalSession, row: LadderRow, **values: Any) -> Page:
    """The next page of that wait."""
    row.pages += 1
    page = Page(hospital_id=db.hid, number=row.number, n=row.pages, **values)
    db.add(page)
    return page


def reached(db: HospitalSession, row: LadderRow) -> dict[tuple[int | None, str], Reached]:
    """Whom this wait's pages were for: by person, or by the service that a rung has."""
    db.flush()
    found: dict[tuple[int | None, str], Reached] = {}
    for person_id, service, rung, last in db.execute(_REACHED, _this(row)):
        whom = (person_id, service if person_id is None else "")
        before = found.get(whom)
        latest = last if before is None else max(before.last, last)
        found[whom] = Reached(before.rung if before else rung, latest)
    return found


def bring_back(db: HospitalSession, number: int, now: datetime) -> None:
    """Date what was wanted after `now` as of now."""
    ahead = (Page.hospital_id == db.hid, Page.number == number, Page.wanted_at > now)
    db.execute(update(Page).where(*ahead).values(wanted_at=now))


def people_of(db: HospitalSession, number: int) -> frozenset[int]:
    """Whom a concern's pages were for."""
    db.flush()
    rows = run(db, _PEOPLE, {"hid": db.hid, "n": number})
    return frozenset(int(row[0]) for row in rows)


def of(db: HospitalSession, number: int) -> list[Page]:
    """A concern's pages in order, the latest of them."""
    db.flush()
    newest = db.scalars(_OF, {"hid": db.hid, "n": number, "most": MOST})
    return sorted(newest, key=lambda page: page.n)


def of_wait(db: HospitalSession, row: LadderRow) -> list[Page]:
    return [page for page in of(db, row.number) if page.wanted_at >= row.since]


def current(db: HospitalSession, number: int) -> list[Page]:
    """Those that were neither replaced nor settled."""
    db.flush()
    return list(db.scalars(_CURRENT, {"hid": db.hid, "n": number}))


def by_key(db: HospitalSession, key: str) -> list[Page]:
    """The pages of one message, of any concern, that were neither replaced nor settled."""
    db.flush()
    return list(db.scalars(_BY_KEY, {"hid": db.hid, "named": key}))


def unposted(db: HospitalSession, service: str) -> str:
    """The key of the message that waits for a service and nobody is sending; "" for none."""
    db.flush()
    return str(db.scalar(_UNPOSTED, {"hid": db.hid, "service": service}) or "")


def late(
    db: HospitalSession, start: datetime, end: datetime, least: timedelta
) -> list[tuple[str, datetime, datetime]]:
    """Of each paging service the longest wait of `least` or more that began from `start` up to
    `end`: the service, since when a page was wanted, and when it took one (UTC). Pages that gave
    way to a later one waited for that one's sending."""
    since: dict[str, datetime] = {}
    longest: dict[str, tuple[str, datetime, datetime]] = {}
    for service, wanted, sent in db.execute(_WANTED, {"hid": db.hid, "start": start, "end": end}):
        begun = min(since.get(service, wanted), wanted)
        if sent is None:
            since[service] = begun
            continue
        since.pop(service, None)
        known = longest.get(service)
        if sent - begun >= least and (known is None or sent - begun > known[2] - known[1]):
            longest[service] = (service, begun, sent)
    return sorted(longest.values())


def give_way(db: HospitalSession, number: int) -> None:
    """What is there already gives way, in what is delivered next, to pages that are yet to come."""
    keys = select(Page.key).where(Page.hospital_id == db.hid, Page.number == number)
    there = (S.hospital_id == db.hid, S.key.in_(keys), S.ref.is_not(None), S.platform != "pager")
    db.execute(update(SHOWN).where(*there).values(urgent=False))


def note_sent(db: HospitalSession, *, number: int = 0, key: str = "") -> set[int]:
    """Note which pages of a concern, or of a message, the platforms have taken; the concerns."""
    db.flush()
    which = Page.number == number if number else Page.key == key
    taken = select(Page, S.posted_at).where(
        Page.hospital_id == db.hid, which, Page.sent_at.is_(None), *_POSTED
    )
    found = db.execute(taken).all()
    for page, posted_at in found:
        if page.platform != "pager" or page.ended_at is None:
            page.sent_at = posted_at
    return {page.number for page, _ in found if page.sent_at is not None}


def _this(row: LadderRow) -> dict[str, Any]:
    return {"hid": row.hospital_id, "n": row.number, "since": row.since}


_TIMER = and_(
    TimerRow.hospital_id == LadderRow.hospital_id,
    TimerRow.key == literal("concern:") + cast(LadderRow.number, String) + literal(":ladder"),
    TimerRow.dead == "",
)
_UNTIMED = (
    select(LadderRow.number)
    .outerjoin(TimerRow, _TIMER)
    .where(LadderRow.hospital_id == bindparam("hid"), _WAITS, TimerRow.key.is_(None))
    .order_by(LadderRow.number)
)
_POSTED = (
    S.hospital_id == Page.hospital_id,
    S.key == Page.key,
    S.platform == Page.platform,
    S.posted_at.is_not(None),
)
_WANTED = (
    select(Page.service, Page.wanted_at, Page.sent_at)
    .where(
        Page.hospital_id == bindparam("hid"),
        Page.service != "",
        Page.wanted_at >= bindparam("start"),
        Page.wanted_at < bindparam("end"),
    )
    .order_by(Page.service, Page.wanted_at)
)
_REACHED = (
    select(Page.person_id, Page.service, Page.rung, func.max(Page.wanted_at))
    .where(
        Page.hospital_id == bindparam("hid"),
        Page.number == bindparam("n"),
        Page.wanted_at >= bindparam("since"),
    )
    .group_by(Page.person_id, Page.service, Page.rung)
    .order_by(func.min(Page.n))
)
_PEOPLE = (
    select(Page.person_id)
    .distinct()
    .where(
        Page.hospital_id == bindparam("hid"),
        Page.number == bindparam("n"),
        Page.person_id.is_not(None),
    )
)
_OF = (
    select(Page)
    .where(Page.hospital_id == bindparam("hid"), Page.number == bindparam("n"))
    .order_by(Page.n.desc())
    .limit(bindparam("most"))
)
_CURRENT = (
    select(Page)
    .where(
        Page.hospital_id == bindparam("hid"),
        Page.number == bindparam("n"),
        Page.ended_at.is_(None),
    )
    .order_by(Page.n)
)
_BY_KEY = (
    select(Page)
    .where(
        Page.hospital_id == bindparam("hid"),
        Page.key == bindparam("named"),
        Page.ended_at.is_(None),
    )
    .order_by(Page.wanted_at, Page.number)
)
_UNPOSTED = (
    select(S.key)
    .where(
        S.hospital_id == bindparam("hid"),
        S.platform == "pager",
        S.channel == bindparam("service"),
        S.ref.is_(None),
        S.lease_until.is_(None),
        ~DEAD,
    )
    .order_by(S.seq.desc())
    .limit(1)
)
