"""Reads which days somebody means: "last month", "12 Oct to 2 Nov", "since Monday" (R30).

Always past days, by the hospital's calendar, whole, both ends in it. A small grammar, like that of
`bot.rules.parse_when`: what it can't read for certain it does not read.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.parse_when import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from bot.rules.wall_time import local_day, moment

LONGEST_TEXT = 60  # characters; anything longer is a sentence and no period
EARLIEST = 2000  # the year; calendars end, and what comes near that can't be told in every zone
_DAY = timedelta(days=1)
_ONE = (
    rf"(?P<near>today|yesterday)|(?P<weekday>{WEEKDAY})|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?P<m1>{MONTH})"
    rf"|(?P<m2>{MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,? (?P<year>\d{{4}}))?"
)
_DATE = re.compile(_ONE)
_LAST = re.compile(r"(?:the )?(?:last|past) (?P<n>\d{1,3}) (?P<unit>days?|weeks?)")
_WHOLE = re.compile(r"(?P<which>this|last) (?P<unit>week|month|year)")
_OF_MONTH = re.compile(rf"(?:in )?(?P<month>{MONTH})(?: (?P<year>\d{{4}}))?")
_FROM_TO = re.compile(
    r"(?:from |between )?(?P<first>.+?) (?:to|until|till|and|-|\u2013) (?P<last>.+)"
)


class Period(NamedTuple):
    """From the local day `first` to the day `last`, both in it."""

    first: date
    last: date

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its beginning, and the first moment after it (UTC)."""
        return moment(self.first, time(), zone), moment(self.last + _DAY, time(), zone)


def read_period(text: str, zone: ZoneInfo, now: datetime) -> Period | None:
    """The days that `text` means in `zone`, seen from `now`; None for what is not read for certain,
    begins in the future or ends before it begins. A weekday is the last one, today at the latest;
    a day and month without a year are the last ones; weeks begin on Monday; "the last 7 days" end
    today."""
    words = " ".join(text.lower().split())
    if len(words) > LONGEST_TEXT:
        return None
    today = local_day(now, zone)
    found = _since(words, today) or _whole(words, today) or _month(words, today)
    found = found or _single(words, today) or _from_to(words, today)
    if found is None or found.first > found.last or found.first > today:
        return None
    return Period(found.first, min(found.last, today))


def _since(words: str, today: date) -> Period | None:
    if not words.startswith("since "):
        return None
    first = _day(words.removeprefix("since "), today)
    return None if first is None else Period(first, today)


def _whole(words: str, today: date) -> Period | None:
    if last := _LAST.fullmatch(words):
        days = int(last["n"]) * (7 if last["unit"].startswith("w") else 1)
        return Period(today - (days - 1) * _DAY, today) if days else None
    whole = _WHOLE.fullmatch(words)
    if whole is None:
        return None
    begins = _begin(whole["unit"], today)
    if whole["which"] == "this":
        return Period(begins, today)
    return Period(_begin(whole["unit"], begins - _DAY), begins - _DAY)


def _begin(unit: str, day: date) -> date:
    if unit == "week":
        return day - day.weekday() * _DAY
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _month(words: str, today: date) -> Period | None:
    """ "October", "in Oct 2025": the last one that has begun."""
    named = _OF_MONTH.fullmatch(words)
    if named is None:
        return None
    month = MONTHS.index(named["month"][:3]) + 1
    year = int(named["year"] or today.year - (month > today.month))
    if not EARLIEST <= year <= today.year:
        return None
    first = date(year, month, 1)
    return Period(first, (first + 31 * _DAY).replace(day=1) - _DAY)


def _single(words: str, today: date) -> Period | None:
    day = _day(words.removeprefix("on "), today)
    return None if day is None else Period(day, day)


def _from_to(words: str, today: date) -> Period | None:
    parts = _FROM_TO.fullmatch(words)
    last = _day(parts["last"], today) if parts else None
    first = _day(parts["first"], last or today) if parts else None
    return Period(first, last) if first and last else None


def _day(words: str, latest: date) -> date | None:
    """The last day that the words name, `latest` at the latest where they name no year."""
    found = _DATE.fullmatch(words.strip())
    if found is None:
        return None
    if found["near"]:
        return latest - (found["near"] == "yesterday") * _DAY
    if found["weekday"]:
        return latest - (latest.weekday() - WEEKDAYS.index(found["weekday"][:3])) % 7 * _DAY
    try:
        day = date.fromisoformat(found["iso"]) if found["iso"] else _dated(found, latest)
    except ValueError:
        return None
    return day if day.year >= EARLIEST else None


def _dated(found: re.Match[str], latest: date) -> date:
    """ValueError for a day that the month does not have."""
    month = MONTHS.index((found["m1"] or found["m2"])[:3]) + 1
    number = int(found["d1"] or found["d2"])
    day = date(int(found["year"] or latest.year), month, number)
    return day if found["year"] or day <= latest else day.replace(year=day.year - 1)
