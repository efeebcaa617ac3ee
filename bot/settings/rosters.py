"""What the hospital's own rosters call things: `[roster]`, checked against the units."""

import re
from collections.abc import Callable, Mapping
from typing import get_args

from bot.rules.hospital import Side, Unit
from bot.rules.roster_words import AWAY, COLUMNS, OFF, DateOrder, RosterWords
from bot.settings.plain import Wrong, one_of
from bot.settings.table import Table

_SIDES: tuple[str, ...] = get_args(Side)
_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)


def roster_words(table: Table, units: Mapping[str, Unit]) -> RosterWords:
    shifts = sorted({shift.name for unit in units.values() for shift in unit.shifts})
    words = RosterWords(
        columns=_mapping(table.table("columns"), lambda text: one_of(text, COLUMNS)),
        codes=_mapping(table.table("codes"), lambda text: one_of(text, (OFF, AWAY, *shifts))),
        units=_mapping(table.table("units"), lambda text: one_of(text, units)),
        sides=_mapping(table.table("sides"), lambda text: one_of(text, _SIDES)),
        titles=table.texts("titles", _title),
        dates=next(
            one for one in _ORDERS if one == table.choice("dates", [o for o in _ORDERS if o])
        ),
    )
    table.done()
    return words


def _mapping(table: Table, meaning: Callable[[str], str]) -> Mapping[str, str]:
    """What a file says, folded, and what it means."""
    found = {}
    for said in table.values:
        meant = table.read(said, meaning, "")
        if meant:
            found[" ".join(said.casefold().split())] = meant
    table.done()
    return found


def _title(text: str) -> str:
    said = re.findall(r"\{(.*?)\}", text)
    if said.count("name") != 1 or set(said) - {"name", "shift", "any"} or said.count("shift") > 1:
        mend = 'Write where the name and the shift stand: "{shift} - {name}", {any} for the rest.'
        raise Wrong(f'"{text}" is no title.', mend)
    return text
