"""What a roster file says, before it is held against the people and the shifts there are."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

R = TypeVar("R")


class Reason(StrEnum):
    """Why something in a file is nobody's shift, as the operator reads it."""

    CANCELLED = "cancelled"
    DECLINED = "declined or handed on"
    AWAY = "away: sick, on leave or out of office"
    OFF = "off"
    EMPTY = "no shift is written"
    THING = "a room, a thing or a list of people"
    ORGANISER = "only organises it"
    OPTIONAL = "need not be there"
    NOBODY = "lasts all day and names nobody: a holiday, say"
    LEFT = "has left"
    SETTINGS = "corridor.toml names them, and has the last word"
    COLUMN = "a column that is not used"


class LeftOut(NamedTuple):
    """Something in the file that is not taken: its place, what it says, and why."""

    where: str
    what: str
    why: Reason


class Named(NamedTuple):
    """One way to read whom a row is about: a name or an e-mail address, and what is said of them,
    a shift or that they are away. A `loose` one, which nothing but a space parts, counts only if
    its label is one of these."""

    who: str
    label: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One shift, or one time away, as it is written: `where` is its place in the file, `names` how
    it may be read, the likeliest first. Times are aware, or as the clock on the wall of the unit
    shows them; without any it is about the dates `day` to `last`. `off` is why it is no shift,
    where more than its label says so. `free` says that its unit is a place in words, which need
    not be one of ours; `titled` that whom it is about is known from its title alone."""

    where: str
    names: tuple[Named, ...]
    day: date
    last: date
    unit: str = ""
    start: datetime | None = None
    end: datetime | None = None
    off: Reason | None = None
    free: bool = False
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Reading(Generic[R]):
    """All that a file says: what may be taken, what is left out, and the lines with a mistake."""

    rows: tuple[R, ...]
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[str, ...] = ()


class BadRoster(Exception):
    """The file can't be used; `problems` are all the mistakes, each with its place and the mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
