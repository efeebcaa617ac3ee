"""Reads what people say of the rota: who, when, on which rung, for which system or unit."""

import re
from dataclasses import dataclass

from bot.core.work import Work
from bot.features import naming
from bot.rules.parse_turn import HOW, Turn, read_turn
from bot.rules.priority import SYSTEMS
from bot.rules.rota import EVERYTHING, Scope
from bot.words.refusal import Refused
from storage.nouns.people import Person

UNKNOWN = "I don't know anyone called “{name}”, and it is no time that I can read. " + HOW
LEFT = "{name} has left. Name somebody who works here."
GUEST = "{name} is a guest here, and can't be called."
NO_PLACE = "I don't know “{name}” as a system or a unit. Systems: {systems}. Units: {units}."
WHICH = "Which one: {names}? Use the full name."
NO_TIME = "I can't read “{text}” as a time. " + HOW
_RUNGS = (
    ("admin_oncall", r"(?:administrator|admin)(?: on[- ]?call)?"),
    ("backup", r"backup|second"),
    ("leader", r"leader"),
    ("oncall", r"on[- ]?call|first|primary"),
)
_RUNG = [(rung, re.compile(rf"(?:\bas )?\b(?:{words})\b", re.IGNORECASE)) for rung, words in _RUNGS]
_FOR = re.compile(r"(?:^|\s)for\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said; "" and None of what was not."""

    who: str = ""
    turn: Turn | None = None
    rung: str = ""
    scope: Scope = EVERYTHING


def read(work: Work, text: str) -> Asked:
    """All of it is read, or `Refused` names what was not."""
    words, scope = _without_scope(work, naming.marked(work, text))
    words, rung = without_rung(words)
    if not words:
        return Asked("", None, rung, scope)
    who, turn = _parted(work, words)
    if turn is None and scope == EVERYTHING and (place := _place(work, who)) is not None:
        return Asked("", None, rung, place)
    return Asked(who, turn, rung, scope)


def without_rung(text: str) -> tuple[str, str]:
    """The text without the rung that it names, and the rung."""
    for rung, pattern in _RUNG:
        if found := pattern.search(text):
            return " ".join((text[: found.start()] + text[found.end() :]).split()), rung
    return " ".join(text.split()), ""


def _without_scope(work: Work, text: str) -> tuple[str, Scope]:
    """ "… for Lab results …": as many words behind "for" as name a system or a unit."""
    found = _FOR.search(text)
    if found is None:
        return text, EVERYTHING
    behind = text[found.end() :].split()
    for n in range(len(behind), 0, -1):
        if (scope := _place(work, " ".join(behind[:n]))) is not None:
            return " ".join((text[: found.start()], *behind[n:])), scope
    raise Refused(_no_place(work, " ".join(behind)))


def place(work: Work, name: str) -> Scope:
    """The system or the unit of that name; `Refused` where there is none."""
    found = _place(work, name)
    if found is None:
        raise Refused(_no_place(work, name))
    return found


def _place(work: Work, name: str) -> Scope | None:
    wanted = name.strip().casefold()
    if (unit := naming.unit(work, wanted)) is not None:
        return Scope("", unit.id)
    named = [one for one in SYSTEMS[:-1] if one.casefold() == wanted]
    near = named or [one for one in SYSTEMS[:-1] if wanted in _words(one)]
    if len(near) > 1:
        raise Refused(WHICH.format(names=", ".join(near)))
    return Scope(near[0], "") if near else None


def _words(system: str) -> list[str]:
    return re.findall(r"\w+", system.casefold())


def _no_place(work: Work, name: str) -> str:
    units = ", ".join(unit.name for unit in work.hospital.units.values()) or "none"
    name = naming.shown(work, name)
    return NO_PLACE.format(name=name[:60], systems=", ".join(SYSTEMS[:-1]), units=units)


def time(work: Work, text: str) -> Turn | None:
    """From when to when; None for what can't be read, `Refused` for what is too long."""
    hospital = work.hospital
    try:
        return read_turn(text, hospital.zone, work.now, hospital.hours)
    except ValueError as error:
        raise Refused(str(error)) from None


def _parted(work: Work, text: str) -> tuple[str, Turn | None]:
    """Who and when: the longest end of the text that is a time."""
    words = text.split()
    for n in range(len(words)):
        if (turn := time(work, " ".join(words[n:]))) is not None:
            return " ".join(words[:n]), turn
    return text, None


def person(work: Work, name: str) -> Person:
    """A colleague who may be called."""
    found = naming.person(work, name, UNKNOWN.format(name=name[:60]), LEFT)
    if found.guest:
        raise Refused(GUEST.format(name=found.name))
    return found
