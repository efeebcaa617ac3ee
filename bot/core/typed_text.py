"""Reads what people type to the bot: a verb and the rest, or a sentence."""

import re
from dataclasses import replace

from bot.words.events import Command
from bot.words.numbers import number

_NUMBER = re.compile(r"c-?(\d{1,9}):?", re.IGNORECASE)
_POLL = re.compile(r"p-?(\d{3,9}):?", re.IGNORECASE)  # "P1: all carts are frozen" is no poll
_HUDDLE = re.compile(r"h-?(\d{3,9}):?", re.IGNORECASE)
_WIN = re.compile(r"w-?(\d{3,9})", re.IGNORECASE)


def spoken(event: Command) -> Command:
    """The command as the router knows it: `C-101 still slow` shows or answers that concern, and
    `P-101`, `H-101` and `W-101` show that poll, that huddle and that win."""
    verb = event.verb.strip().lower().lstrip("/")
    if match := _NUMBER.fullmatch(verb):
        return replace(event, verb="show", rest=f"C-{match[1]} {event.rest}".strip())
    if match := _POLL.fullmatch(verb):
        return replace(event, verb="poll", rest=f"P-{match[1]} {event.rest}".strip())
    if match := _HUDDLE.fullmatch(verb):
        return replace(event, verb="huddle", rest=f"H-{match[1]} {event.rest}".strip())
    if (match := _WIN.fullmatch(verb)) and not event.rest:
        return replace(event, verb="win", rest=f"W-{match[1]}")
    return replace(event, verb=verb)


def whole(event: Command) -> Command:
    """A sentence without a verb of ours: all of it is text."""
    return replace(event, verb="", rest=f"{event.verb} {event.rest}".strip())


def parted(event: Command) -> Command:
    """A sentence as the router knows it: its first word in the verb's place."""
    verb, _, rest = event.rest.partition(" ")
    return replace(event, verb=verb, rest=rest)


def is_number(text: str) -> bool:
    """Whether it is a number of ours: as many digits as any of them has, and databases take."""
    return number(text) is not None
