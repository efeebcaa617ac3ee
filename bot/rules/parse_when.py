"""Reads when somebody means: "friday", "tomorrow 09:00", "in 2 hours", "13 Mar", "0730".

Why no library. Tried for these very phrases: dateparser 1.5 reads "tomorrow 0900" as tomorrow at
this minute and "0900" as the year 900, takes "10" for 10 October and "3/4" for 4 March, and cannot
tell a day from midnight; parsedatetime 2.6 reads "5W", a ward, as five weeks and a day as this
minute of it; dateutil knows neither "tomorrow" nor the future. All reckon with wall clocks, so
"in 2 hours" is wrong on the nights the clocks change. A wrong date that looks right is worse here
than a question back, so this is a small grammar that reads little and nothing twice.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.rules.wall_time import local_day, moment

FURTHEST = timedelta(days=10 * 366)
LONGEST_TEXT = 60  # characters; anything longer is a sentence and no date
_DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = (
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?"
)
MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NTH = r"(?:st|nd|rd|th)?"
_DAYS = re.compile(
    rf"(?P<near>today|tomorrow)|(?P<weekday>{WEEKDAY})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?:(?P<named>{WEEKDAY}),? )?(?:(?P<d1>\d{{1,2}}){_NTH} (?:of )?(?P<m1>{MONTH})"
    rf"|(?P<m2>{MONTH}) (?P<d2>\d{{1,2}}){_NTH})(?:,? (?P<year>\d{{4}}))?"
)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?: ?(?P<half>[ap])\.?m\.?)?"
    r"|(?P<h12>\d{1,2}) ?(?P<half12>[ap])\.?m\.?"
    r"|(?P<h24>[01]\d|2[0-3])(?P<m24>[0-5]\d)(?: ?h(?:rs|ours)?)?|(?P<noon>noon)"
)
_IN = re.compile(
    r"in (?P<n>\d{1,4}|an?|one) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
)
_LEAD = re.compile(r"^(?:on|by|until|till|at|from|due) ")
_JOIN = re.compile(r"(?<=\d{4}-\d{2}-\d{2})t(?=\d)|,? at | ?, ")


def read_date(text: str, zone: ZoneInfo, now: datetime) -> datetime | date | None:
    """The moment (UTC, aware) or the local day that `text` means in `zone`, seen from `now`.

    Always to come: a moment after `now`, a day from today on; None for what is past, what is more
    than ten years away, and what cannot be read for certain, such as "3/4" or "next friday". A
    datetime is a date too: ask for it first. A weekday alone is the next one, never today; with a
    time it may be today. A day and month without a year, and a time alone, are the next ones.
    Hours are counted on the real clock; a time that the spring change skips is an hour later.
    """
    if len(text) > LONGEST_TEXT:
        return None
    said = _plainly(text)
    try:
        found = _from_now(said, zone, now) or _on_a_day(said, zone, now)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _to_come(found, zone, now) else None


def clock_in(text: str) -> time | None:
    """The time of day that `text` names, if it names one; None for what can't be read."""
    said = _plainly(text)
    try:
        _, clock_words = _split(said)
        return _clock(clock_words) if clock_words else None
    except ValueError:
        return None


def _plainly(text: str) -> str:
    return _JOIN.sub(" ", _LEAD.sub("", " ".join(text.casefold().split())).rstrip(".!"))


def _to_come(found: datetime | date, zone: ZoneInfo, now: datetime) -> bool:
    if isinstance(found, datetime):
        return now < found <= now + FURTHEST
    today = local_day(now, zone)
    return today <= found <= today + FURTHEST


def _from_now(said: str, zone: ZoneInfo, now: datetime) -> datetime | date | None:
    """ "in 20 minutes", "in 2 hours" as moments; "in 3 days", "in a week" as days."""
    found = _IN.fullmatch(said)
    if found is None:
        return None
    amount = int(found["n"]) if found["n"].isdigit() else 1
    match found["unit"][0]:
        case "m":
            return now.astimezone(UTC) + timedelta(minutes=amount)
        case "h":
            return now.astimezone(UTC) + timedelta(hours=amount)
        case "d":
            return local_day(now, zone) + timedelta(days=amount)
        case _:
            return local_day(now, zone) + timedelta(weeks=amount)


def _on_a_day(said: str, zone: ZoneInfo, now: datetime) -> datetime | date | None:
    """A day, a time, or both in either order; the first way of reading it that is to come."""
    day_words, clock_words = _split(said)
    if not day_words and not clock_words:
        return None
    today = local_day(now, zone)
    days = _days(day_words, today) if day_words else iter((today, today + _DAY))
    if not clock_words:
        return next((day for day in days if day > today or _is_plain(day_words)), None)
    clock = _clock(clock_words)
    moments = (moment(day, clock, zone) for day in days)
    return next((at for at in moments if at > now), None)


def _split(said: str) -> tuple[str, str]:
    """The words for the day and those for the time; both empty when it is neither."""
    if _DAYS.fullmatch(said):
        return said, ""
    if _CLOCK.fullmatch(said):
        return "", said
    for gap in (found.start() for found in re.finditer(" ", said)):
        for day, clock in ((said[:gap], said[gap + 1 :]), (said[gap + 1 :], said[:gap])):
            if _DAYS.fullmatch(day) and _CLOCK.fullmatch(clock):
                return day, clock
    return "", ""


def _is_plain(day_words: str) -> bool:
    """Whether the words may mean today: all but a weekday alone."""
    return re.fullmatch(WEEKDAY, day_words) is None


def _days(words: str, today: date) -> Iterator[date]:
    """The days that the words may mean, soonest first, from today on."""
    found = _DAYS.fullmatch(words)
    if found is None:
        return
    if found["near"]:
        yield today if found["near"] == "today" else today + _DAY
    elif found["weekday"]:
        ahead = (WEEKDAYS.index(found["weekday"][:3]) - today.weekday()) % 7
        yield from (today + timedelta(days=ahead), today + timedelta(days=ahead + 7))
    elif found["iso"]:
        yield date.fromisoformat(found["iso"])
    else:
        month = MONTHS.index((found["m1"] or found["m2"])[:3]) + 1
        dates = _dates(month, int(found["d1"] or found["d2"]), found["year"], today)
        # The dates; with a weekday beside them only the first, and only if it falls on that day.
        weekday = found["named"]
        if weekday is None:
            yield from dates
        else:
            yield from (day for day in islice(dates, 1) if WEEKDAYS[day.weekday()] == weekday[:3])


def _dates(month: int, day: int, year: str | None, today: date) -> Iterator[date]:
    """That day of that month: in the year given, or in this and the next ones that have it."""
    if year is not None:
        yield date(int(year), month, day)
        return
    for each in range(today.year, today.year + 9):
        if (month, day) != (2, 29) or (each % 4 == 0 and (each % 100 != 0 or each % 400 == 0)):
            at = date(each, month, day)
            if at >= today:
                yield at


def _clock(words: str) -> time:
    """ "14:30", "2:30 pm", "2pm", "0900", "noon". ValueError when no clock shows it."""
    found = _CLOCK.fullmatch(words)
    if found is None or found["noon"]:
        return time(12)
    half = found["half"] or found["half12"]
    hour = int(found["h"] or found["h12"] or found["h24"])
    minute = int(found["m"] or found["m24"] or 0)
    if half is None:
        return time(hour, minute)
    if not 1 <= hour <= 12:
        raise ValueError(f'No clock shows "{words}".')
    return time(hour % 12 + (12 if half == "p" else 0), minute)
