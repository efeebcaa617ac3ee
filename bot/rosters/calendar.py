"""A roster as an iCalendar: one event a shift, once or repeating, the person invited or named."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.rosters.rows import BadRoster, Row

NAMED = re.compile(r"^(?P<who>.+?)\s*[:,(\u2013-]\s*(?P<shift>[^()]+?)\)?\s*$")
HOW = 'Invite the person by e-mail, or call the event "Ana Ruiz: night".'


def read_calendar(name: str, text: str, first: date, last: date) -> list[Row]:
    """The shifts that start on the dates `first` to `last`, repeating ones as often as they do."""
    problems: list[str] = []
    events = events_of(name, text, first, last)
    rows = [row for event in events for row in _rows(name, event, problems)]
    if not rows and not problems:
        problems.append(f"{name}: has no event from {first} to {last}.")
    if problems:
        raise BadRoster(problems)
    return sorted(rows, key=lambda row: (row.day, row.who))


def events_of(name: str, text: str, first: date, last: date) -> list[Any]:
    """What happens on these dates, repeating events as often as they do; BadRoster where the text
    can't be read."""
    import icalendar
    import recurring_ical_events

    try:
        calendar = icalendar.Calendar.from_ical(text)
        return list(recurring_ical_events.of(calendar).between(first, last + timedelta(days=1)))
    except Exception as error:  # noqa: BLE001 - what a broken file makes of the parser is anything
        what = f"{name}: can't be read as iCalendar ({type(error).__name__})."
        raise BadRoster([f"{what} Export it again from your roster."]) from None


def _rows(name: str, event: Any, problems: list[str]) -> Iterator[Row]:
    start, end = event.get("DTSTART").dt, end_of(event)
    day = start.date() if isinstance(start, datetime) else start
    title = str(event.get("SUMMARY", "")).strip()
    where = f'{name}, "{title[:60]}" on {day}'
    match = NAMED.match(title)
    shift = match["shift"] if match else ""
    people = list(invited_to(event)) or ([match["who"]] if match else [title] if title else [])
    times = (start, end) if isinstance(start, datetime) and isinstance(end, datetime) else None
    if not people:
        problems.append(f"{where}: says nobody. {HOW}")
    elif times is None and not shift:
        problems.append(f"{where}: lasts all day and names no shift. {HOW}")
    else:
        unit = str(event.get("LOCATION", "")).strip()
        for who in people:
            yield Row(where, who, day, unit, "" if times else shift, *(times or (None, None)))


def end_of(event: Any) -> Any:
    if event.get("DTEND") is not None:
        return event.get("DTEND").dt
    length = event.get("DURATION")
    return event.get("DTSTART").dt + length.dt if length is not None else None


def invited_to(event: Any) -> Iterator[str]:
    found = event.get("ATTENDEE", [])
    for one in found if isinstance(found, list) else [found]:
        yield re.sub(r"^mailto:", "", str(one), flags=re.IGNORECASE)
