"""Claims messages of the outbox for delivery: one queue a channel, under leases with fencing
tokens.

A channel's messages are delivered one at a time in the order they were wanted, urgent ones first,
no faster than its platform's rate limit. A failed delivery holds its channel back until it may be
retried, so that nothing but an urgent message overtakes it; a platform that says how long to wait
holds back urgent ones too. No channel, however long its queue, delays another. Times are UTC.

Delivery is at least once with repair: a claim is a lease that its holder renews (heartbeat) for as
long as it lives, and every outcome is recorded under the lease's token only. A process that slept
through its lease therefore records nothing, and the next holder searches the platform for the
message before it sends it again (`unsure`).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.delivery import false_future, outbox, queue_heads
from storage.delivery.edit_turns import NO_WAIT, EditTurns
from storage.delivery.jobs import ClaimRequest, Destination, DueAt, queue_of
from storage.delivery.jobs.destinations import DESTINATION_KEY, DESTINATIONS
from storage.delivery.outbox import Address
from storage.delivery.pace import RateLimit, SlotReservations, reserve
from storage.delivery.shown import LEASED, NO_PARENT, PENDING, PLACE, SHOWN, S
from storage.engine.base import UtcDateTime
from storage.engine.session import HospitalSession

LEASE = timedelta(seconds=3)
MOST = 32  # deliveries at once on a platform that the caller gives no room of its own
AGREED = timedelta(seconds=1)  # by which the clocks of two processes may differ
SOON = timedelta(seconds=0.5)  # until a channel is looked at again that another process has leased
L = DESTINATIONS.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to deliver now. `thread` is the ref of the message it belongs under.

    `unsure` says that an earlier attempt may have reached the platform without our learning its
    ref. `attempts` counts the failures before this one, `faults` those that were errors of our own;
    `failing_since` is when its channel failed first without a success since. `lost` says that the
    message it belongs under became a dead letter. `token` is the fencing token of its lease. It may
    be sent in `wait` seconds, and the next message of its channel a `gap` after it is done; or, an
    edit without a turn, it is put `aside` for so many seconds.
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
    aside: float = 0

    def tried_for(self, now: datetime) -> timedelta:
        """How long it has been due while nothing reached its channel: what giving up goes by."""
        return now - max(self.failing_since or now, self.due_at)

    @property
    def row(self) -> dict[str, str]:
        """The primary key of its row, as bound values."""
        where = (self.hid, self.key, *self.address[:3])
        return {f"of_{name}": word for name, word in zip(PLACE, where, strict=True)}

    @property
    def destination(self) -> Destination:
        return Destination(*self.address[:3])


def claim(
    db: HospitalSession,
    now: datetime,
    busy: Collection[Destination],
    room: Mapping[str, int],
    limits: Mapping[str, RateLimit] | None = None,
) -> list[Claimed]:
    """Lease the first message of every channel that may move, urgent ones first.

    `busy` are the channels that this process is delivering to, `room` how many messages it may
    deliver at once on each platform, `limits` how fast. A channel is given to one process only.
    """
    under_way = Counter(platform for platform, *_ in busy)
    free = {platform: most - under_way[platform] for platform, most in room.items()}
    request = ClaimRequest(now, free, uuid4().hex, LEASE)
    destinations = queue_of(db).take(db, request)
    if destinations is not None and not destinations:
        return []
    slots = SlotReservations(db, now, limits or {})
    edits = EditTurns(db, now, limits or {})
    choice = _Choice(db.hid, request, set(busy) | _leased(db, now), slots, edits)
    full = [platform for platform, most in free.items() if most <= 0]
    for head in queue_heads.heads(db, now, full, destinations):
        choice.offer(head, limits or {})
    slots.keep()
    edits.keep()
    _lease(db, choice.claimed, now + LEASE)
    if destinations is not None:
        # All that the queue handed out goes back, even a channel that turns out to have nothing to
        # deliver yet: what its messages wait for puts it in the queue when it happens.
        claimed = {message.destination for message in choice.claimed}
        _put_back(db, request, set(destinations) - claimed, choice.later)
    return choice.claimed


class _Choice:
    """Which of the queue heads are claimed, and when the other channels are looked at again."""

    def __init__(
        self,
        hid: str,
        request: ClaimRequest,
        held: Collection[Destination],
        slots: SlotReservations,
        edits: EditTurns,
    ) -> None:
        self._hid, self._request, self._slots, self._edits = hid, request, slots, edits
        self._held, self._room = held, Counter(request.room)
        self.claimed: list[Claimed] = []
        self.later: dict[Destination, DueAt] = {}

    def offer(self, head: Any, limits: Mapping[str, RateLimit]) -> None:
        """Claim this queue head if its channel is free, has room and gets a slot."""
        destination = Destination(head["platform"], head["workspace"], head["channel"])
        urgent, platform = head["urgent"], destination.platform
        if destination in self._held:
            self.later[destination] = DueAt(self._request.now + SOON, urgent)
        # A platform that this version does not know gets what is left of `MOST`: its messages have
        # to be attempted, else nobody is ever told that they can't be delivered.
        elif self._room.get(platform, MOST - len(self.claimed)) <= 0:
            self.later[destination] = DueAt(self._request.now, urgent)
        elif aside := self._edit_wait(destination, head):
            self._room[platform] -= 1
            message = _claimed(self._hid, self._request, head, NO_WAIT, NO_WAIT)
            self.claimed.append(replace(message, aside=aside.total_seconds()))
        # Asked last, because a slot once taken is not given back.
        elif (wait := self._slots.take(destination, head["slot_at"])) is None:
            self.later[destination] = DueAt(self._slots.soon(destination), urgent)
        else:
            self._room[platform] -= 1
            gap = limits.get(platform, RateLimit()).channel
            self.claimed.append(_claimed(self._hid, self._request, head, wait, gap))

    def _edit_wait(self, destination: Destination, head: Any) -> timedelta:
        near = head["ref"] is not None and self._slots.near(destination, head["slot_at"])
        return self._edits.take(destination, urgent=head["urgent"]) if near else NO_WAIT


def _put_back(
    db: HospitalSession,
    request: ClaimRequest,
    destinations: Collection[Destination],
    later: Mapping[Destination, DueAt],
) -> None:
    """Give back to the queue the channels that it handed out and that don't move now."""

    def next_moves(done: Collection[Destination]) -> dict[Destination, DueAt]:
        unknown = [destination for destination in done if destination not in later]
        known = {destination: later[destination] for destination in done if destination in later}
        return known | queue_heads.next_moves(db, request.now, unknown)

    done = dict.fromkeys(destinations, request.token)
    queue_of(db).settle(db, request.now, {}, done, next_moves)


def _lease(db: HospitalSession, claimed: Collection[Claimed], until: datetime) -> None:
    rows = [
        message.row | {"until": until, "was_unsure": message.unsure, "token": message.token}
        for message in claimed
    ]
    if rows:
        db.connection().execute(_TAKE, rows)


def _leased(db: HospitalSession, now: datetime) -> set[Destination]:
    span = {"now": now, "lease_ends": now + LEASE + AGREED}
    return {Destination(*row) for row in db.execute(_LEASED, {"hid": db.hid} | span)}


def _claimed(hid: str, request: ClaimRequest, row: Any, wait: timedelta, gap: timedelta) -> Claimed:
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
        # A lease that ended without an outcome: its holder died, perhaps after the platform had it.
        row["unsure"] or (row["lease_until"] is not None and row["ref"] is None),
        row["attempts"],
        row["faults"],
        row["due_at"],
        row["failing_since"],
        row["lost"],
        request.token,
        wait.total_seconds(),
        gap,
    )


def renew(db: HospitalSession, now: datetime, taken: Collection[Claimed]) -> set[tuple[str, ...]]:
    """The heartbeat: begin these leases anew. Returns the primary keys of the rows that are still
    leased under our tokens; all others have passed to another process."""
    tokens = sorted({message.token for message in taken})
    ours = (S.hospital_id == db.hid, LEASED, S.leased_to.in_(tokens))
    db.execute(update(SHOWN).where(*ours).values(lease_until=now + LEASE))
    queue_of(db).renew(db, tokens)
    return {tuple(row) for row in db.execute(select(*(S[name] for name in PLACE)).where(*ours))}


def sweep(db: HospitalSession, now: datetime) -> int:
    """Queue channels again that could move and that the queue has lost: their process died in
    between, or another version of Corridor wrote `shown` without queueing. Returns how many.
    `shown` is the truth, the queue only says where to look."""
    false_future.bring_near(db, now)
    queue_of(db).expire_future_leases(db, LEASE)

    def due() -> list[Destination]:
        return [Destination(*row) for row in db.execute(_DUE, {"hid": db.hid, "now": now})]

    if not (lost := queue_of(db).missed(db, due)):
        return 0
    moves = queue_heads.next_moves(db, now, lost)
    queue_of(db).settle(db, now, moves, {}, lambda _: {})
    return sum(move.at <= now for move in moves.values())


def delivered(db: HospitalSession, message: Claimed, ref: str, now: datetime) -> bool:
    """Record that the platform shows this version, under `ref`. Like its three siblings below it
    returns False, and records nothing, where the lease has passed to another process."""
    values = {"sent": message.version, "new_ref": ref, "at": now}
    if not _recorded(db, message, _DELIVERED, values):
        return False
    if message.failing_since is not None:  # one update less for everybody whose channel is well
        key = (message.hid, *message.destination)
        here = (L[name] == value for name, value in zip(DESTINATION_KEY, key, strict=True))
        db.execute(update(DESTINATIONS).where(*here).values(failing_since=None, why=None))
    _release(db, message, now)
    return True


def failed(
    db: HospitalSession,
    message: Claimed,
    again: datetime,
    now: datetime,
    *,
    unsure: bool = False,
    fault: bool = False,
    closed: bool = False,
    why: str = "",
) -> bool:
    """Record a failure: the channel backs off until `again`. Its urgent messages wait too if this
    was one, or if the platform has `closed` the channel until then. `fault`: an error of ours."""
    if not _recorded(db, message, _FAILED, {"maybe": unsure, "more_faults": int(fault)}):
        return False
    dialect: Any = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    backoff: dict[str, Any] = {"not_before": again, "why": why[:200]}
    if closed or message.urgent:
        backoff["urgent_not_before"] = again
    key = dict(zip(DESTINATION_KEY, (message.hid, *message.destination), strict=True))
    new = dialect.insert(DESTINATIONS).values(**key, **backoff, failing_since=now)
    # The first failure counts: the 24 hours until a message is given up begin there.
    since = func.coalesce(L.failing_since, new.excluded.failing_since)
    changed = backoff | {"failing_since": since}
    db.connection().execute(new.on_conflict_do_update(index_elements=DESTINATION_KEY, set_=changed))
    _release(db, message, now)
    return True


def put_aside(db: HospitalSession, message: Claimed, until: datetime, now: datetime) -> bool:
    """Record that it has to wait though nothing failed: the rest of its channel goes on."""
    if not _recorded(db, message, _PUT_ASIDE, {"until": until, "at": now}):
        return False
    _release(db, message, now)
    return True


def give_up(db: HospitalSession, message: Claimed, why: str, now: datetime) -> bool:
    """Make it a dead letter: not retried unless an administrator asks, and neither is what belongs
    under it."""
    if not _recorded(db, message, _GIVE_UP, {"why": why[:200], "at": now}):
        return False
    if not message.ref:  # an edit that failed leaves the message there, and replies find it
        platform, workspace, channel = message.destination
        orphans = update(SHOWN).where(
            S.hospital_id == message.hid,
            S.parent_key == message.key,
            S.platform == platform,
            S.workspace == workspace,
            S.channel == channel,
            S.ref.is_(None),
        )
        db.connection().execute(orphans.values(dead=NO_PARENT, updated_at=now))
    _release(db, message, now)
    return True


def _recorded(
    db: HospitalSession, message: Claimed, statement: Any, values: Mapping[str, Any]
) -> bool:
    """Update the row if it is still leased under our fencing token; say whether it was."""
    updated = db.connection().execute(statement, {**message.row, "token": message.token, **values})
    return bool(updated.rowcount)


def _release(db: HospitalSession, message: Claimed, now: datetime) -> None:
    """Free its channel, a `gap` after now: the platform counted the message at some moment of the
    call, and only its end is certain not to be too early."""
    if message.gap:
        reserve(db, now, {message.destination: now + message.gap})
    outbox.batch_of(db, now).release(message.destination, message.token)


def next_due(db: HospitalSession, now: datetime) -> datetime | None:
    """When the next message that waits for its time is due."""
    later = select(func.min(S.due_at)).where(S.hospital_id == db.hid, PENDING, S.due_at > now)
    return cast(datetime | None, db.scalar(later))


_LEASED = select(S.platform, S.workspace, S.channel).where(
    S.hospital_id == bindparam("hid"),
    LEASED,
    S.lease_until > bindparam("now"),
    S.lease_until <= bindparam("lease_ends"),  # else written by a clock that was set back since
)
_DUE = (
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
    .values(
        due_at=bindparam("until", type_=UtcDateTime),
        lease_until=None,
        leased_to=None,
        updated_at=bindparam("at"),
    )
)
_GIVE_UP = (
    update(SHOWN)
    .where(_OURS)
    .values(dead=bindparam("why"), lease_until=None, leased_to=None, updated_at=bindparam("at"))
)
