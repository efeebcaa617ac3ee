"""Packs an action into the `data` of a button or a form, as short strings, and unpacks it again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from bot.words.events import Action
from bot.words.fields import Field, ManyField, RoomsField

Json: TypeAlias = dict[str, object]
Do: TypeAlias = Literal["press", "submit", "renew"]
VERSION = 1
REPLY = "reply"  # the origin of a private message of ours, which its answer may replace
VIEW = "view"  # that of a card which one person sees in the place of one that others see
FIELD = "f."
MOST_ARGS, LONGEST = 20, 300
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.IGNORECASE)


ONCE = "once"


class Garbled(Exception):
    """Not something that a card of ours sends."""


@dataclass(frozen=True, slots=True)
class Packed:
    """`origin` is whatever the card was made with, given back untouched."""

    do: Do
    action: Action
    origin: str = ""


def pack(action: Action, *, do: Do = "press", origin: str = "") -> Json:
    """An action as a button's `data`; `unpack` is its other half."""
    return {"v": VERSION, "do": do, "action": [action.name, *action.args], "origin": origin}


def unpack(data: object) -> Packed:
    """The action in what Teams sends back. It comes from outside: `Garbled` for anything that
    `pack` does not make, and for what is longer than any of ours."""
    if not isinstance(data, Mapping) or data.get("v") != VERSION:
        raise Garbled("no data of ours, or of another version")
    do, origin = data.get("do"), data.get("origin", "")
    if do not in ("press", "submit", "renew") or not _short(origin):
        raise Garbled("nothing that a card of ours does")
    value = data.get("action")
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_ARGS + 1:
        raise Garbled("no action")
    if not all(_short(one) for one in value) or not _NAME.fullmatch(value[0]):
        raise Garbled("an action with a name or arguments that are not ours")
    return Packed(cast(Do, do), Action(value[0], tuple(value[1:])), origin)


def _short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def asked(fields: tuple[Field, ...]) -> Json:
    """Which fields a form asks, with the options of those that take several: Teams leaves out
    what was left empty, and joins several in an order of its own."""
    known = {f.id: _in_order(f) for f in fields}
    return {"asked": known}


def _in_order(field: Field) -> list[str]:
    return [o.value for o in field.options] if isinstance(field, ManyField | RoomsField) else []


def once_of(data: Mapping[str, object]) -> str:
    """The random word of the form that was sent; "" where it has none."""
    found = data.get(ONCE)
    return found if isinstance(found, str) and _short(found) else ""


def values(data: Mapping[str, object]) -> dict[str, str]:
    """What was filled in, by field id. A field that was asked and left empty is ""; several
    choices are joined by commas in the order of the options."""
    known = data.get("asked")
    options = dict(_options(known)) if isinstance(known, Mapping) else {}
    filled = dict.fromkeys(options, "")
    for key, value in data.items():
        if key.startswith(FIELD):
            name = key.removeprefix(FIELD)
            # Teams sends text; numbers and booleans are other clients' way of saying the same.
            filled[name] = _ordered(
                value if isinstance(value, str) else "" if value is None else str(value),
                options.get(name, []),
            )
    return filled


def kinds_of(data: Mapping[str, object]) -> dict[str, str]:
    """Which fields are put together again, as `adapters.teams.pickers` made them."""
    found = data.get("kinds")
    if not isinstance(found, Mapping):
        return {}
    return {str(name): kind for name, kind in found.items() if isinstance(kind, str)}


def _options(known: Mapping[object, object]) -> Iterator[tuple[str, list[str]]]:
    for name, options in known.items():
        if isinstance(name, str) and isinstance(options, list):
            yield name, [one for one in options if isinstance(one, str)]


def _ordered(value: str, options: list[str]) -> str:
    if not options:
        return value
    chosen = value.split(",")
    return ",".join(one for one in options if one in chosen)
