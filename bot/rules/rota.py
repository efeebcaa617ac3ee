"""Who is on call at a moment, by the entries of a rota (R19). Moments are UTC.

An entry is half-open: at its end one is off. A rota for the concern's system or unit goes before
the general one; where it names nobody at that moment, the general one has the word. What was typed
(a `change`) goes before what was planned, the last before those earlier. Entries that overlap
otherwise put several on call. Who has left is passed over.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeAlias

RUNGS: Mapping[str, str] = {
    "oncall": "On call",
    "backup": "Backup",
    "admin_oncall": "Administrator on call",
    "leader": "Leader on call",
}
# A rota that has run out has a gap for so long; after that it is no rota any more.
RAN_OUT = timedelta(days=7)


class Scope(NamedTuple):
    """What a rota is for: a system, a unit, both, or (empty) all there is."""

    system: str = ""
    unit: str = ""


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a rung from `starts_at` to `ends_at`. `change` is 0 for what was planned."""

    person_id: int
    rung: str
    starts_at: datetime
    ends_at: datetime
    scope: Scope = EVERYTHING
    change: int = 0
    gone: bool = False

    def fits(self, scope: Scope) -> bool:
        """Whether it is for a concern about that system in that unit."""
        return all(mine in {"", asked} for mine, asked in zip(self.scope, scope, strict=True))

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


# When the planned entries of a rung and a scope begin, and when the last of them ends.
Reach: TypeAlias = Mapping[tuple[str, Scope], tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Rota:
    """The entries that matter to the moments that are asked about, and how far all reach."""

    entries: Sequence[Entry]
    reach: Reach

    def on(self, rung: str, at: datetime, scope: Scope = EVERYTHING) -> list[Entry] | None:
        """Who is on; nobody where the rota has a gap; None where there is none at that moment."""
        mine = self._of(rung, scope)
        return mine._chosen([one for one in mine.entries if one.covers(at)], at)

    def stretches(
        self, rung: str, first: datetime, last: datetime, scope: Scope = EVERYTHING
    ) -> list["Stretch"]:
        """From `first` to `last`, in pieces in which the same people are on."""
        mine = self._of(rung, scope)
        marks = {first, last}
        for one in mine.entries:
            marks |= {one.starts_at, one.ends_at}
        for starts, ends in mine.reach.values():
            marks |= {starts, ends + RAN_OUT}
        inside = sorted(mark for mark in marks if first <= mark <= last)
        return _joined(mine._pieces(inside))

    def gaps(
        self, rung: str, first: datetime, last: datetime, scope: Scope = EVERYTHING
    ) -> list["Stretch"]:
        """When there is a rota, and nobody is on it."""
        return [one for one in self.stretches(rung, first, last, scope) if one.people == ()]

    def scopes(self, rung: str) -> list[Scope]:
        """What it has an entry for, the general one first."""
        found = {one.scope for one in self.entries if one.rung == rung}
        return sorted(found | {scope for of, scope in self.reach if of == rung})

    def _of(self, rung: str, scope: Scope) -> "Rota":
        """As much of it as has to do with a rung and a scope."""
        fitting = [one for one in self.entries if one.rung == rung and one.fits(scope)]
        around = _around(scope)
        reach = {key: span for key, span in self.reach.items() if key[0] == rung}
        return Rota(fitting, {key: span for key, span in reach.items() if key[1] in around})

    def _pieces(self, marks: Sequence[datetime]) -> Iterator["Stretch"]:
        """Who is on between each two marks: in one walk through the entries."""
        waiting = deque(sorted(self.entries, key=lambda one: one.starts_at))
        running: list[Entry] = []
        for starts, ends in pairwise(marks):
            while waiting and waiting[0].starts_at <= starts:
                running.append(waiting.popleft())
            running = [one for one in running if one.covers(starts)]
            yield Stretch(starts, ends, ids(self._chosen(running, starts)))

    def _chosen(self, covering: Sequence[Entry], at: datetime) -> list[Entry] | None:
        here = [one for one in covering if not one.gone]
        special = [one for one in here if one.scope != EVERYTHING]
        if here:
            return _latest(special or here)
        there = any(starts <= at < ends + RAN_OUT for starts, ends in self.reach.values())
        return [] if there else None


class Stretch(NamedTuple):
    """A time in which the same people are on call; `people` is None where there is no rota."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[int, ...] | None


def ids(entries: Iterable[Entry] | None) -> tuple[int, ...] | None:
    """Their people, each once, in the order in which they began."""
    if entries is None:
        return None
    order = sorted(entries, key=lambda one: (one.starts_at, one.person_id))
    return tuple(dict.fromkeys(one.person_id for one in order))


def _latest(entries: Sequence[Entry]) -> list[Entry]:
    """Of each scope those of the last change."""
    newest: dict[Scope, int] = {}
    for one in entries:
        newest[one.scope] = max(newest.get(one.scope, 0), one.change)
    return [one for one in entries if one.change == newest[one.scope]]


def _around(scope: Scope) -> frozenset[Scope]:
    """The scopes whose entries fit this one."""
    return frozenset(
        Scope(system, unit) for system in ("", scope.system) for unit in ("", scope.unit)
    )


def _joined(pieces: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for piece in pieces:
        if found and found[-1].people == piece.people:
            found[-1] = found[-1]._replace(ends_at=piece.ends_at)
        else:
            found.append(piece)
    return found
