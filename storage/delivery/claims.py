"""Who is next to be delivered: one line of messages per channel, urgent ones first.

A line moves in the order of wanting, one message at a time, no faster than its platform's pace. A
failure holds the line up until it may be tried again, so that nothing overtakes a message that
failed but what is urgent; a platform that names a time to wait holds up even that. However long one
line is, it holds no other up. Times are UTC.

Whoever claims a message has it until its lease ends, and renews it as long as it lives. What comes
of a message is noted only by whoever has its lease then: one that slept meanwhile notes nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.delivery import outbox, queue_heads
from storage.delivery.jobs import Asked, Line, When, jobs_of
from storage.delivery.jobs.lines import LANE, LANES
from storage.delivery.outbox import Address
from storage.delivery.pace import Gaps, Slots, reserve
from storage.delivery.shown import LEASED, NO_PARENT, PENDING, PLACE, SHOWN, S
from storage.engine.base import UtcDateTime
from storage.engine.session import HospitalSession

LEASE = timedelta(seconds=3)
MOST = 32
SOON = timedelta(seconds=0.5)  # until a line is looked at again that another process still has
PLATFORMS = ("sealed", "slack", "teams", "web")
L = LANES.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to deliver now. `thread` is the ref of the message it belongs under.

    `unsure` says that an earlier try may have reached the platform without our learning its ref.
    `attempts` counts the failures before this try, `faults` those that were errors of our own;
    `failing_since` is when its channel failed first without a success since. `lost` says that what
    it belongs under was given up. `token` is what the lease is known by. It may be sent in `wait`
    seconds, and the next in its channel a `gap` after its end.
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
    token: str
    wait: float
    gap: timedelta

    def tried_for(self, now: datetime) -> timedelta:
        """How long it has been due while nothing reached its channel."""
        return now - max(self.failing_since or now, self.due_at)

    @property
    def row(self) -> dict[str, str]:
        """What the row is found by, as bound values."""
        where = (self.hid, self.key, *self.address[:3])
        return {f"of_{name}": word for name, word in zip(PLACE, where, strict=True)}

    @property
    def lane(self) -> Line:
        return Line(*self.address[:3])


def claim(
    db: HospitalSession,
    now: datetime,
    busy: Collection[Line],
    room: Mapping[str, int] | None = None,
    gaps: Mapping[str, Gaps] | None = None,
) -> list[Claimed]:
    """Take the first message of every line that may move, until the lease ends; urgent ones first.

    `busy` are the channels that this process delivers to just now, `room` how many it may deliver
    to at once on each platform, `gaps` how fast. What one process has no other is given.
    """
    asked = Asked(now, _room(room, busy), uuid4().hex, LEASE)
    lines = jobs_of(db).take(db, asked)
    if lines is not None and not lines:
        return []
    chosen = _Choice(db.hid, asked, set(busy) | _leased(db, now), Slots(db, now, gaps or {}))
    full = [platform for platform, most in asked.room.items() if most <= 0]
    for row in queue_heads.heads(db, now, full, lines):
        chosen.offer(row, gaps or {})
    chosen.slots.keep()
    _lease(db, chosen.taken, now + LEASE)
    if lines is not None:
        _let_go(db, asked, set(lines) - {one.lane for one in chosen.taken}, chosen.later)
    return chosen.taken


def _room(room: Mapping[str, int] | None, busy: Collection[Line]) -> dict[str, int]:
    under_way = Counter(platform for platform, *_ in busy)
    most = dict.fromkeys(PLATFORMS, MOST) | dict(room or {})
    return {platform: here - under_way[platform] for platform, here in most.items()}


class _Choice:
    """Which of the lines that may move are taken, and when the others are looked at again."""

    def __init__(self, hid: str, asked: Asked, held: Collection[Line], slots: Slots) -> None:
        self.hid, self.asked, self.slots = hid, asked, slots
        self._held, self._room = held, Counter(asked.room)
        self.taken: list[Claimed] = []
        self.later: dict[Line, When] = {}

    def offer(self, row: Any, gaps: Mapping[str, Gaps]) -> None:
        line, urgent = Line(row["platform"], row["workspace"], row["channel"]), row["urgent"]
        if line in self._held:
            self.later[line] = When(self.asked.now + SOON, urgent)
        elif self._room.get(line.platform, MOST - len(self.taken)) <= 0:
            self.later[line] = When(self.asked.now, urgent)
        elif (wait := self.slots.take(line, row["slot_at"])) is None:
            self.later[line] = When(self.slots.soon(line), urgent)
        else:
            self._room[line.platform] -= 1
            gap = gaps.get(line.platform, Gaps()).channel
            self.taken.append(_claimed(self.hid, self.asked, row, wait, gap))


def _let_go(
    db: HospitalSession, asked: Asked, lines: Collection[Line], later: Mapping[Line, When]
) -> None:
    """Lines that were taken and don't move now come up again when they may."""

    def look(over: Collection[Line]) -> dict[Line, When]:
        unknown = [line for line in over if line not in later]
        known = {line: later[line] for line in over if line in later}
        return known | queue_heads.look(db, asked.now, unknown)

    over = dict.fromkeys(lines, asked.token)
    jobs_of(db).settle(db, asked.now, {}, over, look)


def _lease(db: HospitalSession, taken: Collection[Claimed], until: datetime) -> None:
    rows = [
        one.row | {"until": until, "was_unsure": one.unsure, "token": one.token} for one in taken
    ]
    if rows:
        db.connection().execute(_TAKE, rows)


def _leased(db: HospitalSession, now: datetime) -> set[Line]:
    return {Line(*row) for row in db.execute(_LEASED, {"hid": db.hid, "now": now})}


def _claimed(hid: str, asked: Asked, row: Any, wait: timedelta, gap: timedelta) -> Claimed:
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
        asked.token,
        wait.total_seconds(),
        gap,
    )


def renew(db: HospitalSession, now: datetime, taken: Collection[Claimed]) -> set[tuple[str, ...]]:
    """Begin the leases of these anew; the places of those that are still theirs."""
    tokens = sorted({one.token for one in taken})
    mine = (S.hospital_id == db.hid, LEASED, S.leased_to.in_(tokens))
    db.execute(update(SHOWN).where(*mine).values(lease_until=now + LEASE))
    jobs_of(db).renew(db, tokens)
    return {tuple(row) for row in db.execute(select(*(S[name] for name in PLACE)).where(*mine))}


def sweep(db: HospitalSession, now: datetime) -> int:
    """Put lines that could move back in the queue where it has lost them, or another version of
    Corridor wrote past it; say how many. `shown` is what counts."""

    def due() -> list[Line]:
        return [Line(*row) for row in db.execute(_LINES, {"hid": db.hid, "now": now})]

    if not (lost := jobs_of(db).missed(db, due)):
        return 0
    when = queue_heads.look(db, now, lost)
    jobs_of(db).settle(db, now, when, {}, lambda _: {})
    return sum(one.at <= now for one in when.values())


def delivered(db: HospitalSession, one: Claimed, ref: str, now: datetime) -> bool:
    """The platform shows this version, under `ref`; false, and nothing noted, where the lease has
    passed to another."""
    if not _noted(db, one, _DELIVERED, {"sent": one.version, "new_ref": ref, "at": now}):
        return False
    if one.failing_since is not None:
        here = (L[name] == word for name, word in zip(LANE, (one.hid, *one.lane), strict=True))
        db.execute(update(LANES).where(*here).values(failing_since=None, why=None))
    _over(db, one, now)
    return True


def failed(
    db: HospitalSession,
    one: Claimed,
    again: datetime,
    now: datetime,
    *,
    unsure: bool = False,
    fault: bool = False,
    closed: bool = False,
    why: str = "",
) -> bool:
    """Not delivered: its line waits until `again`; the channel's urgent messages too if this was
    one, or if the platform has `closed` the channel until then. `fault`: an error of our own."""
    if not _noted(db, one, _FAILED, {"maybe": unsure, "more_faults": int(fault)}):
        return False
    dialect: Any = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    held: dict[str, Any] = {"not_before": again, "why": why[:200]}
    if closed or one.urgent:
        held["urgent_not_before"] = again
    where = dict(zip(LANE, (one.hid, *one.lane), strict=True))
    new = dialect.insert(LANES).values(**where, **held, failing_since=now)
    since = func.coalesce(L.failing_since, new.excluded.failing_since)
    changed = held | {"failing_since": since}
    db.connection().execute(new.on_conflict_do_update(index_elements=LANE, set_=changed))
    _over(db, one, now)
    return True


def _noted(db: HospitalSession, one: Claimed, statement: Any, values: Mapping[str, Any]) -> bool:
    done = db.connection().execute(statement, {**one.row, "token": one.token, **values})
    return bool(done.rowcount)


def _over(db: HospitalSession, one: Claimed, now: datetime) -> None:
    """The line may be looked at again, its gap after the end of this call: when within it the
    platform counted the message is not known."""
    if one.gap:
        reserve(db, now, {one.lane: now + one.gap})
    outbox.wants(db, now).over(one.lane, one.token)


def put_aside(db: HospitalSession, one: Claimed, until: datetime, now: datetime) -> bool:
    """Not now, though nothing failed: it alone leaves its line until then."""
    if not _noted(db, one, _PUT_ASIDE, {"until": until}):
        return False
    _over(db, one, now)
    return True


def give_up(db: HospitalSession, one: Claimed, why: str, now: datetime) -> bool:
    """It will not be tried again unless an administrator asks; what belongs under it neither."""
    if not _noted(db, one, _GIVE_UP, {"why": why[:200], "at": now}):
        return False
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
    _over(db, one, now)
    return True


def next_due(db: HospitalSession, now: datetime) -> datetime | None:
    """When the next message that waits for its time is due."""
    later = select(func.min(S.due_at)).where(S.hospital_id == db.hid, PENDING, S.due_at > now)
    return cast(datetime | None, db.scalar(later))


_LEASED = select(S.platform, S.workspace, S.channel).where(
    S.hospital_id == bindparam("hid"), LEASED, S.lease_until > bindparam("now")
)
_LINES = (
    select(S.platform, S.workspace, S.channel)
    .where(S.hospital_id == bindparam("hid"), PENDING, S.due_at <= bindparam("now"))
    .distinct()
)
_ROW: ColumnElement[bool] = and_(*(S[name] == bindparam(f"of_{name}") for name in PLACE))
_OURS = and_(_ROW, S.leased_to == bindparam("token"))
_TAKE = (
    update(SHOWN)
    .where(_ROW)
    .values(
        lease_until=bindparam("until"), unsure=bindparam("was_unsure"), leased_to=bindparam("token")
    )
)
_DELIVERED = (
    update(SHOWN)
    .where(_OURS)
    .values(
        sent_version=bindparam("sent"),
        ref=bindparam("new_ref"),
        lease_until=None,
        leased_to=None,
        unsure=False,
        attempts=0,
        faults=0,
        posted_at=func.coalesce(S.posted_at, bindparam("at", type_=UtcDateTime)),
    )
)
_FAILED = (
    update(SHOWN)
    .where(_OURS)
    .values(
        attempts=S.attempts + 1,
        faults=S.faults + bindparam("more_faults"),
        lease_until=None,
        leased_to=None,
        unsure=bindparam("maybe"),
    )
)
_PUT_ASIDE = (
    update(SHOWN)
    .where(_OURS)
    .values(due_at=bindparam("until", type_=UtcDateTime), lease_until=None, leased_to=None)
)
_GIVE_UP = (
    update(SHOWN)
    .where(_OURS)
    .values(dead=bindparam("why"), lease_until=None, leased_to=None, updated_at=bindparam("at"))
)
