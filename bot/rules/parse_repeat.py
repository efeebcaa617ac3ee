"""Reads how often something repeats: "daily 08:15", "weekdays 9:00", "mon, wed 08:15 and 16:00"."""

import re
from datetime import time

from bot.rules.hospital import EVERY_DAY
from bot.rules.occurrences import Pattern, too_close

MOST_TIMES = 6
HOW = "Say when like this: daily 08:15, weekdays 9:00, mon, wed 08:15 and 16:00."
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d{2})\b|\b(\d{1,2}) ?([ap])\.?m\b\.?")
_EVERY = re.compile(r"every (?:(other|second|2nd|2|3|4) )?(weeks?|days?)?")
_NTH = {"other": 2, "second": 2, "2nd": 2, "2": 2, "3": 3, "4": 4}
_FILLER = re.compile(r"[\s,;&]+|\b(?:on|at|and|each)\b")


def read_repeat(text: str) -> Pattern:
    """The pattern that `text` means; `since` is left for the caller to set.

    ValueError, with a sentence that says how to write it, for anything else: no time of day, a day
    that is none, words that are left over, two times less than two hours apart.
    """
    said = " ".join(text.casefold().split())
    try:
        found = tuple(sorted({_time(match) for match in _CLOCK.finditer(said)}))
    except ValueError:
        raise ValueError(f"There is no such time of day. {HOW}") from None
    if not found:
        raise ValueError(f"At what time of day? {HOW}")
    if len(found) > MOST_TIMES:
        raise ValueError(f"At most {MOST_TIMES} times a day.")
    times, rest = found, _CLOCK.sub(" ", said)
    weeks, rest = _weeks(rest)
    days = _days(rest, text, weeks)
    if too_close(times):
        raise ValueError("Two times on one day need at least two hours between them.")
    return Pattern(times, days, weeks)


def read_clock(text: str) -> time | None:
    """One time of day, as "9:00", "08:15" or "4 pm"; None for anything else."""
    match = _CLOCK.fullmatch(text.strip().casefold())
    try:
        return _time(match) if match else None
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time:
    if match[1] is not None:
        return time(int(match[1]), int(match[2]))
    hour = int(match[3])
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return time(hour % 12 + (12 if match[4] == "p" else 0))


def _weeks(said: str) -> tuple[int, str]:
    """Every how many weeks; "every day" is said by the days."""
    match = _EVERY.search(said)
    if match is None:
        return 1, said
    if match[1] and not (match[2] or "").startswith("week"):
        raise ValueError(f'Every how many weeks, as "every 2 weeks on tue 9:00"? {HOW}')
    day = " daily " if (match[2] or "").startswith("day") else " "
    return _NTH.get(match[1] or "", 1), said[: match.start()] + day + said[match.end() :]


def _days(said: str, text: str, weeks: int) -> frozenset[int]:
    words = [word for word in _FILLER.sub(" ", said).split() if word]
    found: set[int] = set()
    for word in words:
        found |= _word(word, text)
    if not found and weeks > 1:
        raise ValueError(f"On which day of the week? {HOW}")
    return frozenset(found) or EVERY_DAY


def _word(word: str, text: str) -> set[int]:
    if word in {"daily", "day", "days", "everyday"}:
        return set(EVERY_DAY)
    if word in {"weekdays", "weekday", "workdays"}:
        return set(range(5))
    if word in {"weekends", "weekend"}:
        return {5, 6}
    first, dash, last = word.partition("-")
    if dash:
        start, end = _day(first, text), _day(last, text)
        return {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return {_day(word, text)}


def _day(word: str, text: str) -> int:
    plain = word.removesuffix("s")
    for number, name in enumerate(_NAMES):
        if len(plain) >= 3 and name.startswith(plain):
            return number
    raise ValueError(f"I can't read “{text.strip()[:60]}”. {HOW}")
