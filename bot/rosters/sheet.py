"""A roster as a table: one line a shift."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from bot.rosters.absences import no_shift
from bot.rosters.cells import date_of, moment_of, order_of, time_of, times_on
from bot.rosters.rows import BadRoster, LeftOut, Named, Reading, Reason, Row
from bot.rosters.table import Line, table_of
from bot.rules.roster_words import DateOrder, RosterWords

WHO = frozenset(("email", "name", "first_name", "last_name"))
DATES, STARTS, ENDS = ("date", "start_date"), ("start", "start_time"), ("end", "end_time")
TAKEN = (*sorted(WHO), *DATES, "end_date", "shift", "unit", *STARTS, *ENDS, "status")
HEAD = "Columns: email or name, date, and shift (with unit) or start and end."


class BadLine(ValueError):
    """A line that can't be read: what is wrong, and how to mend it."""


def read_sheet(name: str, text: str, words: RosterWords) -> Reading[Row]:
    """The shifts of a CSV text; BadRoster where it has none at all."""
    table = table_of(name, text, words, TAKEN, _missing)
    order = order_of((line.first(*DATES, *STARTS) for line in table.lines), words.dates)
    rows: list[Row] = []
    left_out, problems = list(table.left_out), list[str]()
    for line in table.lines:
        try:
            row = _row(line, words, order)
        except ValueError as error:
            problems.append(f"{line.where}: {error}")
        else:
            if isinstance(row, LeftOut):
                left_out.append(row)
            else:
                rows.append(row)
    if not table.lines:
        raise BadRoster([f"{name}: has no shifts in it. {HEAD}"])
    return Reading(tuple(rows), tuple(left_out), tuple(problems))


def _missing(columns: frozenset[str]) -> str:
    if not columns & WHO:
        return f"no column says who. {HEAD}"
    timed = columns & set(STARTS) and columns & set(ENDS)
    if not columns & set(DATES) and not timed:
        return f'there is no column "date". {HEAD}'
    if not columns & {"shift", "status"} and not timed:
        return f"no column says which shift, or from when to when. {HEAD}"
    return ""


def _row(line: Line, words: RosterWords, order: DateOrder) -> Row | LeftOut:
    if not line.who:
        raise BadLine("says nobody. Write an e-mail address or a name.")
    shift, off = line.cells.get("shift", ""), no_shift(line.cells.get("status", ""), words)
    said = _Said(*(line.first(*columns) for columns in (DATES, STARTS, ENDS)))
    reason = off or no_shift(shift, words)
    if not reason and not shift and not said.start and not said.end:
        if not {"start", "end", "shift"} & line.cells.keys() and line.cells.get("status"):
            raise BadLine(f'"{line.cells["status"][:40]}" says no shift. Give its times.')
        reason = Reason.EMPTY
        if not said.day:
            return LeftOut(line.where, line.who[0], reason)
    days = _days(line, said, order, reason)
    names = tuple(Named(who, shift) for who in line.who)
    unit = line.cells.get("unit", "")
    start, end = _times(said, days, order, must=not (reason or shift)) or (None, None)
    return Row(line.where, names, days[0], days[-1], unit, start, end, off=reason)


class _Said(NamedTuple):
    day: str
    start: str
    end: str


def _days(line: Line, said: _Said, order: DateOrder, reason: Reason | None) -> Sequence[date]:
    """The first day that a line is about; and the last, where it is a time away."""
    day = _day(said, order)
    if day is None:
        raise BadLine(f'"{said.day or said.start}" is no date. Write it as 2026-03-07.')
    until = line.cells.get("end_date", "")
    last = date_of(until, order) if until and reason else day
    if last is None or last < day:
        raise BadLine(f'"{until}" is no date from then on. Write it as 2026-03-07.')
    return (day, last)


def _day(said: _Said, order: DateOrder) -> date | None:
    if said.day:
        return date_of(said.day, order)
    moment = moment_of(said.start, order)
    return moment.date() if moment else None


def _times(
    said: _Said, days: Sequence[date], order: DateOrder, *, must: bool
) -> tuple[datetime, datetime] | None:
    """From when to when; None for whole days, where a line need not say."""
    if time_of(said.start) is not None:
        found = times_on(days[0], said.start, said.end)
    else:
        start, end = moment_of(said.start, order), moment_of(said.end, order)
        found = (start, end) if start and end and _alike(start, end) else None
    if found is None and must:
        raise BadLine("has no shift and no times. Write 07:00 and 19:00.")
    if found and days[-1] > days[0] and found[1].date() <= days[0]:
        return found[0], datetime.combine(days[-1], time()) + (found[1] - _midnight(found[1]))
    return found


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), moment.tzinfo)


def _alike(start: datetime, end: datetime) -> bool:
    """Both with a zone, or both without."""
    return (start.tzinfo is None) == (end.tzinfo is None)
