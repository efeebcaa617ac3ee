"""A rota as an iCalendar: one event a turn, the person invited or named."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.rosters.absences import no_shift
from bot.rosters.events import Event, events_of, label_of
from bot.rosters.rota_rows import RotaRow, rung_of
from bot.rosters.rows import BadRoster, LeftOut, Reading
from bot.rules.roster_words import RosterWords

PARTS = re.compile(r"\s*[:,()\u2013\u2014]\s*|\s+-\s+")
HOW = 'Call the event "Sam Ortiz", or "backup: Kim Lee"; its place is a system or a unit.'


def read_rota_calendar(
    name: str, text: str, span: tuple[date, date], words: RosterWords
) -> Reading[RotaRow]:
    """The turns that touch the dates of `span`, repeating ones as often as they do."""
    events, left_out = events_of(name, text, span, words)
    if not events:
        raise BadRoster([f"{name}: has no event from {span[0]} to {span[1]}."])
    rows: list[RotaRow] = []
    problems: list[str] = []
    for event in events:
        reason = event.off or no_shift(label_of(event.title, words), words)
        if reason is not None:
            left_out.append(LeftOut(event.where, event.title[:60], reason))
            continue
        try:
            rows += _rows(event)
        except ValueError as error:
            problems.append(f"{event.where}: {error}")
    return Reading(tuple(rows), tuple(left_out), tuple(problems))


def _rows(event: Event) -> Iterator[RotaRow]:
    parts = [part for part in PARTS.split(event.title) if part]
    rungs = [rung for part in parts if (rung := rung_of(part))]
    named = [part for part in parts if not rung_of(part)]
    if not event.whole_day and event.end is None:
        raise ValueError("has no end. Give it one.")
    if event.people is not None:
        people = tuple(one.names for one in event.people if one.off is None)
    elif len(named) == 1:
        people = ((named[0],),)
    elif named and not rungs and "," in event.title:
        people = ((event.title,),)  # "Ortiz, Sam"
    else:
        raise ValueError(f"says nobody that I can tell. {HOW}")
    start = event.start or datetime.combine(event.day, time())
    end = event.end or datetime.combine(event.last + timedelta(days=1), time())
    for names in people:
        yield RotaRow(event.where, names, (rungs or ["oncall"])[0], start, end, event.place)
