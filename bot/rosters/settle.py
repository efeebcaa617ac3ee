"""Holds a roster against the people and the shifts there are: all of it fits, or none is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rosters.rows import BadRoster, Row
from bot.rules import shifts
from bot.rules.hospital import EVERY_DAY, Hospital, Unit
from bot.settings.plain import suggestion
from storage.nouns.roster import Duty


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who may be on a roster, as far as it matters here."""

    id: int
    name: str
    email: str
    unit: str


def settle(rows: Sequence[Row], staff: Sequence[Staff], hospital: Hospital) -> list[Duty]:
    """The rows as shifts of people we know (UTC). BadRoster with all that does not fit."""
    problems: list[str] = []
    placed: list[tuple[Row, Duty]] = []
    names = people_by_name(staff)
    for row in rows:
        try:
            placed.append((row, _duty(row, names, hospital)))
        except ValueError as error:
            problems.append(f"{row.where}: {error}")
    problems += _overlaps(placed)
    if problems:
        raise BadRoster(problems)
    return [duty for _, duty in placed]


def people_by_name(staff: Sequence[Staff]) -> Mapping[str, list[Staff]]:
    """People by e-mail address and by name, any case."""
    names: dict[str, list[Staff]] = {}
    for person in staff:
        for word in {person.email.casefold(), person.name.casefold()} - {""}:
            names.setdefault(word, []).append(person)
    return names


def person_of(who: str, names: Mapping[str, list[Staff]]) -> Staff:
    """The one person of that name or address; ValueError, with a sentence, otherwise."""
    found = names.get(who.strip().casefold(), [])
    if not found:
        near = suggestion(who, list(names), cutoff=0.8)
        mend = near or "Add them to corridor.toml, or have them write to Corridor once."
        raise ValueError(f'nobody here is called "{who[:60]}". {mend}')
    if len(found) > 1:
        raise ValueError(f'{len(found)} people are called "{who[:60]}". Use the e-mail address.')
    return found[0]


def _duty(row: Row, names: Mapping[str, list[Staff]], hospital: Hospital) -> Duty:
    person = person_of(row.who, names)
    # The unit that is named, by its id or its name; else the person's own.
    known = {name.casefold(): u for u in hospital.units.values() for name in (u.id, u.name)}
    if row.unit and row.unit.casefold() not in known:
        choices = ", ".join(hospital.units)
        raise ValueError(f'there is no unit "{row.unit[:40]}". Choose one of: {choices}.')
    unit = known[row.unit.casefold()] if row.unit else hospital.units.get(person.unit)
    zone = (unit.zone if unit else None) or hospital.zone
    starts, ends = _named(row, unit, zone) if row.shift else _given(row, zone)
    if ends <= starts:
        raise ValueError("ends before it starts. Mend the times.")
    return Duty(person.id, starts, ends, row.day, unit.id if unit else "", row.shift.casefold())


def _named(row: Row, unit: Unit | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if unit is None:
        raise ValueError(f'a shift "{row.shift[:40]}" of which unit? Fill in unit, or give times.')
    found = [s for s in unit.shifts if s.name.casefold() == row.shift.casefold()]
    if not found:
        choices = ", ".join(s.name for s in unit.shifts) or "none"
        raise ValueError(f'{unit.name} has no shift "{row.shift[:40]}". Its shifts: {choices}.')
    ((_, starts, ends),) = shifts.occurrences(found[0], zone, row.day, row.day, EVERY_DAY)
    return starts, ends


def _given(row: Row, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Times as written; without a zone of their own they are the unit's."""
    assert row.start is not None
    assert row.end is not None
    starts, ends = (at if at.tzinfo else at.replace(tzinfo=zone) for at in (row.start, row.end))
    return starts.astimezone(UTC), ends.astimezone(UTC)


def _overlaps(placed: Sequence[tuple[Row, Duty]]) -> list[str]:
    """The same person twice at once."""
    order = sorted(placed, key=lambda one: (one[1].person_id, one[1].starts_at))
    return [
        f"{row.where}: {row.who} is on another shift then ({before.where}). Keep one of them."
        for (before, earlier), (row, later) in pairwise(order)
        if earlier.person_id == later.person_id and later.starts_at < earlier.ends_at
    ]
