"""When something that repeats happens: local wall-clock times as moments, each exactly once.

An occurrence is known by its nominal local time. A time that the spring change skips happens as
much later as the clocks jump (02:30 at 03:30); one that the autumn change repeats happens the first
time only. Moments come out in UTC; nothing here reckons with the machine's own clock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.hospital import EVERY_DAY
from bot.rules.wall_time import local_day, moment

DAY = timedelta(days=1)
HORIZON = 400  # days looked ahead: a yearly holiday never hides the next one
APART = timedelta(hours=2)  # between two times of one day, so that no clock change makes them meet


@dataclass(frozen=True, slots=True)
class Pattern:
    """Local times on weekdays (0 is Monday), every `weeks` weeks counted from the week of `since`.

    What happens is `offset` after each: an hour before a huddle, half an hour into a shift. The
    times of one day are at least `APART`.
    """

    times: tuple[time, ...]
    days: frozenset[int] = EVERY_DAY
    weeks: int = 1
    since: date | None = None
    offset: timedelta = timedelta(0)


class Occurrence(NamedTuple):
    """`wall` is the nominal local time, without a zone; `at` is when it happens (UTC)."""

    wall: datetime
    at: datetime


class Missed(NamedTuple):
    """The latest occurrence that is due, how many before it were due too, and the next."""

    last: Occurrence
    missed: int
    following: Occurrence | None


def never(_: date) -> bool:
    """No day is left out."""
    return False


def after(
    pattern: Pattern, zone: ZoneInfo, at: datetime, left_out: Callable[[date], bool] = never
) -> Occurrence | None:
    """The first occurrence strictly after `at`; None when there is none in over a year.

    `left_out` says which local dates are skipped.
    """
    first = local_day(at - pattern.offset - APART, zone)  # clocks jump by less
    return next((one for one in _from(pattern, zone, first, left_out) if one.at > at), None)


def due(
    pattern: Pattern,
    zone: ZoneInfo,
    expected: Occurrence,
    now: datetime,
    left_out: Callable[[date], bool] = never,
) -> Missed:
    """What to do at `now` about an occurrence that was `expected` at or before it: of all that are
    due only the latest happens, so that downtime never ends in a burst."""
    last, missed = expected, 0
    following = after(pattern, zone, expected.at, left_out)
    while following is not None and following.at <= now:
        last, missed = following, missed + 1
        following = after(pattern, zone, last.at, left_out)
    return Missed(last, missed, following)


def ahead(
    pattern: Pattern,
    zone: ZoneInfo,
    at: datetime,
    many: int,
    left_out: Callable[[date], bool] = never,
) -> list[Occurrence]:
    """The next `many` occurrences strictly after `at`, for a preview."""
    found: list[Occurrence] = []
    one = after(pattern, zone, at, left_out)
    while one is not None and len(found) < many:
        found.append(one)
        one = after(pattern, zone, one.at, left_out)
    return found


def skipped(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether `zone`'s clocks never show `clock` on `day`, because they go forward over it."""
    shown = moment(day, clock, zone).astimezone(zone)
    return (shown.date(), shown.time()) != (day, clock.replace(tzinfo=None, fold=0))


def too_close(times: tuple[time, ...]) -> bool:
    """Whether two of these times of day are less than `APART` from each other."""
    minutes = sorted(t.hour * 60 + t.minute for t in times)
    gaps = [b - a for a, b in pairwise(minutes)]
    return any(gap < APART // timedelta(minutes=1) for gap in gaps)


def _from(
    pattern: Pattern, zone: ZoneInfo, first: date, left_out: Callable[[date], bool]
) -> Iterator[Occurrence]:
    """Occurrences of the local dates from `first` on, in the order in which they happen."""
    for day in (first + n * DAY for n in range(HORIZON)):
        if day.weekday() in pattern.days and _in_turn(pattern, day) and not left_out(day):
            found = [_one(pattern, zone, day, t) for t in pattern.times]
            yield from sorted(found, key=_at) if len(found) > 1 else found


def _in_turn(pattern: Pattern, day: date) -> bool:
    if pattern.weeks <= 1 or pattern.since is None:
        return True
    return (_monday(day) - _monday(pattern.since)).days // 7 % pattern.weeks == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _one(pattern: Pattern, zone: ZoneInfo, day: date, clock: time) -> Occurrence:
    wall = datetime.combine(day, clock)
    return Occurrence(wall, moment(day, clock, zone) + pattern.offset)


def _at(one: Occurrence) -> datetime:
    return one.at
