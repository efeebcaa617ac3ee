"""Who is next to be delivered: one line of messages per channel, urgent ones first.

A line moves in the order of wanting, one message at a time. A failure holds the line up until it
may be tried again, so that nothing overtakes a message that failed but what is urgent; a platform
that names a time to wait holds up even that. However long one line is, it holds no other up.
Times are UTC.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    String,
    Table,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import Base, UtcDateTime
from storage.outbox import LEASED, NO_PARENT, PENDING, PLACE, SHOWN, Address, pending

LEASE = timedelta(seconds=30)
MOST = 32
HEADS = 1000

LANES = Table(
    "lanes",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("workspace", String(128), primary_key=True),
    Column("channel", String(256), primary_key=True),
    Column("not_before", UtcDateTime, nullable=False),
    Column("urgent_not_before", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("why", String(200)),
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
    `attempts` counts the failures before this try, `faults` those that were errors of our own;
    `failing_since` is when its channel failed first without a success since. `lost` says that what
    it belongs under was given up.
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
    faults: int
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
    db: Session,
    hid: str,
    now: datetime,
    busy: Collection[Lane],
    room: Mapping[str, int] | None = None,
) -> list[Claimed]:
    """Take the first message of every line that may move, until the lease ends; urgent ones first.

    `busy` are the channels that this process delivers to just now, `room` how many it may deliver
    to at once on each platform. Nothing while another process is choosing: two of them at once
    would take the same messages.
    """
    if not _alone(db, hid):
        return []
    room, under_way = room or {}, Counter(platform for platform, *_ in busy)
    full = [platform for platform, most in room.items() if under_way[platform] >= most]
    held = set(busy) | _leased(db, hid, now)
    taken: list[Claimed] = []
    for row in db.execute(_HEADS, {"hid": hid, "now": now, "full": full}).mappings():
        platform = row["platform"]
        lane = (platform, row["workspace"], row["channel"])
        if lane not in held and under_way[platform] < room.get(platform, MOST):
            under_way[platform] += 1
            taken.append(_claimed(hid, row))
    _lease(db, taken, now + LEASE)
    return taken


def _lease(db: Session, taken: Collection[Claimed], until: datetime) -> None:
    rows = [one.row | {"until": until, "was_unsure": one.unsure} for one in taken]
    if rows:
        db.connection().execute(_TAKE, rows)


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
        row["faults"],
        row["due_at"],
        row["failing_since"],
        row["lost"],
    )


def delivered(db: Session, one: Claimed, ref: str, now: datetime) -> None:
    """The platform shows this version, under `ref`."""
    db.connection().execute(_DELIVERED, one.row | {"sent": one.version, "new_ref": ref, "at": now})
    if one.failing_since is not None:
        well = {"failing_since": None, "why": None}
        db.execute(update(LANES).where(_lane(one.hid, one.lane)).values(well))


def failed(
    db: Session,
    one: Claimed,
    again: datetime,
    now: datetime,
    *,
    unsure: bool = False,
    fault: bool = False,
    closed: bool = False,
    why: str = "",
) -> None:
    """Not delivered: its line waits until `again`; the channel's urgent messages too if this was
    one, or if the platform has `closed` the channel until then. `fault`: an error of our own."""
    more = {"maybe": unsure, "more_faults": int(fault)}
    db.connection().execute(_FAILED, one.row | more)
    dialect: Any = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    held: dict[str, Any] = {"not_before": again, "why": why[:200]}
    if closed or one.urgent:
        held["urgent_not_before"] = again
    where = dict(zip(LANE, (one.hid, *one.lane), strict=True))
    new = dialect.insert(LANES).values(**where, **held, failing_since=now)
    since = func.coalesce(L.failing_since, new.excluded.failing_since)
    changed = held | {"failing_since": since}
    db.connection().execute(new.on_conflict_do_update(index_elements=LANE, set_=changed))


def put_aside(db: Session, one: Claimed, until: datetime) -> None:
    """Not now, though nothing failed: it alone leaves its line until then."""
    db.connection().execute(_PUT_ASIDE, one.row | {"until": until})


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


def _may_move(held_until: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    return or_(held_until.is_(None), held_until <= bindparam("now"))


def _head(urgent: ColumnElement[bool]) -> ColumnElement[str]:
    """The key of what is next in a line; what is not due, or waits for its parent, is not yet in
    it. Two questions instead of one order, so that an index answers each with its first row."""
    first, above = SHOWN.alias(), SHOWN.alias()
    n, a = first.c, above.c
    there = exists(literal(1)).where(
        *(a[name] == n[name] for name in LANE),
        a.key == n.parent_key,
        or_(a.ref.is_not(None), a.dead != ""),
    )
    return (
        select(n.key)
        .where(
            n.hospital_id == bindparam("hid"),
            *(n[name] == W[name] for name in LANE[1:]),
            n.urgent == urgent,
            pending(n),
            n.due_at <= bindparam("now"),
            or_(n.parent_key == "", n.ref.is_not(None), there),
        )
        .order_by(n.seq, n.key)
        .limit(1)
        .correlate(_LINES)
        .scalar_subquery()
    )


_LINES = (
    select(S.platform, S.workspace, S.channel)
    .where(
        S.hospital_id == bindparam("hid"),
        PENDING,
        S.platform.not_in(bindparam("full", expanding=True)),
    )
    .distinct()
    .subquery("lines")
)
W = _LINES.c
_LINE_LANE = and_(L.hospital_id == bindparam("hid"), *(L[name] == W[name] for name in LANE[1:]))
_FIRST = (
    select(
        *(W.platform, W.workspace, W.channel, L.failing_since),
        func.coalesce(
            case((_may_move(L.urgent_not_before), _head(true()))),
            case((_may_move(L.not_before), _head(false()))),
        ).label("key"),
    )
    .select_from(_LINES.outerjoin(LANES, _LINE_LANE))
    .cte("heads")
    .prefix_with("MATERIALIZED", dialect="postgresql")  # once a line, not once a message
)
F = _FIRST.c
_SHOWN = and_(
    S.hospital_id == bindparam("hid"), *(S[name] == F[name] for name in ("key", *LANE[1:]))
)
_PARENT = and_(*(P[name] == S[name] for name in LANE), P.key == S.parent_key, S.parent_key != "")
_LOST = and_(S.ref.is_(None), P.ref.is_(None), P.dead != "")
_HEADS = (
    select(
        *(S.key, S.platform, S.workspace, S.channel, S.dm, S.body, S.version, S.ref, S.urgent),
        *(S.unsure, S.attempts, S.faults, S.lease_until, S.due_at, P.ref.label("thread")),
        *(F.failing_since, func.coalesce(_LOST, false()).label("lost")),
    )
    .select_from(_FIRST.join(SHOWN, _SHOWN).outerjoin(PARENT, _PARENT))
    .order_by(S.urgent.desc(), S.seq)
    .limit(HEADS)
)
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
_LEASED = select(S.platform, S.workspace, S.channel).where(
    S.hospital_id == bindparam("hid"), LEASED, S.lease_until > bindparam("now")
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
        faults=0,
        posted_at=func.coalesce(S.posted_at, bindparam("at", type_=UtcDateTime)),
    )
)
_FAILED = (
    update(SHOWN)
    .where(_ROW)
    .values(
        attempts=S.attempts + 1,
        faults=S.faults + bindparam("more_faults"),
        lease_until=None,
        unsure=bindparam("maybe"),
    )
)
_PUT_ASIDE = (
    update(SHOWN).where(_ROW).values(due_at=bindparam("until", type_=UtcDateTime), lease_until=None)
)
_GIVE_UP = (
    update(SHOWN)
    .where(_ROW)
    .values(dead=bindparam("why"), lease_until=None, updated_at=bindparam("at"))
)
