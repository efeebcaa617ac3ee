"""Retention: once a night what has been kept for long enough is deleted, a batch at a time."""

from collections.abc import Mapping
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
AT_ONCE = 200
ALL = 1_000_000_000
NIGHT = time(3, 40)


@feature.due(NAME, deletes=True)
def run(event: Due, work: Work) -> None:
    """One batch; the next follows at once while there is more, else the following night."""
    deleted = batch(work)
    more = any(count == AT_ONCE for count in deleted.values())
    work.later(KEY, work.now if more else _night(work.hospital, work.now), NAME)


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


def batch(work: Work) -> dict[str, int]:
    """Delete at most `AT_ONCE` of each kind that are old enough; how many of which it was."""
    deleted: dict[str, int] = {}
    for length, rules in retention.RULES.items():
        for what, rule in rules:
            before = ends(work.hospital.retention, length, work.now)
            keys = rule.find(work.db, before, AT_ONCE)
            if keys:
                rule.drop(work.db, keys, work.now)
                deleted[what] = len(keys)
    if deleted:
        note(work, "retention", outcome=said(deleted))
    return deleted


def due(db: HospitalSession, hospital: Hospital, now: datetime) -> dict[str, int]:
    """How much of what a run would delete; nothing is changed."""
    return {
        what: len(rule.find(db, ends(hospital.retention, length, now), ALL))
        for length, rules in retention.RULES.items()
        for what, rule in rules
    }


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
