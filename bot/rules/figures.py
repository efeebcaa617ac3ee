"""The figures of a measure: a share, a count over a time, or a time; read and said (R30)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from bot.rules import before_after
from bot.rules.before_after import LEAST
from bot.rules.decimals import percent, plainly
from bot.rules.spoken_span import spoken

Kind = Literal["share", "count", "time"]
DAYS: Mapping[str, Decimal] = {
    "day": Decimal(1),
    "week": Decimal(7),
    "month": Decimal("30.4375"),
    "quarter": Decimal("91.3125"),
    "year": Decimal("365.25"),
}
LARGEST = 10**9
_UNIT = rf"(?P<unit>{'|'.join(DAYS)})s?"
_WHOLE = r"(?P<value>\d{1,3}(?:,\d{3})+|\d{1,10})"
_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:\.\d{1,2})?)\s*(?:%|per ?cent)", re.IGNORECASE)
_EACH = re.compile(rf"{_WHOLE}\s*(?:an?|per|each|every|/)\s*{_UNIT}", re.IGNORECASE)
_IN = re.compile(
    rf"{_WHOLE}\s*(?:in|over|within)\s+(?P<over>an?|\d{{1,3}})\s+{_UNIT}", re.IGNORECASE
)
_MINUTES = re.compile(r"(?P<min>\d{1,6}(?:\.\d)?)\s*m(?:ins?|inutes?)?", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<h>\d{1,4})\s*h(?:rs?|ours?)?(?:\s*(?P<min>[0-5]?\d)\s*(?:m(?:ins?|inutes?)?)?)?",
    re.IGNORECASE,
)
_OF_DAYS = re.compile(r"(?P<d>\d{1,4})\s*d(?:ays?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share is `value` of `over`, or `value` hundredths of a per cent where `over` is 0; a count
    is `value` in `over` times the `unit`; a time is `value` seconds."""

    kind: Kind
    value: int
    over: int = 0
    unit: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is made of counts, from which an interval can be worked out."""
        return self.kind == "count" or (self.kind == "share" and self.over > 0)

    @property
    def days(self) -> Decimal:
        """How long a count was counted for."""
        return self.over * DAYS[self.unit]

    @property
    def number(self) -> Decimal:
        """What two of a kind are compared by: per cent, a day, or minutes."""
        if self.kind == "time":
            return Decimal(self.value) / 60
        if self.kind == "count":
            return self.value / self.days
        return percent(self.value, self.over) if self.over else Decimal(self.value) / 100

    def __str__(self) -> str:
        """ "43 of 120", "36 %", "12 a week", "48 in 4 weeks", "14 min"."""
        if self.kind == "time":
            return said_minutes(self.number)
        if self.kind == "share":
            many = f"{self.value:,} of {self.over:,}"
            return many if self.over else f"{plainly(self.number)} %"
        if self.over == 1:
            return f"{self.value:,} a {self.unit}"
        return f"{self.value:,} in {self.over} {self.unit}s"


def said_minutes(minutes: Decimal) -> str:
    """ "14 min", "12.5 min", "2 h 10"."""
    if minutes < 60 and minutes != int(minutes):
        return f"{plainly(minutes.quantize(Decimal('0.1')))} min"
    return spoken(timedelta(seconds=int(minutes * 60)))


def read(kind: Kind, text: str) -> Figure | None:
    """A figure of that kind; None for anything that is not just that."""
    words = " ".join(text.split()).rstrip(".")
    if kind == "share":
        return _share(words)
    return _count(words) if kind == "count" else _time(words)


def _share(words: str) -> Figure | None:
    if found := _PERCENT.fullmatch(words):
        return Figure("share", int(Decimal(found["value"]) * 100))
    counts = before_after.one(words)
    return None if counts is None or not counts[1] else Figure("share", *counts)


def _count(words: str) -> Figure | None:
    found = _EACH.fullmatch(words) or _IN.fullmatch(words)
    if found is None:
        return None
    over = found.groupdict().get("over") or "1"
    value = int(found["value"].replace(",", ""))
    return Figure("count", value, int(over) if over.isdigit() else 1, found["unit"].lower())


def _time(words: str) -> Figure | None:
    if found := _MINUTES.fullmatch(words):
        return Figure("time", int(Decimal(found["min"]) * 60))
    if found := _HOURS.fullmatch(words):
        return Figure("time", int(found["h"]) * 3600 + int(found["min"] or 0) * 60)
    if found := _OF_DAYS.fullmatch(words):
        return Figure("time", int(found["d"]) * 24 * 3600)
    return None


def wrong(figure: Figure) -> str:
    """Why a figure can't be kept, as a sentence that says what can; empty when it can."""
    if max(figure.value, figure.over) > LARGEST:
        return "That is more than can be counted here."
    if figure.kind == "time":
        return "" if figure.value else "A time is more than nothing: write it like 14 min."
    if figure.kind == "count":
        return _wrong_count(figure)
    if figure.over:
        return before_after.wrong((figure.value, figure.over))
    return "" if figure.value <= 100 * 100 else f"{figure} is no share: it is at most 100 %."


def _wrong_count(figure: Figure) -> str:
    if not figure.over:
        return "Say over how long it was counted, such as 52 in 4 weeks."
    if 0 < figure.value < LEAST:
        return (
            f"{figure} tells of fewer than {LEAST} patients, who could be found out. Count over a"
            " longer time or more units."
        )
    return ""
