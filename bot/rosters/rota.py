"""Reads a rota file, and holds it against the people, systems and units there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.rosters.names import Names, Staff, found, people_by_name, person_of
from bot.rosters.places import Places
from bot.rosters.read import is_calendar, text_of
from bot.rosters.rota_calendar import read_rota_calendar
from bot.rosters.rota_rows import RotaRow
from bot.rosters.rota_sheet import read_rota_sheet
from bot.rosters.rows import LeftOut, Reading
from bot.rules.hospital import Hospital
from bot.rules.roster_words import PLAIN, RosterWords
from storage.nouns.oncall import Turn


@dataclass(frozen=True, slots=True)
class SettledRota:
    """What of a rota fits: turns (UTC), each once, and where in the file each stands. `problems`
    are the mistakes, each with its place and the mend."""

    placed: dict[Turn, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def turns(self) -> list[Turn]:
        return list(self.placed)


def read_rota(
    name: str, data: bytes, first: date, last: date, words: RosterWords = PLAIN
) -> Reading[RotaRow]:
    """What the file `name` says; of an iCalendar, what touches the dates `first` to `last`.
    BadRoster where it can't be used at all."""
    text = text_of(name, data)
    if is_calendar(text):
        return read_rota_calendar(name, text, (first, last), words)
    return read_rota_sheet(name, text, words)


def settle_rota(
    reading: Reading[RotaRow],
    staff: Sequence[Staff],
    hospital: Hospital,
    words: RosterWords = PLAIN,
) -> SettledRota:
    """The rows as turns of people we know.

    Times without a zone of their own are the hospital's; one that the spring change skips is an
    hour later, so that a turn from 02:00 to 03:00 of that night is none. Turns may overlap: then
    several are on call.
    """
    settled = SettledRota(left_out=list(reading.left_out), problems=list(reading.problems))
    names, places = people_by_name(staff), Places(hospital, words.units)
    for row in reading.rows:
        try:
            turn = _turn(row, names, places, hospital)
        except ValueError as error:
            settled.problems.append(f"{row.where}: {error}")
            continue
        if turn.starts_at < turn.ends_at:
            settled.placed.setdefault(turn, row.where)
    if reading.rows and not settled.placed and not settled.problems:
        where = reading.rows[0].where
        settled.problems.append(f"{where}: nothing is left of it on the night the clocks change.")
    return settled


def _turn(row: RotaRow, names: Names, places: Places, hospital: Hospital) -> Turn:
    known = next((name for name in row.names if found(name, names)), row.names[0])
    person = person_of(known, names)
    if row.end <= row.start:
        raise ValueError("ends before it starts. Mend the times.")
    starts, ends = (_utc(at, hospital) for at in (row.start, row.end))
    system, unit = places.unit_or_system(row.system)
    if row.unit:
        more, unit = places.unit_or_system(row.unit)
        system = system or more
    return Turn(person.id, row.rung, starts, ends, system, unit)


def _utc(at: datetime, hospital: Hospital) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=hospital.zone)).astimezone(UTC)
