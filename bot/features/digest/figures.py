"""Reads a week of concerns from the database, for the rules to count."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from bot.core.work import Work
from bot.rules import response_clock
from bot.rules.hospital import Hospital, Priority
from bot.rules.weekly_figures import Ends, Raised, Week
from storage.nouns import concerns, entries
from storage.nouns.concerns import WITH_IT, Concern

ENDS = ("closed", "unconfirmed", "not_doing")
TOLD = ("closed", "not_doing")


def week(work: Work, start: datetime, end: datetime) -> Week:
    """From `start` up to `end` (UTC), as things stand now."""
    raised = concerns.raised_between(work.db, start, end)
    closed = concerns.ended_between(work.db, start, end)
    told = [c for c in closed if c.state in TOLD]
    ends = Ends(
        closed=len(closed),
        told=len(told),
        reopened=entries.reopened(work.db, start, end),
        to_check=concerns.ended(work.db, ("fixed",)),
        open=concerns.ended(work.db, WITH_IT),
    )
    messages = entries.by_side(work.db, start, end)
    return Week([_raised(work.hospital, c, end) for c in raised], ends, messages)


def _raised(hospital: Hospital, c: Concern, end: datetime) -> Raised:
    minutes, met = None, False
    if c.answered_at is not None:
        minutes = Decimal(round((c.answered_at - c.raised_at).total_seconds())) / 60
        priority = cast(Priority, c.answered_as)
        met = response_clock.met(c.raised_at, c.answered_at, priority, hospital)
    late = c.answered_at is None and c.due_at < end and c.state == "new"
    return Raised(
        c.name,
        c.kind,
        c.first_priority,
        c.priority,
        c.flagged,
        c.parent is not None,
        minutes,
        met,
        late,
    )


def did(work: Work, start: datetime, end: datetime, most: int) -> list[Concern]:
    """What was done about something and confirmed, the latest first."""
    closed = concerns.ended_between(work.db, start, end)
    return [c for c in reversed(closed) if c.state == "closed" and c.note][:most]
