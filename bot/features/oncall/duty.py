"""Who is on call for a concern: the rota's people of now, or whoever holds the role (R19)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.core.work import Work
from bot.rules import shifts
from bot.rules.rota import EVERYTHING, RAN_OUT, Entry, Reach, Rota, Scope, ids
from bot.rules.wall_time import local_day
from storage.nouns import oncall, people
from storage.nouns.concerns import Concern
from storage.nouns.oncall import Kept
from storage.nouns.people import Person

# Who is called where there is no rota: the first of these roles that anybody holds.
ROLES: Mapping[str, tuple[str, ...]] = {
    "oncall": ("oncall",),
    "backup": ("backup",),
    "admin_oncall": ("admin_oncall", "admin"),
    "leader": ("leader",),
}


def on_duty(work: Work, rung: str, concern: Concern) -> list[Person]:
    """Who is called now on a rung ("oncall", "backup", "admin_oncall", "leader"), each once.

    Where no rota has to do with it, whoever holds the role of that name. Where there is one and it
    names nobody now, nobody: the next rung is called at once.
    """
    found = rota(work, work.now).on(rung, work.now, Scope(concern.system, concern.unit))
    return persons(work, rung, ids(found))


def persons(work: Work, rung: str, on: Sequence[int] | None) -> list[Person]:
    """The people of these numbers; where there is no rota, those with the role."""
    if on is None:
        held = (people.with_role(work.db, role) for role in ROLES[rung])
        return next(filter(None, held), [])
    found = (people.get(work.db, one) for one in on)
    return [person for person in found if person is not None]


def rota(work: Work, at: datetime) -> Rota:
    """As much of the rota as tells who is on at a moment."""
    return _rota(work, oncall.covering(work.db, at), at, at)


def rota_between(work: Work, first: datetime, last: datetime) -> Rota:
    """As much of it as tells who is on between two moments."""
    return _rota(work, oncall.between(work.db, first, last), first, last)


def _rota(work: Work, kept: Iterable[Kept], first: datetime, last: datetime) -> Rota:
    entries = [entry(one) for one in kept]
    if work.hospital.rota:
        entries += _weekly(work, first, last)
    return Rota(entries, _reach(work, first, last))


def entry(kept: Kept) -> Entry:
    turn = kept.turn
    scope = Scope(turn.system, turn.unit)
    times = (turn.starts_at, turn.ends_at)
    return Entry(turn.person_id, turn.rung, *times, scope, kept.change, kept.gone)


def _weekly(work: Work, first: datetime, last: datetime) -> Iterator[Entry]:
    """What the settings say of every week."""
    zone, named = work.hospital.zone, dict[str, list[Person]]()
    start, end = local_day(first, zone), local_day(last, zone)
    for turn in work.hospital.rota:
        if turn.person not in named:
            named[turn.person] = people.named(work.db, turn.person)
        scope = Scope(turn.system, turn.unit)
        for _, starts, ends in shifts.occurrences(turn.shift, zone, start - shifts.DAY, end):
            for person in named[turn.person]:
                yield Entry(person.id, turn.rung, starts, ends, scope)


def _reach(work: Work, first: datetime, last: datetime) -> Reach:
    found: dict[tuple[str, Scope], tuple[datetime, datetime]] = {}
    for span in oncall.spans(work.db):
        found[span.rung, Scope(span.system, span.unit)] = (span.starts_at, span.ends_at)
    for turn in work.hospital.rota:  # every week, without an end
        key = (turn.rung, Scope(turn.system, turn.unit))
        starts, ends = found.get(key, (first, last))
        found[key] = (min(starts, first - RAN_OUT), max(ends, last + RAN_OUT))
    return found


def place_name(work: Work, scope: Scope) -> str:
    """What a rota is for, as people say it; "" for everything."""
    if scope == EVERYTHING:
        return ""
    unit = work.hospital.units.get(scope.unit)
    return " in ".join(filter(None, (scope.system, unit.name if unit else scope.unit)))
