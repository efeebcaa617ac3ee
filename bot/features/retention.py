"""Retention: once a night what has been kept for long enough is deleted, a batch at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeAlias

from bot.core.audit import note
from bot.core.router import Feature
from bot.core.work import Work, Write
from bot.rules.hospital import Hospital, Retention
from bot.rules.wall_time import local_day, moment
from bot.words.events import Due
from storage import HospitalSession
from storage.delivery import timers
from storage.nouns import concern_search
from storage.trust import retention

feature = Feature("retention")
KEY, NAME = "retention", "retention.run"
AT_ONCE = 20  # of a kind, in one transaction
ALL = 1_000_000_000
NIGHT = time(3, 40)
Found: TypeAlias = Mapping[str, Sequence[retention.Key]]


@feature.due_beside(NAME, deletes=True)
def run(event: Due, work: Work) -> Write:
    """One batch of the first kind that has any, found beside the database thread. The next follows
    at once, of the same kind while there is more of it, then of those after it; when there is none,
    the following night. What people do comes in between."""
    kinds = [what for what, _, _ in _rules()]
    at = kinds.index(event.args[0]) if event.args and event.args[0] in kinds else 0
    for kind in kinds[at:]:
        if old := found(work, kind):
            return partial(_go_on, kind, old)
    return _until_tomorrow


def _go_on(kind: str, found: Found, work: Work) -> None:
    drop(work, found)
    kinds = [what for what, _, _ in _rules()]
    at = kinds.index(kind) + (len(found[kind]) < AT_ONCE)
    if at < len(kinds):
        work.later(KEY, work.now, NAME, kinds[at])
    else:
        _until_tomorrow(work)


def _until_tomorrow(work: Work) -> None:
    work.later(KEY, _night(work.hospital, work.now), NAME)


@feature.due(concern_search.MERGE)
def merge(event: Due, work: Work) -> None:
    """Some of the index of words at a time, until what was deleted has left it."""
    if concern_search.merge(work.db, anew=not event.args):
        work.later(concern_search.MERGE, work.now, concern_search.MERGE, "on")


def begin(work: Work) -> None:
    """Have it run every night from the coming one on, and again where it had given up."""
    if not timers.put_once(work.db, KEY, _night(work.hospital, work.now), name=NAME, args=[]):
        timers.revive(work.db, KEY, work.now)
    timers.revive(work.db, concern_search.MERGE, work.now)


@feature.rearm
def rearm(work: Work) -> None:
    """It never waits for longer than until the coming night."""
    night = _night(work.hospital, work.now)
    if timers.waits_after(work.db, KEY, night):
        work.later(KEY, night, NAME)


def batch(work: Work, kind: str = "") -> dict[str, int]:
    """Delete at most `AT_ONCE` of each kind, or of one, that are old enough; how many of which it
    was."""
    return drop(work, found(work, kind))


def found(work: Work, kind: str = "") -> Found:
    """The keys of at most `AT_ONCE` of each kind, or of one, that are old enough."""
    return {
        what: keys
        for what, length, rule in _rules()
        if kind in {"", what}
        if (keys := rule.find(work.db, ends(work.hospital.retention, length, work.now), AT_ONCE))
    }


def drop(work: Work, found: Found) -> dict[str, int]:
    """Delete those of them that are old enough still; how many of which it was."""
    deleted: dict[str, int] = {}
    for what, length, rule in _rules():
        before = ends(work.hospital.retention, length, work.now)
        if keys := rule.still(work.db, before, found[what]) if what in found else ():
            rule.drop(work.db, keys, work.now)
            deleted[what] = len(keys)
    if deleted:
        note(work, "retention", outcome=said(deleted))
    return deleted


def due(db: HospitalSession, hospital: Hospital, now: datetime) -> dict[str, int]:
    """How much of what a run would delete; nothing is changed."""
    return {
        what: len(rule.find(db, ends(hospital.retention, length, now), ALL))
        for what, length, rule in _rules()
    }


def _rules() -> Iterator[tuple[str, str, retention.Rule]]:
    """Each kind, for how long it is kept, and how it goes."""
    for length, rules in retention.RULES.items():
        for what, rule in rules:
            yield what, length, rule


def ends(kept: Retention, length: str, now: datetime) -> datetime:
    """What ended before that moment (UTC) has been kept for long enough."""
    span: timedelta = getattr(kept, length)
    return now - span


def said(deleted: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {count}" for what, count in deleted.items() if count)


def _night(hospital: Hospital, now: datetime) -> datetime:
    """The next 03:40 on the hospital's clock, when few are writing."""
    today = local_day(now, hospital.zone)
    due = moment(today, NIGHT, hospital.zone)
    return due if due > now else moment(today + timedelta(days=1), NIGHT, hospital.zone)
