"""Dates and times of day as spreadsheets and rostering systems write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from bot.rules.roster_words import DateOrder

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})")
_MONTH_FIRST = re.compile(r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_BEHIND = re.compile(r"[T ]00:00(?::00)?(?:\.0+)?$")  # a date that was kept as a moment
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?\s*([ap])?\.?m?\.?")
_BARE = re.compile(r"(\d{2})(\d{2})")
_HOUR = re.compile(r"(\d{1,2})\s*([ap])\.?m\.?")
DAY = timedelta(days=1)
UNCLEAR = (
    "can't tell day from month in {written}. Write 2026-03-07, or set dates"
    ' = "dmy" or "mdy" in [roster] of corridor.toml.'
)


def order_of(written: Iterable[str], given: DateOrder) -> DateOrder:
    """Which of day and month comes first in dates such as 3/12/2026: as the settings say, or as the
    dates that leave no doubt show; "" where none does."""
    if given:
        return given
    pairs = [(int(m[1]), int(m[3])) for text in written if (m := _FIGURES.search(text))]
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    if day_first == month_first:
        return ""
    return "dmy" if day_first else "mdy"


def date_of(text: str, order: DateOrder = "") -> date | None:
    """A date; None for what is none. ValueError with a sentence where day and month can't be told
    apart."""
    plain = _BEHIND.sub("", text.strip()).lower()
    try:
        return date.fromisoformat(plain.replace("/", "-"))
    except ValueError:
        pass
    if match := _FIGURES.fullmatch(plain):
        return _by_figures(match, order, text)
    if match := _NAMED.fullmatch(plain):
        return _date(match[3], _month(match[2]), match[1])
    if match := _MONTH_FIRST.fullmatch(plain):
        return _date(match[3], _month(match[1]), match[2])
    return None


def _by_figures(match: re.Match[str], order: DateOrder, text: str) -> date | None:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        return _date(match[4], second, first)
    if second > 12 or first == second:
        return _date(match[4], first, second)
    if not order:
        raise ValueError(UNCLEAR.format(written=text.strip()))
    return _date(match[4], *((second, first) if order == "dmy" else (first, second)))


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0


def _date(year: str, month: int, day: int | str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def time_of(text: str) -> timedelta | None:
    """A time of day, counted from midnight, "24:00" too; None for what is none."""
    plain = text.strip().lower()
    if match := _CLOCK.fullmatch(plain):
        return _clock(match[1], match[2], match[3] or "")
    if match := _HOUR.fullmatch(plain):
        return _clock(match[1], "00", match[2])
    if match := _BARE.fullmatch(plain.removesuffix("h")):
        return _clock(match[1], match[2], "")
    return None


def _clock(hours: str, minutes: str, half: str) -> timedelta | None:
    hour, minute = int(hours), int(minutes)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return timedelta(hours=hour, minutes=minute)


def moment_of(text: str, order: DateOrder = "") -> datetime | None:
    """A date and a time together, with a zone or without."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    for parted in re.finditer(r"[ T]", text.strip()):
        day = date_of(text.strip()[: parted.start()], order)
        clock = time_of(text.strip()[parted.end() :])
        if day is not None and clock is not None:
            return datetime.combine(day, time()) + clock
    return None


def times_on(day: date, start: str, end: str) -> tuple[datetime, datetime] | None:
    """From a start to an end, which is on the next day where it is not after the start."""
    first, last = time_of(start), time_of(end)
    if first is None or last is None or first == DAY:
        return None
    midnight = datetime.combine(day, time())
    return midnight + first, midnight + (last if last > first else last + DAY)
