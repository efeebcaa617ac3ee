"""Reads how soon somebody should answer, as settings write it: "15m", "8 working hours"."""

import re
from datetime import timedelta
from decimal import Decimal

from bot.rules.hospital import WorkingHours
from bot.rules.working_hours import day_length

LONGEST = timedelta(days=366)
_SHAPE = re.compile(
    r"(?P<amount>\d{1,6}(?:\.\d{1,2})?)\s*(?P<working>(?:working|business)\s+)?"
    r"(?P<unit>m|min|mins|minutes?|h|hrs?|hours?|d|days?)",
    re.IGNORECASE,
)


def span(text: str, hours: WorkingHours | None = None) -> tuple[timedelta, bool]:
    """The span, and whether only working time counts (R4).

    Minutes, hours, days, and each of them "working": "15m", "2 h", "1.5 hours", "8 working hours",
    "3 working days". A plain day is 24 hours; a working day is as long as the office is open by
    `hours` (9 hours where none are given). ValueError, with a sentence, for anything else, for
    nothing at all, and for more than 366 days.
    """
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f'"{text.strip()}" is not a span: write it like "15m", "2h", "8 working hours" or'
            ' "3 working days".'
        )
    working = found["working"] is not None
    one = _unit(found["unit"].lower(), hours or WorkingHours(), working=working)
    length = one * int(Decimal(found["amount"]) * 100) / 100
    if not timedelta(0) < length <= LONGEST:
        raise ValueError(f'"{text.strip()}" should be more than nothing and at most 366 days.')
    return length, working


def _unit(word: str, hours: WorkingHours, *, working: bool) -> timedelta:
    if word.startswith("m"):
        return timedelta(minutes=1)
    if word.startswith("h"):
        return timedelta(hours=1)
    return day_length(hours) if working else timedelta(days=1)
