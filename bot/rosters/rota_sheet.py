"""A rota as a table: one line a turn, with named columns, as spreadsheets save it."""

import csv
from collections.abc import Iterator
from datetime import datetime

from bot.rosters.rota_rows import RotaRow, rung_of
from bot.rosters.rows import BadRoster
from bot.rosters.sheet import WHO, day_of, times_on

COLUMNS = {*WHO, "rung", "system", "unit", "date", "start", "end"}
HEAD = (
    "Columns: email or name, start and end (2026-03-07 19:00, or a date and times), and if need"
    " be rung, system, unit."
)
RUNGS = "oncall, backup, admin_oncall or leader"


def read_rota_sheet(name: str, text: str) -> list[RotaRow]:
    """The turns of a CSV text whose columns are parted by commas, semicolons or tabs."""
    first = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    head = [word.strip().casefold() for word in next(lines, [])]
    if problem := _head(head):
        raise BadRoster([f"{name}:1: {problem} {HEAD}"])
    problems: list[str] = []
    rows: list[RotaRow] = []
    for values in lines:
        if any(value.strip() for value in values):
            cells = dict(zip(head, (v.strip() for v in values), strict=False))
            rows += _row(f"{name}:{lines.line_num}", cells, problems)
    if not rows and not problems:
        problems.append(f"{name}: has no turns in it. {HEAD}")
    if problems:
        raise BadRoster(problems)
    return rows


def _head(head: list[str]) -> str:
    """What is wrong with the names of the columns."""
    if unknown := [word for word in head if word not in COLUMNS]:
        return f'"{unknown[0][:40]}" is no column.'
    if not set(head) & set(WHO):
        return "no column says who."
    if not {"start", "end"} <= set(head):
        return "no column says from when to when."
    return ""


def _row(where: str, cells: dict[str, str], problems: list[str]) -> Iterator[RotaRow]:
    who = next((cells[key] for key in WHO if cells.get(key)), "")
    said, rung = cells.get("rung", ""), rung_of(cells.get("rung", "") or "oncall")
    times = _times(cells)
    if not who:
        problems.append(f"{where}: says nobody. Write an e-mail address or a name.")
    elif not rung:
        problems.append(f'{where}: "{said[:40]}" is no rung. Choose {RUNGS}.')
    elif times is None:
        written = f"{cells.get('start', '')} to {cells.get('end', '')}"[:80]
        problems.append(f'{where}: can\'t read "{written}". Write 2026-03-07 19:00, or a date too.')
    else:
        yield RotaRow(where, who, rung, *times, cells.get("system", ""), cells.get("unit", ""))


def _times(cells: dict[str, str]) -> tuple[datetime, datetime] | None:
    """Two moments; or a date and two times, of which an end at or before the start is on the next
    day."""
    start, end = cells.get("start", ""), cells.get("end", "")
    if cells.get("date"):
        day = day_of(cells["date"])
        return None if day is None else times_on(day, start, end)
    try:
        found = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError:
        return None
    return found if (found[0].tzinfo is None) == (found[1].tzinfo is None) else None
