"""Who stands behind a concern, and as whom people act on it."""

from dataclasses import dataclass

from bot.core.work import Work
from bot.features.concerns import confidential, modes
from storage.nouns import concerns, people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.people import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may check a concern: its reporters, and clinicians of their units. Whoever acts as the
    reporter without a name has shown before that they are (`own`, or by a receipt)."""

    behind_people: frozenset[int]
    behind_units: frozenset[str]


def standing(work: Work, concern: Concern) -> Standing:
    behind = concerns.behind(work.db, concern)
    units = {r.unit for r in behind} | {concern.unit}
    return Standing(frozenset({UNNAMED, *(r.person_id for r in behind)}), frozenset(units - {""}))


def reporters(work: Work, concern: Concern, *, joined: bool = True) -> list[Person]:
    """The people behind a concern, the first first; without `joined`, not those whose own concern
    became part of it."""
    rows = concerns.behind(work.db, concern)
    behind = (people.get(work.db, r.person_id) for r in rows if joined or r.how != "duplicate")
    return [person for person in behind if person is not None and not person.gone]


def own(work: Work, concern: Concern) -> Work:
    """The work as whoever acts may do it: where the concern, or one that became part of it, is
    theirs in confidence, they act as its reporter, whom nobody names."""
    if work.actor is None or work.actor.id == UNNAMED or not work.has_keys:
        return work
    sealed = (confidential.reporter(work, part) for part in family(work, concern))
    theirs = any(person is not None and person.id == work.me.id for person in sealed)
    return modes.mask(work, concern.unit) if theirs else work


def family(work: Work, concern: Concern) -> list[Concern]:
    """A concern, and those that became part of it."""
    return [concern, *concerns.children(work.db, concern)]


def raised_it(work: Work, concern: Concern) -> bool:
    """Whether it is the reporter who acts, by name or without."""
    return work.me.id in {UNNAMED, concern.reporter_id}


def is_reporter(work: Work, concern: Concern, person: Person) -> bool:
    return person.id in standing(work, concern).behind_people
