"""A table as spreadsheets and rostering systems save it: one line a shift, with named columns."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.rosters.absences import folded
from bot.rosters.rows import BadRoster, LeftOut, Reason
from bot.rules.roster_words import RosterWords

_SEPARATORS = ",;\t|"
_TITLES = 20  # lines in which the names of the columns are looked for
_CALLED: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "person", "employee", "employee name", "staff", "staff member", "staff name"),
        *("full name", "display name", "displayname", "member", "nurse", "resource", "worker"),
        *("empleado", "nombre", "nombre completo", "personal"),
    ),
    "email": (
        *("email", "e-mail", "mail", "email address", "e-mail address", "work email"),
        *("member email", "user principal name", "userprincipalname", "upn", "correo"),
    ),
    "first_name": ("first name", "given name", "givenname", "forename", "firstname"),
    "last_name": ("last name", "surname", "family name", "lastname", "apellidos"),
    "date": ("date", "day", "shift date", "work date", "duty date", "fecha", "dia"),
    "start_date": ("start date", "from date", "date from", "startdate"),
    "start_time": ("start time", "starttime", "time in"),
    "end_date": ("end date", "to date", "date to", "enddate"),
    "end_time": ("end time", "endtime", "time out"),
    "shift": (
        *("shift", "shift code", "shift name", "shift type", "code", "duty", "duty code"),
        *("custom label", "turno", "assignment"),
    ),
    "unit": ("unit", "ward", "department", "dept", "area", "unidad", "cost centre name"),
    "start": ("start", "from", "begin", "begins", "shift start", "inicio", "desde"),
    "end": ("end", "to", "until", "ends", "shift end", "finish", "fin", "hasta"),
    "status": (
        *("status", "state", "type", "category", "absence", "absence type", "leave type"),
        *("reason", "estado"),
    ),
    "rung": ("rung", "role", "level", "tier", "escalation level"),
    "system": ("system", "service", "application"),
    "side": ("side", "team", "workforce"),
    "roles": ("roles", "role", "duties", "permissions"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its place in the file, and what stands in each column we know."""

    where: str
    cells: Mapping[str, str]

    def first(self, *columns: str) -> str:
        """What stands in the first of these columns that says anything."""
        return next((self.cells[one] for one in columns if self.cells.get(one)), "")

    @property
    def who(self) -> tuple[str, ...]:
        """Whom the line is about: by address, by name, or by both parts of a name."""
        parts = [self.cells.get("first_name", ""), self.cells.get("last_name", "")]
        names = (self.cells.get("email", ""), self.cells.get("name", ""), " ".join(parts).strip())
        return tuple(one for one in names if one)


@dataclass(frozen=True, slots=True)
class Table:
    columns: frozenset[str]
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]


def table_of(
    name: str,
    text: str,
    words: RosterWords,
    taken: Iterable[str],
    missing: Callable[[frozenset[str]], str],
) -> Table:
    """The lines of a CSV text. `taken` are the columns that count; `missing` says what a head of
    such columns lacks, "" where nothing. BadRoster where no line has all that is needed."""
    rows = list(_rows(text))
    counted = frozenset(taken)
    heads = [_columns(cells, words, counted) for _, cells in rows[:_TITLES]]
    at = next((n for n, head in enumerate(heads) if head and not missing(frozenset(head))), None)
    if at is None:
        best = max(range(len(heads)), key=lambda n: len(heads[n]), default=0)
        line = rows[best][0] if rows else 1
        lacks = missing(frozenset(heads[best] if heads else ()))
        unknown = _unknown(rows[best][1], words, counted) if rows else ()
        hint = f" Not known here: {', '.join(one[:40] for one in unknown[:8])}." if unknown else ""
        raise BadRoster([f"{name}:{line}: {lacks}{hint}"])
    number, cells = rows[at]
    head = heads[at]
    unused = _unknown(cells, words, counted)
    left_out = [LeftOut(f"{name}:{number}", one[:40], Reason.COLUMN) for one in unused]
    lines = (
        Line(f"{name}:{number}", {column: _at(cells, n) for column, n in head.items()})
        for number, cells in rows[at + 1 :]
        if any(cells)
    )
    return Table(frozenset(head), tuple(lines), tuple(left_out))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines, each with its number; "sep=;" is what Excel writes before them."""
    lines = text.splitlines()
    said = re.fullmatch(r"\s*\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE) if lines else None
    between = said[1] if said else max(_SEPARATORS, key=_most(lines))
    read = csv.reader(lines, delimiter=between)
    for cells in read:
        if not (said and read.line_num == 1):
            yield read.line_num, [" ".join(cell.split()) for cell in cells]


def _most(lines: Sequence[str]) -> Callable[[str], int]:
    """How often a separator stands in the line that has it most; the title may have none."""
    return lambda mark: max((line.count(mark) for line in lines[:_TITLES]), default=0)


def _columns(cells: Sequence[str], words: RosterWords, counted: frozenset[str]) -> dict[str, int]:
    """Where each column that we know stands, the first of its kind."""
    found: dict[str, int] = {}
    for n, cell in enumerate(cells):
        column = _column(cell, words, counted)
        if column:
            found.setdefault(column, n)
    return found


def _column(cell: str, words: RosterWords, counted: frozenset[str]) -> str:
    called = folded(cell)
    if called in words.columns:
        return words.columns[called] if words.columns[called] in counted else ""
    names = {called, called.replace("_", " ")}
    return next((one for one in _CALLED if one in counted and names & set(_CALLED[one])), "")


def _unknown(cells: Sequence[str], words: RosterWords, counted: frozenset[str]) -> tuple[str, ...]:
    return tuple(cell for cell in cells if cell and not _column(cell, words, counted))


def _at(cells: Sequence[str], n: int) -> str:
    return cells[n] if n < len(cells) else ""
