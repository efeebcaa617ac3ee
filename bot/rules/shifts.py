"""Shifts as moments (R12): who is on, when they are next in, and which date a night belongs to.

Shifts are local wall-clock times, so a night is 11 hours in spring and 13 in autumn. Moments come
out in UTC. A shift is half-open: at its end one is off. `days`, a person's own weekdays (0 is
Monday), replace the shift's own.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.rules.hospital import Shift
from bot.rules.wall_time import local_day, moment

Occurrence: TypeAlias = tuple[date, datetime, datetime]
Days: TypeAlias = frozenset[int]

DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=15)  # a week is enough, but for a date line that swallows a day


def occurrences(
    shift: Shift, zone: ZoneInfo, first: date, last: date, days: Days | None = None
) -> Iterator[Occurrence]:
    """The shifts that start on the local dates `first` to `last`: the date, start and end (R12).

    A shift belongs to the date it starts. An end at or before the start is on the next day.
    """
    worked = shift.days if days is None else days
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        starts = moment(day, shift.start, zone)
        ends = moment(day + DAY if shift.end <= shift.start else day, shift.end, zone)
        if day.weekday() in worked and starts < ends:
            yield day, starts, ends


def on_shift(shift: Shift, zone: ZoneInfo, at: datetime, days: Days | None = None) -> bool:
    """Whether this shift is at work at `at` (R12)."""
    return current(shift, zone, at, days) is not None


def current(shift: Shift, zone: ZoneInfo, at: datetime, days: Days | None = None) -> date | None:
    """The local date that the shift at work at `at` belongs to, None when off shift (R12).

    At 06:30 on Sunday a night nurse is in Saturday's night.
    """
    today = local_day(at, zone)
    for day, starts, ends in occurrences(shift, zone, today - DAY, today, days):
        if starts <= at < ends:
            return day
    return None


def next_start(shift: Shift, zone: ZoneInfo, at: datetime, days: Days | None = None) -> datetime:
    """When the next shift starts (UTC), strictly after `at` (R12).

    ValueError when the shift is worked on no day.
    """
    return _next(shift, zone, at, days)[1]


def end_of_next(
    shift: Shift, zone: ZoneInfo, after: datetime, days: Days | None = None
) -> datetime:
    """When the first shift that starts strictly after `after` ends (UTC), as R7 asks.

    ValueError when the shift is worked on no day.
    """
    return _next(shift, zone, after, days)[2]


def _next(shift: Shift, zone: ZoneInfo, at: datetime, days: Days | None) -> Occurrence:
    today = local_day(at, zone)
    for found in occurrences(shift, zone, today - DAY, today + FORTNIGHT, days):
        if found[1] > at:
            return found
    raise ValueError(f'The shift "{shift.name}" never starts: give it at least one weekday.')
