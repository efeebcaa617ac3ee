"""Jobs on PostgreSQL: PgQueuer's queue, a job a line, run within our transactions.

Its statements do the queueing; its worker loop is not used, because what that notes is neither in
our transaction nor fenced (design record 22). Lines are locked in one order by everybody.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from storage.delivery.jobs import Asked, Line, Look, When
from storage.delivery.jobs.pgq import QUERIES, run
from storage.engine.session import HospitalSession

PLATFORMS = ("sealed", "slack", "teams", "web")
AT_ONCE = timedelta(seconds=-1)  # what is due is what was due before this transaction began
URGENT = 1


class QueueJobs:
    """The key of a job is its line, so that there is one at most; a line that is taken while
    something new is wanted of it is looked at again before it is let go."""

    def take(self, db: HospitalSession, asked: Asked) -> Collection[Line] | None:
        lines: list[Line] = []
        for most, platforms in _by_room(asked.room).items():
            query = QUERIES.build_dequeue_query(
                batch_size=most,
                entrypoints=[_entry(db.hid, name) for name in platforms],  # type: ignore[misc]
                concurrency_limits=[0] * len(platforms),
                queue_manager_id=UUID(asked.token),  # type: ignore[arg-type]
                global_concurrency_limit=None,
                heartbeat_timeout=asked.lease,
            )
            found = run(db, query.sql, *query.args).mappings()
            lines += [Line(*json.loads(row["payload"])) for row in found]
        return lines

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Line, When],
        over: Mapping[Line, str],
        look: Look,
    ) -> None:
        keys = {_key(db.hid, line): line for line in sorted({*wanted, *over})}
        if not keys:
            return
        there = {row["dedupe_key"]: row for row in run(db, _LOCK, list(keys)).mappings()}
        done = [
            there[key]["id"]
            for key, line in keys.items()
            if line in over and key in there and _holds(there[key], over[line])
        ]
        if done:
            run(
                db,
                QUERIES.build_log_job_query(),
                done,
                ["successful"] * len(done),
                [None] * len(done),
            )
        asked = _sooner(wanted, look(list(over)) if over else {})
        self._ask(db, now, {key: asked[line] for key, line in keys.items() if line in asked}, keys)

    def _ask(
        self,
        db: HospitalSession,
        now: datetime,
        when: Mapping[str, When],
        keys: Mapping[str, Line],
    ) -> None:
        """A job for each line that has none; what is queued already is hastened, never delayed."""
        if not when:
            return
        lines = [keys[key] for key in when]
        urgent = [URGENT if one.urgent else 0 for one in when.values()]
        after = [one.at - now if one.at > now else AT_ONCE for one in when.values()]
        run(
            db,
            QUERIES.build_enqueue_query("update_priority"),
            urgent,
            [_entry(db.hid, line.platform) for line in lines],
            [json.dumps(line).encode() for line in lines],
            after,
            list(when),
            ["null"] * len(lines),
        )
        run(db, _HASTEN, list(when), after)

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        ours = [row.id for row in run(db, _OURS, [UUID(token) for token in tokens])]
        if ours:
            run(db, QUERIES.build_update_heartbeat_query(), ours)

    def missed(
        self, db: HospitalSession, lines: Callable[[], Collection[Line]]
    ) -> Collection[Line]:
        keys = {_key(db.hid, line): line for line in lines()}
        seen = {row.dedupe_key for row in run(db, _SEEN, list(keys))}
        return [line for key, line in keys.items() if key not in seen]


def _by_room(room: Mapping[str, int]) -> dict[int, list[str]]:
    """Platforms by how many lines there is room for, so that most are asked for at once."""
    found: dict[int, list[str]] = {}
    for platform, most in room.items():
        if most > 0:
            found.setdefault(most, []).append(platform)
    return found


def _sooner(one: Mapping[Line, When], other: Mapping[Line, When]) -> dict[Line, When]:
    found = dict(one)
    for line, when in other.items():
        before = found.get(line, when)
        found[line] = When(min(before.at, when.at), before.urgent or when.urgent)
    return found


def _holds(row: Any, token: str) -> bool:
    return bool(row["status"] == "picked" and row["queue_manager_id"] == UUID(token))


def _entry(hid: str, platform: str) -> str:
    return f"{hid}/{platform}"


def _key(hid: str, line: Line) -> str:
    return "/".join((hid, *line))


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
_SEEN = """
SELECT dedupe_key FROM pgqueuer WHERE dedupe_key = ANY($1::text[])
AND (status = 'picked' OR (status = 'queued' AND execute_after < now()))
"""
