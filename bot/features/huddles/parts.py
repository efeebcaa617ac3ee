"""Which of its concerns and items stand in which part of a huddle, in order and whole (R23)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from bot.features.huddles.contents import Agenda, forced
from bot.features.huddles.wording import NOTHING
from storage.nouns.huddle_entries import Word


class Ref(NamedTuple):
    """A concern in a part, and what is said before its text."""

    number: int
    why: str = ""


Entry: TypeAlias = Ref | Word
HELD, AGAIN = "on hold past its date, ", "coming back, "
CHECK = "waiting for the ward's check, "
TITLES: Mapping[str, str] = {
    "unsafe": "1 Safety first",
    "over": "2 Carried over",
    "changes": "3 Changed, and changing in the next 24 hours",
    "decisions": "4 Decisions needed",
    "good": "6 One good thing",
    "late": "Came later",
}
ASKED = ("decide", "waiting", "need", "slowed", "workaround")


def entries(agenda: Agenda, part: str) -> Sequence[Entry]:
    """All that a part has, the most urgent first."""
    found: Sequence[Entry] = _PARTS[part](agenda)
    return [one for one in found if isinstance(one, Ref) or one.kind != NOTHING or one.late]


def _refs(agenda: Agenda, name: str, why: str = "") -> list[Ref]:
    return [Ref(number, why) for number in agenda.parts.get(name, [])]


def _unsafe(agenda: Agenda) -> list[Entry]:
    """P1 first. What somebody told as unsafe would be a P2 at least, so it goes before those."""
    concerns = _refs(agenda, "unsafe")
    told = [*agenda.told("unsafe"), *agenda.told("unsafe", late=True)]
    return [*concerns[: agenda.first], *told, *agenda.items, *concerns[agenda.first :]]


def _over(agenda: Agenda) -> list[Entry]:
    """What forces an owner or a decision stands first."""
    words = sorted(agenda.carried, key=lambda w: (not forced(w), w.n))
    held = _refs(agenda, "held", HELD)
    return [*words, *held, *_refs(agenda, "again", AGAIN), *_refs(agenda, "check", CHECK)]


def _changes(agenda: Agenda) -> list[Entry]:
    return [*agenda.told("changed", "changing"), *_refs(agenda, "ended")]


def _decisions(agenda: Agenda) -> list[Entry]:
    return [*_refs(agenda, "undecided"), *(w for kind in ASKED for w in agenda.told(kind))]


def _good(agenda: Agenda) -> list[Entry]:
    return [*agenda.told("good")]


def _late(agenda: Agenda) -> list[Entry]:
    return [word for word in agenda.words if word.late and word.kind != "unsafe"]


_PARTS = {
    "unsafe": _unsafe,
    "over": _over,
    "changes": _changes,
    "decisions": _decisions,
    "good": _good,
    "late": _late,
}
