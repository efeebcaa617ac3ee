"""A roster as a table: one line a shift, with named columns, as spreadsheets save it."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.rosters.rows import BadRoster, Row

WHO = ("email", "person", "name")
COLUMNS = {*WHO, "date", "unit", "shift", "start", "end"}
HEAD = "Columns: email or name, date, and shift (with unit) or start and end."


def read_sheet(name: str, text: str) -> list[Row]:
    """The shifts of a CSV text whose columns are parted by commas, semicolons or tabs."""
    first = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    head = [word.strip().casefold() for word in next(lines, [])]
    if problem := _head(head):
        raise BadRoster([f"{name}:1: {problem} {HEAD}"])
    problems: list[str] = []
    rows: list[Row] = []
    for values in lines:
        if any(value.strip() for value in values):
            where = f"{name}:{lines.line_num}"
            cells = dict(zip(head, (v.strip() for v in values), strict=False))
            rows += _row(where, cells, problems)
    if not rows and not problems:
        problems.append(f"{name}: has no shifts in it. {HEAD}")
    if problems:
        raise BadRoster(problems)
    return rows


def _head(head: list[str]) -> str:
    """What is wrong with the names of the columns."""
    if unknown := [word for word in head if word not in COLUMNS]:
        return f'"{unknown[0][:40]}" is no column.'
    if not set(head) & set(WHO):
        return "no column says who."
    if "date" not in head:
        return 'there is no column "date".'
    if "shift" not in head and not {"start", "end"} <= set(head):
        return "no column says which shift, or from when to when."
    return ""


def _row(where: str, cells: dict[str, str], problems: list[str]) -> Iterator[Row]:
    who = next((cells[key] for key in WHO if cells.get(key)), "")
    day = day_of(cells.get("date", ""))
    if not who:
        problems.append(f"{where}: says nobody. Write an e-mail address or a name.")
    elif day is None:
        problems.append(f'{where}: "{cells.get("date", "")}" is no date. Write it as 2026-03-07.')
    elif cells.get("shift"):
        yield Row(where, who, day, cells.get("unit", ""), cells["shift"])
    else:
        times = times_on(day, cells.get("start", ""), cells.get("end", ""))
        if times is None:
            problems.append(f"{where}: has no shift and no times. Write 07:00 and 19:00.")
        else:
            yield Row(where, who, day, cells.get("unit", ""), "", *times)


def day_of(text: str) -> date | None:
    """A date as 2026-03-07; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def times_on(day: date, start: str, end: str) -> tuple[datetime, datetime] | None:
    """An end at or before the start is on the next day."""
    try:
        first, last = time.fromisoformat(start), time.fromisoformat(end)
    except ValueError:
        return None
    until = day if last > first else day + timedelta(days=1)
    return datetime.combine(day, first), datetime.combine(until, last)
