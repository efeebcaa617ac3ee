"""Reads from when to when somebody is on call: "tonight", "Thu", "Fri 18:00 to Sat 07:00"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.hospital import WorkingHours
from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day, moment

LONGEST = timedelta(days=92)
HOW = "Write tonight, Thu, Fri night, or Fri 18:00 to Sat 07:00."
TOO_LONG = "That is more than three months. Import it as a rota."
_DAY = timedelta(days=1)
_TO = re.compile(r"\s+(?:to|until|till|-|\u2013)\s+|(?<=:\d\d)\s*[-\u2013]\s*")
_NIGHT = re.compile(r"(?:(?P<day>.+) night|tonight)")


class Turn(NamedTuple):
    """From `starts` to `ends` (UTC); `day` where a whole local day was said."""

    starts: datetime
    ends: datetime
    day: bool = False


def read_turn(text: str, zone: ZoneInfo, now: datetime, hours: WorkingHours) -> Turn | None:
    """What `text` means on the clocks of `zone`, seen from `now`; None for what can't be read.

    A night lasts from the end of working hours until they begin, on the next day; in a night,
    "tonight" is what is left of it. A day is a whole local day, and of today what is left. Days are
    the next ones, as `read_date` has them. ValueError, with a sentence, for more than three months.
    """
    said = " ".join(text.casefold().split()).removeprefix("from ")
    if said.startswith(("until ", "till ")):
        said = f"now {said}"
    first, *rest = _TO.split(said, maxsplit=1)
    found = _between(first, rest[0], zone, now) if rest else _one(said, zone, now, hours)
    if found is None or found.ends <= found.starts:
        return None
    if found.ends - found.starts > LONGEST:
        raise ValueError(TOO_LONG)
    return found


def _between(first: str, last: str, zone: ZoneInfo, now: datetime) -> Turn | None:
    begins = now if first == "now" else read_date(first, zone, now)
    if begins is None:
        return None
    starts = begins if isinstance(begins, datetime) else max(now, _midnight(begins, zone))
    ends = read_date(last, zone, starts)
    if ends is None:
        return None
    return Turn(starts, ends if isinstance(ends, datetime) else _midnight(ends + _DAY, zone))


def _one(said: str, zone: ZoneInfo, now: datetime, hours: WorkingHours) -> Turn | None:
    if night := _NIGHT.fullmatch(said):
        return _night(night["day"] or "today", zone, now, hours)
    day = read_date(said, zone, now)
    if day is None or isinstance(day, datetime):
        return None
    return Turn(
        max(now.astimezone(UTC), _midnight(day, zone)), _midnight(day + _DAY, zone), day=True
    )


def _night(said: str, zone: ZoneInfo, now: datetime, hours: WorkingHours) -> Turn | None:
    day = read_date(said, zone, now)
    if day is None or isinstance(day, datetime):
        return None
    today = local_day(now, zone)
    if day == today and now < (morning := moment(today, hours.start, zone)):
        return Turn(now, morning)
    starts, ends = moment(day, hours.end, zone), moment(day + _DAY, hours.start, zone)
    return Turn(max(starts, now), ends)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return moment(day, time(), zone)
