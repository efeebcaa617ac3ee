"""Reads what people type to the bot: a verb and the rest, or a sentence.

Verbs and numbers are found whatever stands around them: `concern:`, `*poll* …`, `(C-101)`, `hey,
note …`. What is no verb of ours is a sentence, and stays as it was typed.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bot.core.it_only import it_only
from bot.core.kind_words import kind_words
from bot.words.events import Command
from bot.words.numbers import number
from bot.words.typed import BULLETS, first_word, plain_marks

_AROUND = f" \t\n*_~`\"'()[]{{}}<>#/!?.,:;|\u2026\u00a1\u00bf-{BULLETS}"
_NUMBER = re.compile(r"c-?(\d{1,9})(?:'s)?", re.IGNORECASE)
_OTHERS = (  # at least three digits: "P1: all carts are frozen" is no poll
    ("poll", re.compile(r"p-?(\d{3,9})", re.IGNORECASE)),
    ("huddle", re.compile(r"h-?(\d{3,9})", re.IGNORECASE)),
    ("win", re.compile(r"w-?(\d{3,9})", re.IGNORECASE)),
)
_ALONE = re.compile(r"(?:#|c )\s*(\d{3,9})", re.IGNORECASE)  # "c 101", "#101", and nothing more
_ASKED_ABOUT = re.compile(
    r"(?:(?:and )?what(?: is|'?s)?(?: (?:up|happening|new))?(?: with| about| on)?|where(?: is|'?s)"
    r"|how(?: is|'?s)|(?:the )?status(?: of| on| for)?|any (?:news|updates?)(?: on| about| for)?"
    r"|news (?:on|about)|see|view|open|look at|look up|show me|updates? (?:on|for))"
    r" (?:with )?(?=[#(]*[cphw]-?\d)",
    re.IGNORECASE,
)
_MAKE = (
    r"(?:add|log|raise|open|report|create|start|run|make|file|submit|post)"
    r"(?: (?:a|an|the|new))+(?= (?:concern|poll|huddle|win)\b)"
)
_MAKING = re.compile(rf"{_MAKE} ", re.IGNORECASE)  # "raise a concern: ..." is no concern about "a"
_SECRET_POLL = re.compile(
    r"(?:an? |new )*(?:anonymous|anonymi[sz]ed|anon|secret|confidential) poll\b[:,]?\s*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:hey|hi|hiya|hello|hallo|hola|howdy|morning|evening|good (?:morning|afternoon|evening"
    r"|night|day)|please|pls|plz|ok|okay|so|um|sorry|excuse me|quick one|(?:can|could|would|will)"
    r" (?:you|u|i|we)(?: please)?|i (?:want|need|would like) to|i'?d like to|let'?s|corridor"
    rf"|{_MAKE})"
    r"(?: there| team| all| everyone| bot| again)?(?:[\s,.:;!-]+|$))+",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    r"([A-Za-z]{3,}(?:-call)?)(?:[:;,!]|(?=[\u2012-\u2015]))(?=\S)"
)  # "note:the vendor"
_LONG_DASHES = "\u2012\u2013\u2014\u2015"
_LIST_NUMBER = re.compile(r"(?:\d{1,2}|[a-z])[.)]", re.IGNORECASE)
_JOINT = re.compile(r"[:;,]\s*|-\s+")  # between a verb and the rest
_ENDS = ("!", "?", ".")  # a sentence, where more follows: "help! the printer is on fire"
_HELLO = frozenset(("hi", "hello", "hey", "?"))  # verbs only where nothing follows
OTHERWISE = "*"  # the router's name for what nobody has a verb for
_MARKS_BEFORE = 5  # marks and numbers of lists before what is said
_TOPIC = 2  # words behind "help" that may name a topic; more of them are a sentence
Known = Callable[[str], bool]


class _Reading(NamedTuple):
    verb: str
    rest: str


def spoken(event: Command, known: Known) -> Command:
    """The command as the router knows it, `known` being its verbs: `C-101 still slow` shows or
    answers that concern, and `P-101`, `H-101` and `W-101` show that poll, huddle and win. Where
    nothing of ours is in it, the verb is "" and the rest is all of the text."""
    text = f"{event.verb} {event.rest}".strip()
    if not text and not event.quoted and not event.files:
        return replace(event, verb="help", rest="")
    if kind_words(text):
        return replace(event, verb="", rest=text)
    found = (
        _asked_about(text, known)
        or _made(text, known)
        or _secret_poll(text, known)
        or _read(event.verb, event.rest, known)
    )
    if found is None and (later := _behind(text)) is not None:
        said = _made(later, known) or _secret_poll(later, known)
        said = said or _read(*first_word(later), known)
        found = said if later else _Reading("help", "")
    if found is None and (note := it_only(text)).answer == "yes":
        found = _note(note.text)
    if found is None and _bare(event.verb) in _HELLO and len(event.rest.split()) <= _TOPIC:
        found = _Reading("hello", event.rest)
    if found is None:
        return replace(event, verb="", rest=text)
    return replace(event, verb=found.verb, rest=found.rest)


def _asked_about(text: str, known: Known) -> _Reading | None:
    """ "What's C-101?": a number, and nothing behind it."""
    match = _ASKED_ABOUT.match(plain_marks(text))
    if match is None:
        return None
    number, rest = first_word(text[match.end() :])
    return None if rest else _read(number, "", known)


def _made(text: str, known: Known) -> _Reading | None:
    """ "Raise a concern: …" is the verb that it names."""
    match = _MAKING.match(plain_marks(text))
    return None if match is None else _read(*first_word(text[match.end() :]), known)


def _secret_poll(text: str, known: Known) -> _Reading | None:
    """ "Anonymous poll: …" is a poll, and never one with names (R33)."""
    match = _SECRET_POLL.match(plain_marks(text))
    if match is None or not known("poll"):
        return None
    return _Reading("poll", f"--anonymous {text[match.end() :]}".strip())


def _note(text: str) -> _Reading | None:
    """ "IT only: C-101 …" is the note that it says it is."""
    number, rest = first_word(text)
    match = _NUMBER.fullmatch(_bare(number))
    return None if match is None else _Reading("note", f"C-{match[1]} {_unjoined(rest)}")


def _behind(text: str) -> str | None:
    """What stands behind a greeting, or behind marks and numbers of a list; None for neither."""
    later = text
    for _ in range(_MARKS_BEFORE):
        if match := _GREETING.match(plain_marks(later)):
            return later[match.end() :].strip()
        word, rest = first_word(later)
        if _bare(word) and not _LIST_NUMBER.fullmatch(word):
            break
        later = rest
    return later if later != text else None


def _read(word: str, rest: str, known: Known) -> _Reading | None:
    """A verb or a number at the very beginning."""
    return _numbered(word, rest) or _said(word, rest, known)


def _numbered(word: str, rest: str) -> _Reading | None:
    bare = _bare(word)
    if match := _NUMBER.fullmatch(bare):
        return _Reading("show", f"C-{match[1]} {_unjoined(rest)}".strip())
    for verb, shape in _OTHERS:
        if (match := shape.fullmatch(bare)) and (verb != "win" or not rest):
            return _Reading(verb, f"{verb[0].upper()}-{match[1]} {_unjoined(rest)}".strip())
    match = _ALONE.fullmatch(plain_marks(f"{word} {rest}").strip(" ?!."))
    return None if match is None else _Reading("show", f"C-{match[1]}")


def _said(word: str, rest: str, known: Known) -> _Reading | None:
    plain = plain_marks(word).strip().lower()
    if rest and plain.rstrip("*_~`\"')]}").endswith(_ENDS):
        return None
    for verb in filter(None, (plain.lstrip("/"), _bare(word))):
        if verb != OTHERWISE and known(verb):
            return _verb(verb, rest)
    front = word.lstrip(_AROUND)
    match = _TIGHT.match(front)
    if match is None or not known(match[1].lower()):
        return None
    verb, tail = match[1].lower(), front[match.end() :]
    tail = tail if verb == "poll" else tail.lstrip(_LONG_DASHES)
    return _verb(verb, f"{tail} {rest}".strip())


def _verb(verb: str, rest: str) -> _Reading | None:
    """With what follows it; greetings and "help" before a sentence say nothing of what is asked."""
    rest = rest.strip() if verb == "poll" and rest.startswith("-") else _unjoined(rest)
    if (verb == "help" and len(rest.split()) > _TOPIC) or (verb in _HELLO and rest):
        return None
    if verb == "note" and rest and not _NUMBER.fullmatch(_bare(first_word(rest)[0])):
        return None  # it tells no concern, so its writer is asked which
    return _Reading(verb, rest)


def _unjoined(rest: str) -> str:
    """Without the colon, comma or dash that parts it from what stands before."""
    match = _JOINT.match(plain_marks(rest))
    return (rest[match.end() :] if match else rest).strip()


def _bare(word: str) -> str:
    return plain_marks(word).strip(_AROUND).lower()


def sentence(event: Command) -> Command:
    """A sentence as the router knows it: for whoever takes what has no verb, also where its first
    word looks like one."""
    return replace(event, verb=OTHERWISE)


def is_number(text: str) -> bool:
    """Whether it is a number of ours: as many digits as any of them has, and databases take."""
    return number(text) is not None
