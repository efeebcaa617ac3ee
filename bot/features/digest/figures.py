"""Reads a week of concerns from the database, for the rules to count."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from bot.core.work import Work
from bot.rules import response_clock
from bot.rules.hospital import Hospital, Priority
from bot.rules.weekly_figures import Ends, Raised, Week
from storage.nouns import concern_weeks, concerns, entries
from storage.nouns.concerns import WITH_IT

TOLD = ("closed", "not_doing")


def week(work: Work, start: datetime, end: datetime) -> Week:
    """From `start` up to `end` (UTC), as things stand now."""
    closed = concern_weeks.ended(work.db, start, end)
    ends = Ends(
        closed=sum(closed.values()),
        told=sum(closed.get(state, 0) for state in TOLD),
        reopened=entries.reopened(work.db, start, end),
        to_check=concerns.ended(work.db, ("fixed",)),
        open=concerns.ended(work.db, WITH_IT),
    )
    raised = [_raised(work.hospital, c, end) for c in concern_weeks.raised(work.db, start, end)]
    return Week(raised, ends, entries.by_side(work.db, start, end))


def _raised(hospital: Hospital, c: concern_weeks.OfAWeek, end: datetime) -> Raised:
    minutes, met = None, False
    if c.answered_at is not None:
        minutes = Decimal(round((c.answered_at - c.raised_at).total_seconds())) / 60
        priority = cast(Priority, c.answered_as)
        met = response_clock.met(c.raised_at, c.answered_at, priority, hospital)
    late = c.answered_at is None and c.due_at < end and c.state == "new"
    return Raised(
        f"C-{c.number}",
        c.kind,
        c.first_priority,
        c.priority,
        c.harm != "no",
        c.parent is not None,
        minutes,
        met,
        late,
    )


def did(work: Work, start: datetime, end: datetime, most: int) -> list[concern_weeks.Done]:
    """What was done about something and confirmed, the latest first."""
    return concern_weeks.done(work.db, start, end, most)
