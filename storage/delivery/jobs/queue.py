"""The delivery queue on PostgreSQL: PgQueuer's tables and SQL, one job a channel.

Its statements (SELECT … FOR UPDATE SKIP LOCKED, heartbeat, finish) run in our transactions. Its
worker loop is not used: it would finish a job in another transaction, without a fencing token
(design record 22).
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from storage.delivery.jobs import ClaimRequest, Destination, DueAt, NextMoves
from storage.delivery.jobs.pgq import QUERIES, run
from storage.engine.session import HospitalSession

# PgQueuer hands out what `execute_after < now()` finds, and now() is when a transaction began: what
# is to be found at once has to lie before that.
AT_ONCE = timedelta(seconds=-1)
URGENT = 1


class PgQueue:
    """The dedupe key of a job is its channel, so that there is one at most. What is wanted of a
    channel while a worker has it needs no second job: its end looks at the channel again."""

    def take(self, db: HospitalSession, request: ClaimRequest) -> Collection[Destination] | None:
        destinations: list[Destination] = []
        for most, platforms in _by_room(request.room).items():
            query = QUERIES.build_dequeue_query(
                batch_size=most,
                entrypoints=[_entry(db.hid, name) for name in platforms],  # type: ignore[misc]
                concurrency_limits=[0] * len(platforms),  # none: `room` has counted already
                queue_manager_id=UUID(request.token),  # type: ignore[arg-type]
                global_concurrency_limit=None,
                heartbeat_timeout=request.lease,
            )
            jobs = run(db, query.sql, *query.args).mappings()
            destinations += [Destination(*json.loads(row["payload"])) for row in jobs]
        return destinations

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Destination, DueAt],
        released: Mapping[Destination, str],
        next_moves: NextMoves,
    ) -> None:
        keys = {
            _key(db.hid, destination): destination for destination in sorted({*wanted, *released})
        }
        if not keys:
            return
        # Locked by `_LOCK` in the order of the keys, by everybody: two transactions that touch the
        # same channels would deadlock otherwise.
        jobs = {row["dedupe_key"]: row for row in run(db, _LOCK, list(keys)).mappings()}
        done = [
            jobs[key]["id"]
            for key, destination in keys.items()
            if destination in released and key in jobs and _holds(jobs[key], released[destination])
        ]
        if done:
            run(
                db,
                QUERIES.build_log_job_query(),
                done,
                ["successful"] * len(done),
                [None] * len(done),
            )
        moves = _sooner(wanted, next_moves(list(released)) if released else {})
        due = {key: moves[channel] for key, channel in keys.items() if channel in moves}
        self._enqueue(db, now, due, keys)

    def _enqueue(
        self,
        db: HospitalSession,
        now: datetime,
        when: Mapping[str, DueAt],
        keys: Mapping[str, Destination],
    ) -> None:
        """Make a job for each channel that has none; one that is queued is hastened, never
        delayed."""
        if not when:
            return
        destinations = [keys[key] for key in when]
        urgent = [URGENT if due.urgent else 0 for due in when.values()]
        after = [due.at - now if due.at > now else AT_ONCE for due in when.values()]
        run(
            db,
            QUERIES.build_enqueue_query("update_priority"),
            urgent,
            [_entry(db.hid, destination.platform) for destination in destinations],
            [json.dumps(destination).encode() for destination in destinations],
            after,
            list(when),
            ["null"] * len(destinations),
        )
        run(db, _HASTEN, list(when), after)

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        ours = [row.id for row in run(db, _OURS, [UUID(token) for token in tokens])]
        if ours:
            run(db, QUERIES.build_update_heartbeat_query(), ours)

    def expire_future_leases(self, db: HospitalSession, longest: timedelta) -> None:
        run(db, _EXPIRE, longest, AT_ONCE)

    def missed(
        self, db: HospitalSession, destinations: Callable[[], Collection[Destination]]
    ) -> Collection[Destination]:
        keys = {_key(db.hid, destination): destination for destination in destinations()}
        seen = {row.dedupe_key for row in run(db, _SEEN, list(keys))}
        return [destination for key, destination in keys.items() if key not in seen]


def _by_room(room: Mapping[str, int]) -> dict[int, list[str]]:
    """Platforms by how many channels there is room for: one dequeue serves all that have the
    same."""
    by_room: dict[int, list[str]] = {}
    for platform, most in room.items():
        if most > 0:
            by_room.setdefault(most, []).append(platform)
    return by_room


def _sooner(
    one: Mapping[Destination, DueAt], other: Mapping[Destination, DueAt]
) -> dict[Destination, DueAt]:
    moves = dict(one)
    for destination, due in other.items():
        before = moves.get(destination, due)
        moves[destination] = DueAt(min(before.at, due.at), before.urgent or due.urgent)
    return moves


def _holds(row: Any, token: str) -> bool:
    """The fence: a worker that lost its lease must not finish the job of the one after it."""
    return bool(row["status"] == "picked" and row["queue_manager_id"] == UUID(token))


def _entry(hid: str, platform: str) -> str:
    return f"{hid}/{platform}"


def _key(hid: str, destination: Destination) -> str:
    return "/".join((hid, *destination))


_LOCK = """
SELECT id, dedupe_key, status::text, queue_manager_id FROM pgqueuer
WHERE dedupe_key = ANY($1::text[]) AND status IN ('queued', 'picked')
ORDER BY dedupe_key FOR UPDATE
"""
_HASTEN = """
UPDATE pgqueuer SET execute_after = now() + asked.wait
FROM unnest($1::text[], $2::interval[]) AS asked(name, wait)
WHERE dedupe_key = asked.name AND status = 'queued' AND execute_after > now() + asked.wait
"""
_OURS = "SELECT id FROM pgqueuer WHERE queue_manager_id = ANY($1::uuid[]) AND status = 'picked'"
# What was picked was due before that, and PgQueuer takes nothing over that is not due.
_EXPIRE = """
UPDATE pgqueuer
SET heartbeat = LEAST(heartbeat, now()), execute_after = LEAST(execute_after, now() + $2::interval)
WHERE status = 'picked' AND (heartbeat > now() + $1::interval OR execute_after >= now())
"""
_SEEN = """
SELECT dedupe_key FROM pgqueuer WHERE dedupe_key = ANY($1::text[])
AND (status = 'picked' OR (status = 'queued' AND execute_after < now()))
"""
