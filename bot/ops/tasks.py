"""What the operators' commands do: they look at queues, mend dead letters, save and restore."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from adapters.network import causes as network
from adapters.slack import causes as slack
from adapters.teams import causes as teams
from bot.core.audit import AuditAct
from bot.ops.agreed_time import agreed_time
from bot.ops.audit_note import note
from bot.run.clock import utc_now
from bot.run.database import opened_briefly
from bot.settings import Settings
from bot.settings.plain import Wrong
from bot.settings.variables import database_url
from bot.words.delivery import NOT_CONFIGURED, Cause
from storage import HospitalSession
from storage.delivery import outbox, timers
from storage.engine.migrate import migrate
from storage.engine.observing import read_only_session
from storage.engine.unbound import open_database
from storage.upkeep import backlog as waiting
from storage.upkeep import backup as files
from storage.upkeep.backlog import Depth, Stuck, Timers
from storage.upkeep.backup import Restored
from storage.upkeep.database_copy import copy as copy_all
from storage.upkeep.health import unreachable

PATIENCE = timedelta(minutes=5)
MOST = 1000
DUMP = "pg_dump --format=custom --file={file} DATABASE"
ADVICE: Mapping[Cause, str] = {
    Cause.SLACK_TOKEN_WRONG: "renew the token (runbook: Slack token revoked)",
    Cause.SLACK_TOKEN_ENDED: "install the app again (runbook: Slack token revoked)",
    Cause.TEAMS_SECRET_EXPIRED: "check the secret (runbook: Teams secret expired)",
    Cause.RATE_LIMITED: "wait: it is paced by itself (runbook: 429 storms)",
    Cause.NOT_CONFIGURED: "set the platform's variables on the worker, too",
    Cause.PERMISSION_MISSING: "corridor doctor",
    **network.MEND,
}
# By the texts that are stored. One that is reworded keeps its old text here for a version: channels
# that have failed since before the upgrade still have it.
CAUSES: Mapping[str, Cause] = {
    **slack.CAUSES,
    **teams.CAUSES,
    **network.CAUSES,
    NOT_CONFIGURED: Cause.NOT_CONFIGURED,
}


class NotHere(Exception):
    """This is not done on this kind of database; the text says what is, for operators."""


class Queues(NamedTuple):
    """What waits, what is late, and how many were given up by platform."""

    depths: list[Depth]
    dead: dict[str, int]
    timers: Timers


class Given(NamedTuple):
    """Something that was given up: a message, or a thing to do later (`where` is empty then)."""

    key: str
    where: str
    why: str
    since: datetime


def queues(settings: Settings) -> Queues:
    now = utc_now()
    with opened_briefly(settings) as database, read_only_session(database) as db:
        dead, clocks = waiting.dead(db), waiting.clocks(db, now)
        return Queues(waiting.depths(db, now), dead, clocks)


def summary(found: Queues) -> Iterator[str]:
    """What stands under the table."""
    late = f", the oldest for {ago(found.timers.oldest)}" if found.timers.oldest else ""
    yield f"Things to do that are late: {found.timers.overdue}{late}."
    given_up = sum(found.dead.values()) + found.timers.dead
    yield f"Given up: {given_up}." + (" See corridor undelivered." if given_up else "")


def undelivered(settings: Settings) -> list[Given]:
    with opened_briefly(settings) as database, read_only_session(database) as db:
        lost = outbox.dead_letters(db, MOST)
        late = timers.dead_letters(db)[:MOST]
    now = utc_now()
    messages = [Given(one.key, " ".join(one.address[:3]), one.why, one.since) for one in lost]
    return messages + [Given(key, "", why, now) for key, why in late]


def mend(settings: Settings, *, retry: str = "", drop: str = "") -> int:
    """Try one key again, or drop it; without either try all again. How many there were."""
    with opened_briefly(settings) as database:
        now = agreed_time(database)
        with database.begin() as db:
            done = _mend(db, now, retry=retry, drop=drop)
            if done:
                act: AuditAct = "undelivered.dropped" if drop else "undelivered.retried"
                note(db, act, f"{done} of {(drop or retry or 'all').partition(':')[0]}")
            return done


def _mend(db: HospitalSession, now: datetime, *, retry: str, drop: str) -> int:
    if drop:
        gone = waiting.drop(db, drop)
        if drop in {key for key, _ in timers.dead_letters(db)}:
            timers.drop(db, drop)
            gone += 1
        return gone
    if retry:
        return outbox.retry(db, retry) + timers.revive(db, retry, now)
    late = [timers.revive(db, key, now) for key, _ in timers.dead_letters(db)]
    return waiting.retry_all(db) + sum(late)


def rooms(settings: Settings) -> list[Stuck]:
    with opened_briefly(settings) as database, read_only_session(database) as db:
        return waiting.stuck(db, utc_now(), PATIENCE)


def advice(one: Stuck) -> str:
    """What to do about it, in a few words."""
    if one.failing_since is None:
        return "nothing tries: is a worker running?"
    if (cause := CAUSES.get(one.why)) is None:
        return "it is tried again by itself; look at the platform's status"
    return ADVICE[cause]


def named(one: Stuck) -> str:
    """A channel as operators find it; of direct messages, whose channel is a person's, only that
    it is one."""
    if one.dm:
        return f"{one.platform}: a direct message"
    return f"{one.platform}: {one.name or one.channel}"


def backup(settings: Settings, to: Path) -> int:
    """The size in bytes of the copy."""
    source = files.file_of(settings.database_url)
    if source is None:
        words = DUMP.format(file=to)
        raise NotHere(f"PostgreSQL has its own program for that: {words}")
    return files.save(source, to)


def put_back(settings: Settings, file: Path | None) -> Path | None:
    """Where what was there before is now; None where nothing was."""
    to = files.file_of(settings.database_url)
    if (to is None) != (file is None):
        hint = "pg_restore comes first, then corridor restore without a file"
        raise NotHere(hint if to is None else "which file? corridor restore FILE")
    if to is None or file is None:
        return None
    files.whole(file)
    before = None
    if to.exists() and to.stat().st_size:
        before = to.with_name(f"{to.name}.before-{utc_now():%Y%m%d-%H%M%S}")
        files.save(to, before)
    try:
        files.put_back(file, to)
    except files.NotWhole:
        if before is not None:
            before.unlink()
        raise
    return before


def restored(settings: Settings, skip: int) -> Restored:
    with opened_briefly(settings) as database, database.begin() as db:
        done = files.restored(db, utc_now(), skip)
        note(db, "backup.restored", f"{done.unsure} looked for, {skip} numbers left out")
    return done


def copy(settings: Settings, to: str) -> dict[str, int]:
    try:
        url = database_url(to)
    except Wrong as wrong:
        raise NotHere(f"the address {wrong.what} {wrong.mend}".rstrip(".")) from None
    if wrong_there := unreachable(url):
        raise NotHere(f"the other database: {wrong_there.replace('DATABASE_URL', 'its address')}")
    source, target = open_database(settings.database_url), open_database(url)
    try:
        migrate(target)
        return copy_all(source, target)
    finally:
        for one in (source, target):
            one.kw["bind"].dispose()


def ago(since: datetime) -> str:
    """How long something has lasted: "40 s", "12 min", "5 h", "3 days"; "in 5 h" for what is yet
    to come."""
    seconds = (utc_now() - since).total_seconds()
    size, ahead = abs(seconds), "in " if seconds < -1 else ""
    for limit, unit, word in ((120, 1, "s"), (7200, 60, "min"), (172800, 3600, "h")):
        if size < limit:
            return f"{ahead}{size / unit:.0f} {word}"
    return f"{ahead}{size / 86400:.0f} days"
