"""A rota as an iCalendar: one event a turn, the person invited or named."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from bot.rosters.calendar import end_of, events_of, invited_to
from bot.rosters.rota_rows import RotaRow, rung_of
from bot.rosters.rows import BadRoster

PARTS = re.compile(r"\s*[:,()\u2013]\s*|\s+-\s+")
HOW = 'Call the event "Sam Ortiz", or "backup: Kim Lee"; its place is a system or a unit.'


def read_rota_calendar(name: str, text: str, first: date, last: date) -> list[RotaRow]:
    """The turns that touch the dates `first` to `last`, repeating ones as often as they do."""
    problems: list[str] = []
    events = events_of(name, text, first, last)
    rows = [row for event in events for row in _rows(name, event, problems)]
    if not rows and not problems:
        problems.append(f"{name}: has no event from {first} to {last}.")
    if problems:
        raise BadRoster(problems)
    return sorted(rows, key=lambda row: (str(row.start), row.who))


def _rows(name: str, event: Any, problems: list[str]) -> Iterator[RotaRow]:
    start = event.get("DTSTART").dt
    end = end_of(event)
    title = str(event.get("SUMMARY", "")).strip()
    where = f'{name}, "{title[:60]}" on {start.date() if isinstance(start, datetime) else start}'
    parts = [part for part in PARTS.split(title) if part]
    rungs = [rung for part in parts if (rung := rung_of(part))]
    named = [part for part in parts if not rung_of(part)]
    invited = list(invited_to(event))
    if end is None:
        problems.append(f"{where}: has no end. Give it one.")
    elif not invited and len(named) != 1:
        problems.append(f"{where}: says nobody that I can tell. {HOW}")
    else:
        place = str(event.get("LOCATION", "")).strip()
        for who in invited or named:
            rung = (rungs or ["oncall"])[0]
            yield RotaRow(where, who, rung, _moment(start), _moment(end), place, "")


def _moment(at: date) -> datetime:
    """A whole day begins at its midnight."""
    return at if isinstance(at, datetime) else datetime.combine(at, time())
