"""What a hospital's own rosters call things: their columns, codes, units and titles of events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

OFF, AWAY = "off", "away"
"""What a code may stand for besides a shift: no shift that day; away, so that no other counts."""
COLUMNS = (
    *("name", "email", "first_name", "last_name", "date", "shift", "unit", "start", "end"),
    *("start_date", "start_time", "end_date", "end_time", "status", "rung", "system"),
    *("side", "roles"),
)
DateOrder = Literal["", "dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class RosterWords:
    """`columns`, `codes` and `units` lead from what a file says (folded) to one of `COLUMNS`, to a
    shift's name, `OFF` or `AWAY`, and to a unit's id; `sides` from a department or a workforce to a
    side. `titles` are how events are called, such as
    "{shift} - {name}". `dates` is the order of day and month where figures alone don't tell."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    dates: DateOrder = ""


PLAIN = RosterWords()
