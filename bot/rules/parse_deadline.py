"""Reads when something opens or closes: a time, a day, or the end of somebody's shift."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.hospital import Shift
from bot.rules.parse_when import clock_in, read_date
from bot.rules.response_clock import clock_words
from bot.rules.shifts import occurrences
from bot.rules.wall_time import local_day, moment

HOW = "Say it like this: thu 19:30, in 24 hours, or end of Thursday's day shift."
DAY = timedelta(days=1)
_SHIFT = re.compile(
    r"(?:the )?(?P<edge>end|start) of (?:the )?"
    r"(?:(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow)"
    r"(?:['\u2019]?s)? )?"
    r"(?P<name>[\w -]+?)(?: shift)?",
    re.IGNORECASE,
)


def deadline(text: str, zone: ZoneInfo, now: datetime, shifts: Sequence[Shift] = ()) -> datetime:
    """The moment (UTC) that `text` means, after `now`; a day without a time is its end.

    ValueError, with a sentence that says how to say it, for a moment that has passed, one that the
    spring change leaves out, a shift that is not among `shifts`, and what can't be read.
    """
    said = " ".join(text.split()).rstrip(".!")
    if match := _SHIFT.fullmatch(re.sub(r"^(?:at|by|until) ", "", said, flags=re.IGNORECASE)):
        return _edge(match, zone, now, shifts)
    found = read_date(said, zone, now)
    if found is None:
        raise ValueError(_unread(said, zone, now))
    if not isinstance(found, datetime):
        return moment(found + DAY, time(0), zone)
    # ValueError for a time that no clock shows on its day.
    asked, local = clock_in(said), found.astimezone(zone)
    if asked is not None and asked != local.time().replace(tzinfo=None, fold=0):
        raise ValueError(
            f"There is no {asked:%H:%M} that night: the clocks go forward over it. {local:%H:%M}"
            " comes at that moment, if you mean that; or say an earlier time."
        )
    return found


def _edge(match: re.Match[str], zone: ZoneInfo, now: datetime, shifts: Sequence[Shift]) -> datetime:
    """The end, or the start, of the next shift of that name, or of the one that starts that day."""
    name, day = match["name"].lower(), _day(match["day"], zone, now)
    named = [shift for shift in shifts if shift.name.casefold() == name]
    if not named:
        known = ", ".join(dict.fromkeys(shift.name for shift in shifts))
        raise ValueError(f"I know no {name} shift{f', only {known}' if known else ''}. {HOW}")
    found = min(_edges(named[0], match["edge"].lower(), zone, now, day), default=None)
    if found is None:
        raise ValueError(f"There is no such {name} shift to come that day. {HOW}")
    return found


def _edges(
    shift: Shift, edge: str, zone: ZoneInfo, now: datetime, day: date | None
) -> Iterable[datetime]:
    today = local_day(now, zone)
    first, last = (day, day) if day else (today - DAY, today + 8 * DAY)
    for _, starts, ends in occurrences(shift, zone, first, last):
        at = ends if edge == "end" else starts
        if at > now:
            yield at


def _day(word: str | None, zone: ZoneInfo, now: datetime) -> date | None:
    """The local day that a word names; today's own weekday is today."""
    if not word:
        return None
    today = local_day(now, zone)
    if f"{today:%A}".lower().startswith(word.lower()[:3]):
        return today
    found = read_date("today" if word.lower() in {"today", "tonight"} else word, zone, now)
    if found is None:
        raise ValueError(f"I can't tell which day “{word}” is. {HOW}")
    return found.date() if isinstance(found, datetime) else found


def _unread(said: str, zone: ZoneInfo, now: datetime) -> str:
    """Whether it has passed, or is no time at all."""
    midnight = moment(local_day(now, zone), time(0), zone)
    for seen_from in (midnight, midnight - 400 * DAY):
        found = read_date(said, zone, seen_from)
        if isinstance(found, datetime) and found <= now:
            return f"{clock_words(found, zone, now)} has passed. {HOW}"
        if found is not None and not isinstance(found, datetime) and found < local_day(now, zone):
            return f"{found:%d %b %Y} has passed. {HOW}"
    if said.casefold().split(" ")[0] in {"yesterday", "last"}:
        return f"“{said[:40]}” has passed. {HOW}"
    return f"I can't read “{said[:40]}” as a time to come. {HOW}"
