"""How operators write days, times, zones and spans, read into values."""

import re
from collections.abc import Collection
from datetime import time, timedelta
from difflib import get_close_matches
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KEEP = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?")
_DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}


class Wrong(ValueError):
    """A value that cannot be used: what is wrong with it, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, mend)
        self.what = what
        self.mend = mend


def days(text: str) -> frozenset[int]:
    """Weekdays from "mon-fri" or "tue,wed,sat", 0 for Monday; a range may pass the weekend."""
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        start, end = _day(first, text), _day(last if dash else first, text)
        found.update((start + n) % 7 for n in range((end - start) % 7 + 1))
    return frozenset(found)


def _day(word: str, text: str) -> int:
    for number, name in enumerate(_DAYS):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise Wrong(f'"{text}" is not days.', 'Write days as "mon-fri" or "tue,wed,sat".')


def clock(text: str) -> time:
    """A local time of day, "19:00"."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Wrong(f'"{text}" is not a time of day.', 'Write it as "07:00" or "19:30".')
    return time(int(match[1]), int(match[2]))


def zone(text: str) -> ZoneInfo:
    """A time zone by its IANA name."""
    known = available_timezones()
    if text in known:
        return ZoneInfo(text)
    mend = suggestion(text, known) or 'Write a name such as "America/New_York".'
    raise Wrong(f'"{text}" is not a time zone.', mend)


def keep(text: str) -> timedelta:
    """How long to keep something: "90 days", "12 months". A month is a twelfth of 365 days,
    and part of a day counts as a whole one."""
    match = _KEEP.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise Wrong(f'"{text}" is not a length of time.', 'Write it as "90 days" or "12 months".')
    return timedelta(days=-(-int(match[1]) * _DAYS_IN[match[2]] // 1))


def pattern(text: str) -> str:
    """A regular expression that compiles and does not find something in an empty text."""
    mend = "Mend the pattern, or leave it out."
    try:
        compiled = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise Wrong(f'"{text}" is not a regular expression ({error}).', mend) from None
    if compiled.search(""):
        raise Wrong(f'"{text}" finds something even where there is no text.', mend)
    return text


def web_address(text: str) -> str:
    """An address that a browser opens: nothing else may stand behind a link."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or re.search(r"\s", text):
        raise Wrong(f'"{text}" is not a web address.', "Write it whole, with https:// before it.")
    return text


def email(text: str) -> str:
    """An e-mail address in lower case."""
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is None:
        raise Wrong(f'"{text}" is not an e-mail address.', 'Write it as "name@example.org".')
    return text.lower()


def one_of(text: str, known: Collection[str]) -> str:
    """`text` as it is, where it is one of `known`."""
    if text in known:
        return text
    choices = f"Choose one of: {', '.join(known)}." if known else "The file lists none."
    raise Wrong(f'"{text}" is not known.', f"{suggestion(text, known)} {choices}".strip())


def suggestion(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """`Did you mean …?`, or nothing where no known word is near."""
    lower = {k.lower(): k for k in known}
    near = get_close_matches(word.lower(), lower, n=1, cutoff=cutoff)
    return f'Did you mean "{lower[near[0]]}"?' if near else ""
