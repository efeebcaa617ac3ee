"""How words for the bot are written where they are read (R38).

A sentence names what to type with `say`, and each adapter spells that for the place that it shows
it in: plain in a direct chat, behind a mention or a slash in a room. Until then the words stand
between two marks that nobody can type: `bot.words.typed.readable` takes them out of what people
write.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar

from bot.words.cards import Reply
from bot.words.events import Event

T = TypeVar("T")
Spelling: TypeAlias = Callable[[str], str]
"""What to type for some words, such as "help polls"."""
_OPEN, _CLOSE = "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def say(words: str) -> str:
    """The words as something that can be typed to us: each place shows them as they work there."""
    return f"{_OPEN}{words}{_CLOSE}"


def in_room(words: str) -> str:
    """The words as they are typed in a room, wherever that is said."""
    return mentioning(words)


def plainly(words: str) -> str:
    """In a direct chat, where all is for us."""
    return words


def mentioning(words: str) -> str:
    """In a room, where we hear what names us."""
    return f"@Corridor {words}"


def spelled(shown: T, spelling: Spelling) -> T:
    """The same with all that can be typed spelled so; the very same where there is nothing."""
    return _spelled(shown, spelling)  # type: ignore[no-any-return]


def _spelled(value: Any, spelling: Spelling) -> Any:
    if isinstance(value, str):
        return _words(value, spelling) if _OPEN in value else value
    if isinstance(value, tuple):
        parts = tuple(_spelled(part, spelling) for part in value)
        return parts if any(map(_differs, parts, value)) else value
    if is_dataclass(value) and not isinstance(value, type):
        known = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        changed = {name: _spelled(one, spelling) for name, one in known.items()}
        changed = {name: one for name, one in changed.items() if one is not known[name]}
        return replace(value, **changed) if changed else value
    return value


def _words(text: str, spelling: Spelling) -> str:
    return _MARKED.sub(lambda match: spelling(match[1]), text)


def _differs(one: object, other: object) -> bool:
    return one is not other


def spelling_door(
    core: Callable[[Event], Awaitable[Reply]], spelling: Callable[[Event], Spelling]
) -> Callable[[Event], Awaitable[Reply]]:
    """The core, its answers spelled for where they are read."""

    async def answer(event: Event) -> Reply:
        return spelled(await core(event), spelling(event))

    return answer
