"""Who is next to be delivered: one line of messages per channel, urgent ones first.

A line moves in the order of wanting, one message at a time. A failure holds the whole line up
until it may be tried again, so that nothing overtakes a message that failed. However long one
line is, it holds no other up. Times are UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    String,
    Table,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import Base, UtcDateTime
from storage.outbox import NO_PARENT, PENDING, PLACE, SHOWN, Address

LEASE = timedelta(seconds=30)
MOST = 1000

LANES = Table(
    "lanes",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("workspace", String(128), primary_key=True),
    Column("channel", String(256), primary_key=True),
    Column("not_before", UtcDateTime, nullable=False),
    Column("failing_since", UtcDateTime),
)
S, L = SHOWN.c, LANES.c
PARENT = SHOWN.alias("parent")
P = PARENT.c


Lane: TypeAlias = tuple[str, str, str]
LANE = ("hospital_id", "platform", "workspace", "channel")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to deliver now. `thread` is the ref of the message it belongs under.

    `unsure` says that an earlier try may have reached the platform without our learning its ref.
    `attempts` counts the failures before this try; `failing_since` is when its channel failed
    first without a success since. `lost` says that what it belongs under was given up.
    """

    hid: str
    key: str
    address: Address
    body: str
    version: int
    ref: str
    thread: str
    urgent: bool
    unsure: bool
    attempts: int
    due_at: datetime
    failing_since: datetime | None
    lost: bool

    def tried_for(self, now: datetime) -> timedelta:
        """How long it has been due while nothing reached its channel."""
        return now - max(self.failing_since or now, self.due_at)

    @property
    def row(self) -> dict[str, str]:
        """What the row is found by, as bound values."""
        where = (self.hid, self.key, *self.address[:3])
        return {f"of_{name}": word for name, word in zip(PLACE, where, strict=True)}

    @property
    def lane(self) -> Lane:
        return self.address[:3]


def claim(
    db: Session, hid: str, now: datetime, busy: Iterable[Lane], most: int = MOST
) -> list[Claimed]:
    """Take the first message of every line that may move, until the lease ends; urgent ones first.

    `busy` are the channels that this process delivers to just now. Nothing while another process
    is choosing: two of them at once would take the same messages.
    """
    if not _alone(db, hid):
        return []
    held = set(busy) | _leased(db, hid, now)
    heads = db.execute(_HEADS, {"hid": hid, "now": now, "most": most + len(held)}).mappings()
    free = (row for row in heads if (row["platform"], row["workspace"], row["channel"]) not in held)
    taken = [_claimed(hid, row) for row in islice(free, most)]
    if taken:
        until = {"until": now + LEASE}
        db.connection().execute(
            _TAKE, [one.row | until | {"was_unsure": one.unsure} for one in taken]
        )
    return taken


def _alone(db: Session, hid: str) -> bool:
    """Whether no other process is choosing; on SQLite our transaction is the only writer."""
    if db.get_bind().dialect.name != "postgresql":
        return True
    return bool(db.scalar(_ALONE, {"name": f"corridor lanes {hid}"}))


def _leased(db: Session, hid: str, now: datetime) -> set[Lane]:
    rows = db.execute(_LEASED, {"hid": hid, "now": now})
    return {(platform, workspace, channel) for platform, workspace, channel in rows}


def _claimed(hid: str, row: Any) -> Claimed:
    address = Address(row["platform"], row["workspace"], row["channel"], row["dm"])
    return Claimed(
        hid,
        row["key"],
        address,
        row["body"],
        row["version"],
        row["ref"] or "",
        row["thread"] or "",
        row["urgent"],
        row["unsure"] or (row["lease_until"] is not None and row["ref"] is None),
        row["attempts"],
        row["due_at"],
        row["failing_since"],
        row["lost"],
    )


def delivered(db: Session, one: Claimed, ref: str, now: datetime) -> None:
    """The platform shows this version, under `ref`."""
    db.connection().execute(_DELIVERED, one.row | {"sent": one.version, "new_ref": ref, "at": now})
    if one.failing_since is not None:
        db.execute(update(LANES).where(_lane(one.hid, one.lane)).values(failing_since=None))


def failed(db: Session, one: Claimed, again: datetime, now: datetime, *, unsure: bool) -> None:
    """Not delivered: the whole line waits until `again`."""
    db.connection().execute(_FAILED, one.row | {"maybe": unsure})
    dialect: Any = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    where = dict(zip(LANE, (one.hid, *one.lane), strict=True))
    new = dialect.insert(LANES).values(**where, not_before=again, failing_since=now)
    since = func.coalesce(L.failing_since, new.excluded.failing_since)
    held = {"not_before": again, "failing_since": since}
    db.connection().execute(new.on_conflict_do_update(index_elements=LANE, set_=held))


def give_up(db: Session, one: Claimed, why: str, now: datetime) -> None:
    """It will not be tried again unless an administrator asks; what belongs under it neither."""
    db.connection().execute(_GIVE_UP, one.row | {"why": why[:200], "at": now})
    if not one.ref:
        platform, workspace, channel = one.lane
        orphans = update(SHOWN).where(
            S.hospital_id == one.hid,
            S.parent_key == one.key,
            S.platform == platform,
            S.workspace == workspace,
            S.channel == channel,
            S.ref.is_(None),
        )
        db.connection().execute(orphans.values(dead=NO_PARENT, updated_at=now))


def _lane(hid: str, lane: Lane) -> ColumnElement[bool]:
    return and_(*(L[name] == word for name, word in zip(LANE, (hid, *lane), strict=True)))


def next_due(db: Session, hid: str, now: datetime) -> datetime | None:
    """When the next message that waits for its time is due."""
    later = select(func.min(S.due_at)).where(S.hospital_id == hid, PENDING, S.due_at > now)
    return cast(datetime | None, db.scalar(later))


_FREE = or_(S.lease_until.is_(None), S.lease_until <= bindparam("now"))
_SAME_LANE = and_(*(L[name] == S[name] for name in LANE))
_PARENT = and_(*(P[name] == S[name] for name in LANE), P.key == S.parent_key)
_LOST = and_(S.ref.is_(None), P.ref.is_(None), P.dead != "")
_READY = (
    select(
        *(S[name] for name in PLACE),
        *(P.ref.label("thread"), L.failing_since, func.coalesce(_LOST, false()).label("lost")),
        func.row_number()
        .over(partition_by=[S[name] for name in LANE], order_by=(S.urgent.desc(), S.seq, S.key))
        .label("place"),
    )
    .select_from(SHOWN.outerjoin(PARENT, _PARENT).outerjoin(LANES, _SAME_LANE))
    .where(
        S.hospital_id == bindparam("hid"),
        PENDING,
        S.due_at <= bindparam("now"),
        _FREE,
        or_(L.not_before.is_(None), L.not_before <= bindparam("now")),
        or_(S.parent_key == "", S.ref.is_not(None), P.ref.is_not(None), _LOST),
    )
    .subquery("ready")
)
R = _READY.c
_HEADS = (
    select(
        *(S.key, S.platform, S.workspace, S.channel, S.dm, S.body, S.version, S.ref, S.urgent),
        *(S.unsure, S.attempts, S.lease_until, S.due_at, R.thread, R.failing_since, R.lost),
    )
    .join_from(_READY, SHOWN, and_(*(S[name] == R[name] for name in PLACE)))
    .where(R.place == 1)
    .order_by(S.urgent.desc(), S.seq)
    .limit(bindparam("most"))
)
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
_LEASED = select(S.platform, S.workspace, S.channel).where(
    S.hospital_id == bindparam("hid"), PENDING, S.lease_until > bindparam("now")
)
_ROW = and_(*(S[name] == bindparam(f"of_{name}") for name in PLACE))
_TAKE = (
    update(SHOWN).where(_ROW).values(lease_until=bindparam("until"), unsure=bindparam("was_unsure"))
)
_DELIVERED = (
    update(SHOWN)
    .where(_ROW)
    .values(
        sent_version=bindparam("sent"),
        ref=bindparam("new_ref"),
        lease_until=None,
        unsure=False,
        attempts=0,
        posted_at=func.coalesce(S.posted_at, bindparam("at", type_=UtcDateTime)),
    )
)
_FAILED = (
    update(SHOWN)
    .where(_ROW)
    .values(attempts=S.attempts + 1, lease_until=None, unsure=bindparam("maybe"))
)
_GIVE_UP = (
    update(SHOWN)
    .where(_ROW)
    .values(dead=bindparam("why"), lease_until=None, updated_at=bindparam("at"))
)
