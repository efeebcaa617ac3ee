"""Who may do what: one table, asked again at every press by the person who pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.words.refusal import Forbidden
from storage.nouns.people import Person

Right = Literal["raise", "work", "check", "lower_flagged", "admin", "export", "unseal", "oncall"]


class Owned(Protocol):
    """Something that people and their units stand behind: a concern."""

    @property
    def behind_units(self) -> frozenset[str]: ...

    @property
    def behind_people(self) -> frozenset[int]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """`may` decides; `who` ends the sentence "… can do that"."""

    may: Callable[[Person, Owned | None], bool]
    who: str


def _staff(person: Person, _: Owned | None) -> bool:
    return not person.guest


def _it(person: Person, _: Owned | None) -> bool:
    return person.side in {"it", "both"}


def _stands_behind(person: Person, owned: Owned | None) -> bool:
    if owned is None:
        return False
    colleague = person.unit in owned.behind_units and person.side in {"clinical", "both"}
    return person.id in owned.behind_people or (bool(person.unit) and colleague)


RULES: Mapping[Right, Rule] = {
    "raise": Rule(_staff, "Staff of this hospital"),
    "work": Rule(_it, "IT staff and clinical informatics"),
    "check": Rule(_stands_behind, "The person who raised it, or any clinician of that unit,"),
    "lower_flagged": Rule(lambda p, _: p.side == "both", "Clinical informatics"),
    "unseal": Rule(lambda p, _: "custodian" in p.roles, "A custodian of this hospital"),
    "admin": Rule(lambda p, _: "admin" in p.roles, "An administrator"),
    "oncall": Rule(
        lambda p, owned: _it(p, owned) or "admin" in p.roles,
        "IT staff, clinical informatics and administrators",
    ),
    "export": Rule(
        lambda p, _: bool(p.roles & {"admin", "leader"}), "A leader or an administrator"
    ),
}


def may(person: Person, right: Right, owned: Owned | None = None) -> bool:
    return not person.guest and RULES[right].may(person, owned)


def require(person: Person, right: Right, owned: Owned | None = None) -> None:
    """Raise `Forbidden`, saying who can, unless the person may."""
    if not may(person, right, owned):
        raise Forbidden(f"{RULES[right].who} can do that. Nothing was changed.")
