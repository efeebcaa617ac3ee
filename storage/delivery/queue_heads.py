"""Queue heads: the first message of each channel's line, and when that line may move.

Asked of every line that has something pending, or of given ones (on PostgreSQL, where a queue says
which). Times are UTC.
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

from storage.delivery.jobs import Line, When
from storage.delivery.jobs.lines import LANE, LANES
from storage.delivery.shown import PENDING, SHOWN, S, pending
from storage.engine.session import HospitalSession

MOST = 1000
AHEAD = timedelta(seconds=0.2)
"""A line is taken so long before its slot, to be sent at the very moment."""
L = LANES.c
PARENT = SHOWN.alias("parent")
P = PARENT.c


def heads(
    db: HospitalSession, now: datetime, full: Collection[str], lines: Collection[Line] | None
) -> list[Any]:
    """What is next in each line that may move, urgent ones first: of `lines`, or of all but those
    on `full` platforms."""
    if lines is None:
        values: dict[str, Any] = {"full": list(full)}
        statement = _ALL
    else:
        values, statement = _arrays(lines), _OF
    soon = {"hid": db.hid, "now": now, "soon": now + AHEAD}
    return list(db.execute(statement, soon | values).mappings())


def look(db: HospitalSession, now: datetime, lines: Collection[Line]) -> dict[Line, When]:
    """When each of these lines may move next; lines with nothing to deliver, or where all waits
    for a message to stand under that nobody wants yet, are left out."""
    if not lines:
        return {}
    rows = db.execute(_NEXT, {"hid": db.hid, "now": now} | _arrays(lines)).mappings()
    found = {
        Line(row["platform"], row["workspace"], row["channel"]): _next(row, now) for row in rows
    }
    return {line: when for line, when in found.items() if when is not None}


def held(db: HospitalSession, wanted: dict[Line, When]) -> dict[Line, When]:
    """The same, but not before a line's wait is over and its next slot comes."""
    if not wanted:
        return {}
    found = dict(wanted)
    for row in db.execute(_HELD, {"hid": db.hid} | _arrays(wanted)).mappings():
        line = Line(row["platform"], row["workspace"], row["channel"])
        at, urgent = wanted[line]
        wait = row["urgent_not_before"] if urgent else row["not_before"]
        found[line] = When(_latest(at, wait, row["slot_at"]), urgent)
    return found


def _latest(at: datetime, wait: datetime | None, slot: datetime | None) -> datetime:
    return max(at, wait or at, slot - AHEAD if slot else at)


def _next(row: Any, now: datetime) -> When | None:
    moments = []
    if row["first_urgent"] is not None:
        moments.append(When(_latest(now, row["urgent_not_before"], row["slot_at"]), urgent=True))
    if row["first"] is not None:
        moments.append(When(_latest(now, row["not_before"], row["slot_at"]), urgent=False))
    if not moments and row["later"] is not None:
        moments.append(When(max(row["later"], now), urgent=False))
    return min(moments, key=lambda one: (one.at, not one.urgent), default=None)


def _arrays(lines: Collection[Line]) -> dict[str, list[str]]:
    return {
        "platforms": [line.platform for line in lines],
        "workspaces": [line.workspace for line in lines],
        "channels": [line.channel for line in lines],
    }


def _may_move(held_until: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    return or_(held_until.is_(None), held_until <= bindparam("now"))


def _waits_for_none(n: Any) -> ColumnElement[bool]:
    """Whether what a message belongs under is there, or will never be."""
    a = SHOWN.alias().c
    there = exists(literal(1)).where(
        *(a[name] == n[name] for name in LANE),
        a.key == n.parent_key,
        or_(a.ref.is_not(None), a.dead != ""),
    )
    return or_(n.parent_key == "", n.ref.is_not(None), there)


def _head(lines: Any, urgent: ColumnElement[bool]) -> ColumnElement[str]:
    """The key of what is next in a line; what is not due, or waits for its parent, is not yet in
    it. Two questions instead of one order, so that an index answers each with its first row."""
    n = SHOWN.alias().c
    return (
        select(n.key)
        .where(
            n.hospital_id == bindparam("hid"),
            *(n[name] == lines.c[name] for name in LANE[1:]),
            n.urgent == urgent,
            pending(n),
            n.due_at <= bindparam("now"),
            _waits_for_none(n),
        )
        .order_by(n.seq, n.key)
        .limit(1)
        .correlate(lines)
        .scalar_subquery()
    )


def _later(lines: Any) -> ColumnElement[datetime]:
    n = SHOWN.alias().c
    return (
        select(func.min(n.due_at))
        .where(
            n.hospital_id == bindparam("hid"),
            *(n[name] == lines.c[name] for name in LANE[1:]),
            pending(n),
            n.due_at > bindparam("now"),
        )
        .correlate(lines)
        .scalar_subquery()
    )


def _lane_of(lines: Any) -> ColumnElement[bool]:
    return and_(L.hospital_id == bindparam("hid"), *(L[n] == lines.c[n] for n in LANE[1:]))


def _heads(lines: Any) -> Any:
    first = (
        select(
            *(lines.c.platform, lines.c.workspace, lines.c.channel, L.failing_since, L.slot_at),
            func.coalesce(
                case((_may_move(L.urgent_not_before), _head(lines, true()))),
                case((_may_move(L.not_before), _head(lines, false()))),
            ).label("key"),
        )
        .select_from(lines.outerjoin(LANES, _lane_of(lines)))
        .where(or_(L.slot_at.is_(None), L.slot_at <= bindparam("soon")))
        .cte("heads")
        .prefix_with("MATERIALIZED", dialect="postgresql")  # once a line, not once a message
    )
    f = first.c
    shown = and_(
        S.hospital_id == bindparam("hid"), *(S[name] == f[name] for name in ("key", *LANE[1:]))
    )
    parent = and_(*(P[name] == S[name] for name in LANE), P.key == S.parent_key, S.parent_key != "")
    lost = and_(S.ref.is_(None), P.ref.is_(None), P.dead != "")
    return (
        select(
            *(S.key, S.platform, S.workspace, S.channel, S.dm, S.body, S.version, S.ref, S.urgent),
            *(S.unsure, S.attempts, S.faults, S.lease_until, S.due_at, P.ref.label("thread")),
            *(f.failing_since, f.slot_at, func.coalesce(lost, false()).label("lost")),
        )
        .select_from(first.join(SHOWN, shown).outerjoin(PARENT, parent))
        .order_by(S.urgent.desc(), S.seq)
        .limit(MOST)
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
    .select_from(_GIVEN_LINES.outerjoin(LANES, _lane_of(_GIVEN_LINES)))
    .cte("firsts")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_F = _FIRSTS.c
_NEXT = select(
    _FIRSTS,
    case((and_(_F.first_urgent.is_(None), _F.first.is_(None)), _later(_FIRSTS))).label("later"),
)
_HELD = select(_G.platform, _G.workspace, _G.channel, *_WAITS).select_from(
    _GIVEN_LINES.join(LANES, _lane_of(_GIVEN_LINES))
)
