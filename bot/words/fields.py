"""The questions of a form. What people send back is text; `bot.words.picked` says how people, rooms
and moments stand in it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never

from bot.words.bidi import Straight
from bot.words.events import Channel
from bot.words.picked import room_key


@dataclass(frozen=True, slots=True)
class Option(Straight):
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextField(Straight):
    id: str
    label: str
    value: str = ""
    multiline: bool = False
    required: bool = True
    limit: int = 3000
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceField(Straight):
    """One of `options`; with `value` chosen already, or nothing."""

    id: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ManyField(Straight):
    """Any of `options`, those in `value` chosen already. Sent back as their values joined by
    commas, in the order of the options; no value holds a comma."""

    id: str
    label: str
    options: tuple[Option, ...]
    value: tuple[str, ...] = ()
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DateField(Straight):
    id: str
    label: str
    value: date | None = None
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class PeopleField(Straight):
    """People, picked as the platform picks them: one, or `several`. `words` is the label of a text
    beside it, for whom it can't pick; "" for none. `value` is what is sent back: the marks of
    accounts and then names (`bot.words.picked`). An account elsewhere is shown as its name."""

    id: str
    label: str
    value: str = ""
    several: bool = True
    words: str = ""
    required: bool = True
    limit: int = 600
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class RoomOption(Straight):
    channel: Channel
    label: str

    @property
    def value(self) -> str:
        return room_key(self.channel)


@dataclass(frozen=True, slots=True)
class RoomsField(Straight):
    """Any of these rooms, of whatever platform; sent back as their keys (`room_key`), joined by
    commas. Where there are many, a platform's own picker may be used for its own rooms: it may
    send the key of one that is not among `options`."""

    id: str
    label: str
    options: tuple[RoomOption, ...]
    value: tuple[str, ...] = ()
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TimeField(Straight):
    """A time of day, sent back as "07:05"."""

    id: str
    label: str
    value: str = ""
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DateTimeField(Straight):
    """A moment (`bot.words.picked` says how it is sent back). `value` is one with its offset, on
    the clock that the form names; or words, where the field has a text for them: `words` is the
    label of that text, "" for none. Words count before what was picked."""

    id: str
    label: str
    value: str = ""
    words: str = ""
    required: bool = True
    hint: str = ""
    error: str = ""


Field: TypeAlias = (
    TextField
    | ChoiceField
    | ManyField
    | DateField
    | PeopleField
    | RoomsField
    | TimeField
    | DateTimeField
)


def filled(field: Field, value: str | None, error: str) -> Field:
    """The question with what was answered (None: nothing was), and what is wrong with that."""
    match field:
        case TextField() | ChoiceField() | PeopleField() | TimeField() | DateTimeField():
            return replace(field, value=field.value if value is None else value, error=error)
        case ManyField() | RoomsField():
            chosen = field.value if value is None else tuple(filter(None, value.split(",")))
            return replace(field, value=chosen, error=error)
        case DateField():
            return replace(field, value=_date(value) or field.value, error=error)
        case _:
            assert_never(field)


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
