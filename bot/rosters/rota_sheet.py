"""A rota as a table: one line a turn."""

from datetime import datetime

from bot.rosters.absences import no_shift
from bot.rosters.cells import date_of, moment_of, order_of, times_on
from bot.rosters.rota_rows import RotaRow, rung_of
from bot.rosters.rows import BadRoster, LeftOut, Reading
from bot.rosters.sheet import ENDS, STARTS, WHO
from bot.rosters.table import Line, table_of
from bot.rules.roster_words import DateOrder, RosterWords

TAKEN = (*sorted(WHO), "rung", "system", "unit", "date", *STARTS, *ENDS, "start_date", "end_date")
HEAD = (
    "Columns: email or name, start and end (2026-03-07 19:00, or a date and times), and if need"
    " be rung, system, unit."
)
RUNGS = "oncall, backup, admin_oncall or leader"


def read_rota_sheet(name: str, text: str, words: RosterWords) -> Reading[RotaRow]:
    """The turns of a CSV text; BadRoster where it has none at all."""
    table = table_of(name, text, words, (*TAKEN, "status"), _missing)
    order = order_of(
        (line.first("date", "start_date", "start") for line in table.lines), words.dates
    )
    rows: list[RotaRow] = []
    left_out, problems = list(table.left_out), list[str]()
    for line in table.lines:
        if reason := no_shift(line.cells.get("status", ""), words):
            left_out.append(LeftOut(line.where, line.first(*sorted(WHO)), reason))
            continue
        try:
            rows.append(_row(line, order))
        except ValueError as error:
            problems.append(f"{line.where}: {error}")
    if not table.lines:
        raise BadRoster([f"{name}: has no turns in it. {HEAD}"])
    return Reading(tuple(rows), tuple(left_out), tuple(problems))


def _missing(columns: frozenset[str]) -> str:
    if not columns & WHO:
        return f"no column says who. {HEAD}"
    if not columns & set(STARTS) or not columns & set(ENDS):
        return f"no column says from when to when. {HEAD}"
    return ""


def _row(line: Line, order: DateOrder) -> RotaRow:
    said = line.cells.get("rung", "")
    rung = rung_of(said or "oncall")
    if not line.who:
        raise ValueError("says nobody. Write an e-mail address or a name.")
    if not rung:
        raise ValueError(f'"{said[:40]}" is no rung. Choose {RUNGS}.')
    start, end = _times(line, order)
    cells = line.cells
    names = tuple(line.who)
    return RotaRow(
        line.where, names, rung, start, end, cells.get("system", ""), cells.get("unit", "")
    )


def _times(line: Line, order: DateOrder) -> tuple[datetime, datetime]:
    """Two moments; or a date and two times, of which an end at or before the start is on the next
    day."""
    start, end = line.first(*STARTS), line.first(*ENDS)
    found: tuple[datetime | None, datetime | None] | None
    if day := line.first("date", "start_date"):
        first, last = date_of(day, order), line.cells.get("end_date", "")
        found = times_on(first, start, end) if first else None
        if found and last:
            found = (found[0], moment_of(f"{last} {end}", order))
    else:
        found = (moment_of(start, order), moment_of(end, order))
    if found is None or found[0] is None or found[1] is None:
        written = f"{start} to {end}"[:80]
        raise ValueError(f'can\'t read "{written}". Write 2026-03-07 19:00, or a date too.')
    if (found[0].tzinfo is None) != (found[1].tzinfo is None):
        raise ValueError("has a zone at one end and none at the other. Write it at both.")
    return found[0], found[1]
