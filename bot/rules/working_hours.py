"""Working time (R4): spans counted only while the office is open, right on days of 23 and 25 hours.

Moments go in and come out aware; what comes out is in UTC. A working window is half-open: its
closing time is no longer working time.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.rules.hospital import WorkingHours
from bot.rules.wall_time import local_day, moment

Window: TypeAlias = tuple[datetime, datetime]

HORIZON = 20 * 366  # days looked at before we say that nobody ever works
DAY = timedelta(days=1)


def add_working(start: datetime, span: timedelta, hours: WorkingHours, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which `span` of working time has passed since `start` (R4).

    A span that fills a day exactly ends at closing time, not at the next opening; a span of zero
    ends at the first working moment. ValueError when `span` is negative, when no day in the next
    twenty years is a working day, or when twenty years are too short for it.
    """
    if span < timedelta(0):
        raise ValueError(f"A span of working time cannot be negative: {span}.")
    left = span
    for opens, closes in _ahead(start, hours, zone):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError(_never(start))


def working_between(
    start: datetime, end: datetime, hours: WorkingHours, zone: ZoneInfo
) -> timedelta:
    """The working time from `start` to `end` (R4); zero when `end` is not after `start`."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return timedelta(0)
    windows = _windows(local_day(start, zone) - DAY, local_day(end, zone), hours, zone)
    overlaps = (min(closes, end) - max(opens, start) for opens, closes in windows)
    return sum((each for each in overlaps if each > timedelta(0)), timedelta(0))


def is_working(at: datetime, hours: WorkingHours, zone: ZoneInfo) -> bool:
    """Whether `at` falls in working hours (R4): open at the first minute, shut at the last."""
    day = local_day(at, zone)
    return any(opens <= at < closes for opens, closes in _windows(day - DAY, day, hours, zone))


def next_opening(at: datetime, hours: WorkingHours, zone: ZoneInfo) -> datetime:
    """The first start of working hours (UTC) strictly after `at` (R4).

    ValueError when no day in the next twenty years is a working day.
    """
    day = local_day(at, zone)
    for opens, _ in _windows(day, day + HORIZON * DAY, hours, zone):
        if opens > at:
            return opens
    raise ValueError(_never(at))


def day_length(hours: WorkingHours) -> timedelta:
    """How long an ordinary working day is by the clock (R4): 9 hours for 08:00-17:00."""
    opens = timedelta(hours=hours.start.hour, minutes=hours.start.minute)
    closes = timedelta(hours=hours.end.hour, minutes=hours.end.minute)
    return closes - opens if closes > opens else closes - opens + DAY


def is_working_day(day: date, hours: WorkingHours) -> bool:
    """Whether the office opens on the local date `day`: its weekday, and no holiday (R4).

    ValueError when `holiday_country` is not a country we know.
    """
    if day.weekday() not in hours.days or day in hours.holidays:
        return False
    return not hours.holiday_country or day not in public_holidays(hours.holiday_country, day.year)


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """A country's public holidays in `year`, days given in lieu included (the holidays package).

    `country` is a code as in ISO 3166, of a part too: "US", "US-CA", "GB-ENG". ValueError for one
    that is not known.
    """
    import holidays  # a sixth of a second and 6 MB, where nobody may need it

    code, _, part = country.strip().upper().partition("-")
    try:
        found = holidays.country_holidays(code, subdiv=part or None, years=year, expand=False)
    except NotImplementedError:
        raise ValueError(
            f'No public holidays are known for "{country}": use a code such as "US" or "GB-ENG",'
            " or list the dates."
        ) from None
    return frozenset(found)


def _ahead(start: datetime, hours: WorkingHours, zone: ZoneInfo) -> Iterator[Window]:
    """What is left of the working windows from `start` on."""
    day = local_day(start, zone)
    for opens, closes in _windows(day - DAY, day + HORIZON * DAY, hours, zone):
        if closes > start:
            yield max(opens, start.astimezone(UTC)), closes


def _windows(first: date, last: date, hours: WorkingHours, zone: ZoneInfo) -> Iterator[Window]:
    """The windows that open on the local dates from `first` to `last`, in order, never overlapping.

    Closing at or before the opening time means the next day, so 00:00-00:00 is round the clock.
    """
    overnight = hours.end <= hours.start
    done = datetime.min.replace(tzinfo=UTC)
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        if not is_working_day(day, hours):
            continue
        opens = max(moment(day, hours.start, zone), done)
        closes = moment(day + DAY if overnight else day, hours.end, zone)
        if opens < closes:
            yield opens, closes
            done = closes


def _never(at: datetime) -> str:
    return (
        f"There are not enough working hours in the twenty years after {at:%Y-%m-%d}:"
        " check the days and the holidays in working_hours."
    )
