"""Reads a rota file, and holds it against the people, systems and units there are: all of it fits,
or none is taken."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from bot.rosters.read import text_of
from bot.rosters.rota_calendar import read_rota_calendar
from bot.rosters.rota_rows import RotaRow
from bot.rosters.rota_sheet import read_rota_sheet
from bot.rosters.rows import BadRoster
from bot.rosters.settle import Staff, people_by_name, person_of
from bot.rules.hospital import Hospital
from bot.rules.priority import SYSTEMS
from storage.nouns.oncall import Turn

Places = Mapping[str, tuple[str, str]]


def read_rota(name: str, data: bytes, first: date, last: date) -> list[RotaRow]:
    """The turns in the file `name`; those of an iCalendar that touch the dates `first` to `last`.

    BadRoster with every mistake, none of which has been acted on.
    """
    text = text_of(name, data)
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return read_rota_calendar(name, text, first, last)
    return read_rota_sheet(name, text)


def settle_rota(rows: Sequence[RotaRow], staff: Sequence[Staff], hospital: Hospital) -> list[Turn]:
    """The rows as turns of people we know (UTC). BadRoster with all that does not fit.

    Times without a zone of their own are the hospital's; one that the spring change skips is an
    hour later, so that a turn from 02:00 to 03:00 of that night is none. Turns may overlap: then
    several are on call.
    """
    problems: list[str] = []
    turns: list[Turn] = []
    names, places = people_by_name(staff), _places(hospital)
    for row in rows:
        try:
            turn = _turn(row, names, places, hospital)
        except ValueError as error:
            problems.append(f"{row.where}: {error}")
        else:
            turns += [turn] if turn.starts_at < turn.ends_at else []
    if not turns and not problems:
        problems.append(f"{rows[0].where}: nothing is left of it on the night the clocks change.")
    if problems:
        raise BadRoster(problems)
    return list(dict.fromkeys(turns))


def _turn(
    row: RotaRow, names: Mapping[str, list[Staff]], places: Places, hospital: Hospital
) -> Turn:
    person = person_of(row.who, names)
    if row.end <= row.start:
        raise ValueError("ends before it starts. Mend the times.")
    starts, ends = (_utc(at, hospital) for at in (row.start, row.end))
    system, unit = _place(row.system, places)
    if row.unit:
        more, unit = _place(row.unit, places)
        system = system or more
    return Turn(person.id, row.rung, starts, ends, system, unit)


def _utc(at: datetime, hospital: Hospital) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=hospital.zone)).astimezone(UTC)


def _places(hospital: Hospital) -> Places:
    """Systems and units by their names."""
    systems = {name.casefold(): (name, "") for name in SYSTEMS[:-1]}
    units = {
        word.casefold(): ("", u.id) for u in hospital.units.values() for word in (u.id, u.name)
    }
    return systems | units


def _place(name: str, places: Places) -> tuple[str, str]:
    if not name:
        return "", ""
    if name.casefold() not in places:
        units = ", ".join(dict.fromkeys(unit for _, unit in places.values() if unit))
        choices = f"Systems: {', '.join(SYSTEMS[:-1])}. Units: {units or 'none'}."
        raise ValueError(f'there is no system or unit "{name[:40]}". {choices}')
    return places[name.casefold()]
