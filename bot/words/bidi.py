"""Characters that turn the direction of writing, taken out of whatever is said or shown: they make
one text look like another. Letters stay; Arabic and Hebrew run from right to left by themselves."""

import re
from functools import cache
from typing import Any

TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """The text without marks, embeddings, overrides and isolates."""
    return text if text.isascii() else TURNS.sub("", text)


class Straight:
    """A frozen value of words none of whose texts turns another, however it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kind: Any = type(self)
        for name in _names(kind):
            value = getattr(self, name)
            if isinstance(value, str):
                if value.isascii():
                    continue  # most of them: each event and each card passes here many times
            elif not isinstance(value, tuple):
                continue
            if (kept := _straight(value)) is not value:
                object.__setattr__(self, name, kept)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Its fields, with those of the kinds it stands on."""
    return tuple(name for one in kind.__mro__ for name in getattr(one, "__slots__", ()))


def _straight(value: Any) -> Any:
    """The very same where there is nothing to take out."""
    if isinstance(value, str):
        kept = straight(value)
        return value if kept == value else kept
    if isinstance(value, tuple):
        parts = tuple(map(_straight, value))
        return value if all(map(_same, parts, value)) else parts
    return value


def _same(one: object, other: object) -> bool:
    return one is other
