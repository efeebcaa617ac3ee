"""Retention: once a night what has been kept for long enough is deleted, a batch at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from bot.core.audit import note
from bot.core.router import Feature
from bot.core.work import Work
from bot.rules.hospital import Hospital, Retention
from bot.rules.wall_time import local_day, moment
from bot.words.events import Due
from storage import HospitalSession
from storage.delivery import timers
from storage.trust import retention

feature = Feature("retention")
KEY, NAME = "retention", "retention.run"
AT_ONCE = 20  # of a kind, in one transaction
ALL = 1_000_000_000
NIGHT = time(3, 40)


@feature.due(NAME, deletes=True)
def run(event: Due, work: Work) -> None:
    """One batch of one kind. The next follows at once, of the same kind while there is more of it,
    then of the next kind; after the last, the following night. What people do comes in between."""
    kinds = [what for what, _, _ in _rules()]
    at = kinds.index(event.args[0]) if event.args and event.args[0] in kinds else 0
    if batch(work, kinds[at]).get(kinds[at], 0) < AT_ONCE:
        at += 1
    if at < len(kinds):
        work.later(KEY, work.now, NAME, kinds[at])
    else:
        work.later(KEY, _night(work.hospital, work.now), NAME)


def begin(work: Work) -> None:
    """Have it run every night from the coming one on, and again where it had given up."""
    if not timers.put_once(work.db, KEY, _night(work.hospital, work.now), name=NAME, args=[]):
        timers.revive(work.db, KEY, work.now)


@feature.rearm
def rearm(work: Work) -> None:
    """It never waits for longer than until the coming night."""
    night = _night(work.hospital, work.now)
    if timers.waits_after(work.db, KEY, night):
        work.later(KEY, night, NAME)


def batch(work: Work, kind: str = "") -> dict[str, int]:
    """Delete at most `AT_ONCE` of each kind, or of one, that are old enough; how many of which it
    was."""
    deleted: dict[str, int] = {}
    for what, length, rule in _rules():
        if kind not in {"", what}:
            continue
        before = ends(work.hospital.retention, length, work.now)
        if keys := rule.find(work.db, before, AT_ONCE):
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
