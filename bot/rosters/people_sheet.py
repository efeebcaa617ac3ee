"""A list of staff as a directory or a personnel system exports it: one line a person."""

import re
from dataclasses import dataclass
from typing import get_args

from bot.rosters.absences import folded
from bot.rosters.places import Places
from bot.rosters.rows import BadRoster, LeftOut, Reading, Reason
from bot.rosters.settle import shift_called
from bot.rosters.sheet import WHO
from bot.rosters.table import Line, table_of
from bot.rules.hospital import Hospital, Side
from bot.rules.roster_words import RosterWords
from bot.settings.people import ROLES
from bot.settings.plain import Wrong, email, one_of

TAKEN = (*sorted(WHO), "side", "unit", "shift", "roles", "status")
HEAD = "Columns: email, name, and if need be side, unit, shift, roles, status."
SIDES: tuple[str, ...] = get_args(Side)
_SIDE_WORDS = {
    **dict.fromkeys(("nursing", "nurse", "medical", "ward", "clinician", "clinicians"), "clinical"),
    **dict.fromkeys(("ict", "information technology", "informatics", "service desk"), "it"),
}
_LEFT = frozenset(
    ("inactive", "disabled", "left", "leaver", "terminated", "deactivated", "resigned", "retired")
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as the file has them. None for what it has no column for."""

    where: str
    email: str
    name: str
    side: str | None = None
    unit: str | None = None
    shift: str | None = None
    roles: tuple[str, ...] | None = None


def read_people(name: str, text: str, hospital: Hospital, words: RosterWords) -> Reading[Colleague]:
    """The people of a CSV text; who has left is left out. BadRoster where it has none at all."""
    table = table_of(name, text, words, TAKEN, _missing)
    reader = _Reader(hospital, Places(hospital, words.units), words)
    rows: dict[str, Colleague] = {}
    left_out, problems = list(table.left_out), list[str]()
    for line in table.lines:
        if folded(line.cells.get("status", "")) in _LEFT:
            left_out.append(LeftOut(line.where, _name(line), Reason.LEFT))
            continue
        try:
            person = reader.read(line)
        except Wrong as wrong:
            problems.append(f"{line.where}: {wrong.what} {wrong.mend}".rstrip())
        except ValueError as error:
            problems.append(f"{line.where}: {error}")
        else:
            first = rows.setdefault(person.email, person)
            if first is not person:
                twice = f"has the address of {first.where}. Keep one of them."
                problems.append(f"{line.where}: {twice}")
    if not table.lines:
        raise BadRoster([f"{name}: has nobody in it. {HEAD}"])
    return Reading(tuple(rows.values()), tuple(left_out), tuple(problems))


def _missing(columns: frozenset[str]) -> str:
    return "" if "email" in columns else f"no column has e-mail addresses. {HEAD}"


def _name(line: Line) -> str:
    parts = [line.cells.get("first_name", ""), line.cells.get("last_name", "")]
    name = line.cells.get("name") or " ".join(filter(None, parts))
    surname, comma, rest = name.partition(",")
    return f"{rest.strip()} {surname.strip()}" if comma and "," not in rest else name


@dataclass(frozen=True, slots=True)
class _Reader:
    hospital: Hospital
    places: Places
    words: RosterWords

    def read(self, line: Line) -> Colleague:
        """ValueError with a sentence for a value that can't be used."""
        cells = line.cells
        address = email(cells["email"]).lower() if cells["email"] else ""
        if not address:
            raise ValueError("has no e-mail address, so nobody can be known by it. Add it.")
        unit = self._unit(cells.get("unit"))
        return Colleague(
            where=line.where,
            email=address,
            name=_name(line)[:120],
            side=self._side(cells.get("side")),
            unit=unit,
            shift=self._shift(cells.get("shift"), unit),
            roles=self._roles(cells.get("roles")),
        )

    def _side(self, text: str | None) -> str | None:
        if not text:
            return text
        said = folded(text)
        meant = self.words.sides.get(said) or _SIDE_WORDS.get(said, said)
        if meant not in SIDES:
            choices = ", ".join(SIDES)
            mend = f'Write {choices}, or add "{text[:40]}" to sides in [roster] of corridor.toml.'
            raise ValueError(f'"{text[:40]}" is no side. {mend}')
        return meant

    def _unit(self, text: str | None) -> str | None:
        found = self.places.unit(text, free=False) if text else None
        return found.id if found else text

    def _shift(self, text: str | None, unit: str | None) -> str | None:
        if not text:
            return text
        where = self.hospital.units.get(unit or "")
        shift = shift_called(text, where, self.words) if where else None
        if shift is None:
            known = ", ".join(one.name for one in where.shifts) if where else ""
            mend = f"Its shifts: {known}." if where else "Fill in the unit whose shift it is."
            raise ValueError(f'there is no shift "{text[:40]}". {mend}')
        return shift.name

    def _roles(self, text: str | None) -> tuple[str, ...] | None:
        if text is None:
            return None
        said = [one for one in re.split(r"[,;|+/]|\s+", text.lower()) if one]
        return tuple(sorted({one_of(one, ROLES) for one in said}))
