"""A rota that is the same every week: `[[oncall]]`, checked against people, systems and units."""

from collections.abc import Mapping, Sequence
from datetime import time

from bot.rules.hospital import EVERY_DAY, Shift, Unit, WeeklyTurn
from bot.rules.priority import SYSTEMS
from bot.rules.rota import RUNGS
from bot.settings.plain import clock, days, one_of
from bot.settings.table import Table
from bot.settings.values import PersonSetting


def weekly(
    tables: Sequence[Table], units: Mapping[str, Unit], people: Sequence[PersonSetting]
) -> tuple[WeeklyTurn, ...]:
    staff = [person.name for person in people if person.name]
    return tuple(_turn(table, units, staff) for table in tables)


def _turn(table: Table, units: Mapping[str, Unit], staff: Sequence[str]) -> WeeklyTurn:
    """A start and an end that are the same are a whole day."""
    table.needed("person", '"Sam Ortiz"')
    shift = Shift(
        name="on call",
        start=_time(table, "start"),
        end=_time(table, "end"),
        days=table.read("days", days, EVERY_DAY),
    )
    turn = WeeklyTurn(
        person=table.read("person", lambda name: one_of(name, staff), ""),
        shift=shift,
        rung=table.choice("rung", tuple(RUNGS), "oncall"),
        system=table.choice("system", SYSTEMS[:-1]),
        unit=table.choice("unit", units),
    )
    table.done()
    return turn


def _time(table: Table, key: str) -> time:
    return table.read(key, clock, time()) if table.needed(key, '"18:00"') else time()
