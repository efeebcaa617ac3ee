"""Queue heads: the first message of each channel's queue, and when that channel may move.

Asked of every channel that has something pending (SQLite), or of those that the queue hands out
(PostgreSQL). Times are UTC.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from storage.delivery.jobs import Destination, DueAt
from storage.delivery.jobs.destinations import (
    DESTINATION_KEY,
    DESTINATIONS,
    LONGEST_BACKOFF,
    LONGEST_GAP,
)
from storage.delivery.shown import PENDING, SHOWN, S, pending
from storage.engine.session import HospitalSession

MOST = 1000
AHEAD = timedelta(seconds=0.2)
"""A channel is claimed so long before its slot: the claim's commit is done when the slot comes."""
L = DESTINATIONS.c
PARENT = SHOWN.alias("parent")
P = PARENT.c


def heads(
    db: HospitalSession,
    now: datetime,
    full: Collection[str],
    destinations: Collection[Destination] | None,
) -> list[Any]:
    """The first message of each channel that may move, urgent ones first: of `destinations`, or of
    all channels but those on `full` platforms."""
    if destinations is None:
        values: dict[str, Any] = {"full": list(full)}
        statement = _ALL
    else:
        values, statement = _arrays(destinations), _OF
    soon = {"hid": db.hid, "now": now, "soon": now + AHEAD}
    most = {"gap_ends": now + LONGEST_GAP + AHEAD, "backoff_ends": now + LONGEST_BACKOFF}
    return list(db.execute(statement, soon | most | values).mappings())


def next_moves(
    db: HospitalSession, now: datetime, destinations: Collection[Destination]
) -> dict[Destination, DueAt]:
    """When each of these channels may move next. Left out are those with nothing to deliver, and
    those where everything waits for a parent message that nobody has asked for yet."""
    if not destinations:
        return {}
    rows = db.execute(_NEXT, {"hid": db.hid, "now": now} | _arrays(destinations)).mappings()
    moves = {
        Destination(row["platform"], row["workspace"], row["channel"]): _next(row, now)
        for row in rows
    }
    return {destination: move for destination, move in moves.items() if move is not None}


def held_back(
    db: HospitalSession, wanted: dict[Destination, DueAt], now: datetime
) -> dict[Destination, DueAt]:
    """When `wanted` says, but not before a channel's backoff is over and its next slot comes."""
    if not wanted:
        return {}
    moves = dict(wanted)
    for row in db.execute(_HELD, {"hid": db.hid} | _arrays(wanted)).mappings():
        destination = Destination(row["platform"], row["workspace"], row["channel"])
        at, urgent = wanted[destination]
        wait = row["urgent_not_before"] if urgent else row["not_before"]
        moves[destination] = DueAt(_latest(now, at, wait, row["slot_at"]), urgent)
    return moves


def _latest(now: datetime, at: datetime, wait: datetime | None, slot: datetime | None) -> datetime:
    wait = within(now, wait, LONGEST_BACKOFF)
    slot = within(now, slot, LONGEST_GAP + AHEAD)
    return max(at, wait or at, slot - AHEAD if slot else at)


def within(now: datetime, moment: datetime | None, longest: timedelta) -> datetime | None:
    """A stored moment, unless it lies further ahead than it can have been set."""
    return None if moment is None or moment > now + longest else moment


def _next(row: Any, now: datetime) -> DueAt | None:
    moments = []
    if row["first_urgent"] is not None:
        moments.append(
            DueAt(_latest(now, now, row["urgent_not_before"], row["slot_at"]), urgent=True)
        )
    if row["first"] is not None:
        moments.append(DueAt(_latest(now, now, row["not_before"], row["slot_at"]), urgent=False))
    if not moments and row["later"] is not None:
        moments.append(DueAt(max(row["later"], now), urgent=False))
    return min(moments, key=lambda one: (one.at, not one.urgent), default=None)


def _arrays(destinations: Collection[Destination]) -> dict[str, list[str]]:
    return {
        "platforms": [destination.platform for destination in destinations],
        "workspaces": [destination.workspace for destination in destinations],
        "channels": [destination.channel for destination in destinations],
    }


def _may_move(held_until: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    return or_(
        held_until.is_(None),
        held_until <= bindparam("now"),
        held_until > bindparam("backoff_ends"),
    )


def _waits_for_none(n: Any) -> ColumnElement[bool]:
    """Whether what a message belongs under is there, or will never be: a reply is sent after its
    parent, whose ref it needs, but a dead parent must not hold the channel for ever."""
    a = SHOWN.alias().c
    there = exists(literal(1)).where(
        *(a[name] == n[name] for name in DESTINATION_KEY),
        a.key == n.parent_key,
        or_(a.ref.is_not(None), a.dead != ""),
    )
    return or_(n.parent_key == "", n.ref.is_not(None), there)


def _head(destinations: Any, urgent: ColumnElement[bool]) -> ColumnElement[str]:
    """The key of a channel's first message; what is not due, or waits for its parent, is not in the
    queue yet. Urgent and other messages are asked for apart, not sorted together: so
    `ix_shown_line` answers each with its first row, however many are pending."""
    n = SHOWN.alias().c
    return (
        select(n.key)
        .where(
            n.hospital_id == bindparam("hid"),
            *(n[name] == destinations.c[name] for name in DESTINATION_KEY[1:]),
            n.urgent == urgent,
            pending(n),
            n.due_at <= bindparam("now"),
            _waits_for_none(n),
        )
        .order_by(n.seq, n.key)
        .limit(1)
        .correlate(destinations)
        .scalar_subquery()
    )


def _later(destinations: Any) -> ColumnElement[datetime]:
    n = SHOWN.alias().c
    return (
        select(func.min(n.due_at))
        .where(
            n.hospital_id == bindparam("hid"),
            *(n[name] == destinations.c[name] for name in DESTINATION_KEY[1:]),
            pending(n),
            n.due_at > bindparam("now"),
        )
        .correlate(destinations)
        .scalar_subquery()
    )


def _state_of(destinations: Any) -> ColumnElement[bool]:
    return and_(
        L.hospital_id == bindparam("hid"), *(L[n] == destinations.c[n] for n in DESTINATION_KEY[1:])
    )


def _heads(destinations: Any) -> Any:
    first = (
        select(
            *(
                destinations.c.platform,
                destinations.c.workspace,
                destinations.c.channel,
                L.failing_since,
                L.slot_at,
            ),
            func.coalesce(
                case((_may_move(L.urgent_not_before), _head(destinations, true()))),
                case((_may_move(L.not_before), _head(destinations, false()))),
            ).label("key"),
        )
        .select_from(destinations.outerjoin(DESTINATIONS, _state_of(destinations)))
        .where(
            or_(
                L.slot_at.is_(None),
                L.slot_at <= bindparam("soon"),
                L.slot_at > bindparam("gap_ends"),
            )
        )
        .cte("heads")
        # Else PostgreSQL may inline it and look for the head once a message, not once a channel.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    f = first.c
    shown = and_(
        S.hospital_id == bindparam("hid"),
        *(S[name] == f[name] for name in ("key", *DESTINATION_KEY[1:])),
    )
    parent = and_(
        *(P[name] == S[name] for name in DESTINATION_KEY), P.key == S.parent_key, S.parent_key != ""
    )
    lost = and_(S.ref.is_(None), P.ref.is_(None), P.dead != "")
    return (
        select(
            *(S.key, S.platform, S.workspace, S.channel, S.dm, S.body, S.version, S.ref, S.urgent),
            *(S.unsure, S.attempts, S.faults, S.lease_until, S.due_at, P.ref.label("thread")),
            *(f.failing_since, f.slot_at, func.coalesce(lost, false()).label("lost")),
        )
        .select_from(first.join(SHOWN, shown).outerjoin(PARENT, parent))
        .order_by(S.urgent.desc(), S.seq)
        .limit(MOST)  # one round stays short; channels past that come in the next
    )


_PENDING_LINES = (
    select(S.platform, S.workspace, S.channel)
    .where(
        S.hospital_id == bindparam("hid"),
        PENDING,
        S.platform.not_in(bindparam("full", expanding=True)),
    )
    .distinct()
    .subquery("lines")
)
_GIVEN_LINES = (
    func.unnest(
        *(bindparam(n, type_=ARRAY(String)) for n in ("platforms", "workspaces", "channels"))
    )
    .table_valued("platform", "workspace", "channel", name="lines")
    .render_derived()
)
_ALL, _OF = _heads(_PENDING_LINES), _heads(_GIVEN_LINES)
_G = _GIVEN_LINES.c
_WAITS = (L.urgent_not_before, L.not_before, L.slot_at)
_FIRSTS = (
    select(
        *(_G.platform, _G.workspace, _G.channel, *_WAITS),
        _head(_GIVEN_LINES, true()).label("first_urgent"),
        _head(_GIVEN_LINES, false()).label("first"),
    )
    .select_from(_GIVEN_LINES.outerjoin(DESTINATIONS, _state_of(_GIVEN_LINES)))
    .cte("firsts")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_F = _FIRSTS.c
_NEXT = select(
    _FIRSTS,
    case((and_(_F.first_urgent.is_(None), _F.first.is_(None)), _later(_FIRSTS))).label("later"),
)
_HELD = select(_G.platform, _G.workspace, _G.channel, *_WAITS).select_from(
    _GIVEN_LINES.join(DESTINATIONS, _state_of(_GIVEN_LINES))
)
