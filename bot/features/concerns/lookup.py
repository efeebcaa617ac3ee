"""Finds the concern that somebody means, and who stands behind it."""

import re
from dataclasses import dataclass

from bot.core.work import Work
from bot.features.concerns import confidential, modes
from bot.features.nouns import CONCERN
from storage.nouns import concerns, people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.people import Person

NUMBER = re.compile(r"^[cC]-?(\d{1,9})\b[:,]?\s*")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may check a concern: its reporters, and clinicians of their units. Whoever acts as the
    reporter without a name has shown before that they are (`own`, or by a receipt)."""

    behind_people: frozenset[int]
    behind_units: frozenset[str]


def concern(work: Work, number: str | int) -> Concern:
    """The concern of that number, for changing; `Refused` when there is none."""
    return CONCERN.find(work, number)


def split(rest: str, example: str) -> tuple[str, str]:
    return CONCERN.split(rest, example)


def standing(work: Work, found: Concern) -> Standing:
    behind = concerns.behind(work.db, found)
    units = {r.unit for r in behind} | {found.unit}
    return Standing(frozenset({UNNAMED, *(r.person_id for r in behind)}), frozenset(units - {""}))


def reporters(work: Work, found: Concern) -> list[Person]:
    """The people behind a concern, the first first."""
    behind = (people.get(work.db, r.person_id) for r in concerns.behind(work.db, found))
    return [person for person in behind if person is not None and not person.gone]


def own(work: Work, found: Concern) -> Work:
    """The work as whoever acts may do it: where the concern, or one that became part of it, is
    theirs in confidence, they act as its reporter, whom nobody names."""
    if work.actor is None or work.actor.id == UNNAMED or not modes.sealing(work):
        return work
    sealed = (confidential.reporter(work, one) for one in family(work, found))
    theirs = any(person is not None and person.id == work.me.id for person in sealed)
    return modes.mask(work, found.unit) if theirs else work


def family(work: Work, found: Concern) -> list[Concern]:
    """A concern, and those that became part of it."""
    return [found, *concerns.children(work.db, found)]


def raised_it(work: Work, found: Concern) -> bool:
    """Whether it is the reporter who acts, by name or without."""
    return work.me.id in {UNNAMED, found.reporter_id}


def is_reporter(work: Work, found: Concern, person: Person) -> bool:
    return person.id in standing(work, found).behind_people
