"""What a button or a form brought back, before a handler reads it: people can send anything there,
and older cards bring what a newer version does not know."""

from dataclasses import replace
from typing import SupportsIndex, TypeVar, overload

from bot.words.events import Action, Press, Shortcut, Submit
from bot.words.refusal import Refused
from bot.words.spelling import say

E = TypeVar("E")
OLDER = f"That button is from an older version. Type {say('home')} to see what is current."
LONGEST = 500  # characters; the longest that we send are a platform's own names of channels
MOST = 60
DIGITS = 9  # as many as any number of ours has, and all databases take


class Args(tuple[str, ...]):
    """A button's short strings; one that is not there is refused in words."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> str | tuple[str, ...]:
        try:
            return super().__getitem__(at)
        except IndexError:
            raise Refused(OLDER) from None


def checked(event: E) -> E:
    """The event, if what it carries could be ours; `Refused` otherwise. It is not trusted yet."""
    if not isinstance(event, Press | Submit | Shortcut):
        return event
    args = event.action.args
    if len(args) > MOST or not all(map(_plausible, args)):
        raise Refused(OLDER)
    return replace(event, action=Action(event.action.name, Args(args)))


def _plausible(arg: str) -> bool:
    """Short and readable; digits alone are a number that a database can hold."""
    if len(arg) > LONGEST or not (arg.isprintable() or not arg):
        return False
    return not arg.isdecimal() or (arg.isascii() and len(arg) <= DIGITS)
