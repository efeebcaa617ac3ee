"""Changes of the rota: kept, noted, and told to whoever is on call more or less than before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.core.audit import named, note
from bot.core.work import Work
from bot.features.oncall import gaps
from bot.features.oncall.duty import persons, place_name, rota_between
from bot.features.oncall.show import span
from bot.features.speech import listed
from bot.rules.parse_turn import Turn
from bot.rules.rota import RUNGS, Rota, Scope
from bot.words.cards import Block, Bold, Button, Buttons, Line, Message, Note, line
from bot.words.events import Action
from bot.words.refusal import Refused
from storage.nouns import oncall, people
from storage.nouns.people import Person

NEITHER = "The rota names neither {one} nor {other} then, so there is nothing to swap."
ENDED = "That change was taken back already, or its time is over. Nothing was changed."
LONGEST_TURN = timedelta(days=8)
TOLD_AHEAD = timedelta(days=14)
Times: TypeAlias = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Where:
    """The part of the rota that a change is about."""

    rung: str
    scope: Scope
    first: datetime
    last: datetime


Piece: TypeAlias = tuple[Where, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody's times on a rung before a change and after it."""

    person: Person
    where: Where
    before: Times
    after: Times


def put_on(work: Work, who: Sequence[Person], where: Where) -> Message:
    """Put people on call: it goes before all that was planned or typed for that time."""
    turns = _turns(where, [person.id for person in who])
    number, differences = _changed(work, [where], lambda: oncall.place(work.db, turns))
    title = f"{RUNGS[where.rung]}: {listed([person.name for person in who])}"
    times = line(*span(work, where.first, where.last), _what(work, where))
    theirs = {person.id for person in who}
    others = [one for one in differences if one.person.id not in theirs]
    blocks = [times, *_of_each(work, others)]
    return _answer(work, title, blocks, differences, number)


def _turns(where: Where, people: Iterable[int]) -> list[oncall.Turn]:
    times = (where.first, where.last)
    return [oncall.Turn(person, where.rung, *times, *where.scope) for person in people]


def swap(work: Work, one: Person, other: Person, turn: Turn) -> Message:
    """Let two people have each other's times. Of a day these are the ones that begin on it (as much
    of them as `LONGEST_TURN`); where none does, those that last into it."""
    to = {one.id: other.id, other.id: one.id}
    pieces = _said(work, list(_pieces(work, to, turn)), turn)
    if not pieces:
        raise Refused(NEITHER.format(one=one.name, other=other.name))
    turns = [
        entry
        for where, on in pieces
        for entry in _turns(where, dict.fromkeys(to.get(person, person) for person in on))
    ]
    wheres = [where for where, _ in pieces]
    number, differences = _changed(work, wheres, lambda: oncall.place(work.db, turns))
    title = f"{one.name} and {other.name} have swapped"
    return _answer(work, title, _of_each(work, differences), differences, number)


def _pieces(work: Work, who: Mapping[int, int], turn: Turn) -> Iterator[Piece]:
    """Whole stretches in which one of them is on by the rota, that last into the time."""
    first, last = turn.starts - LONGEST_TURN, turn.ends + LONGEST_TURN
    rota = rota_between(work, first, last)
    for rung in RUNGS:
        for scope in rota.scopes(rung):
            own = Rota([one for one in rota.entries if one.scope == scope], rota.reach)
            for one in own.stretches(rung, first, last, scope):
                into = one.starts_at < turn.ends and one.ends_at > turn.starts
                if into and set(one.people or ()) & set(who):
                    yield Where(rung, scope, one.starts_at, one.ends_at), one.people or ()


def _said(work: Work, pieces: Sequence[Piece], turn: Turn) -> list[Piece]:
    """As much of them as was said: of a day what begins on it, else what is in the time."""
    begin = [one for one in pieces if turn.starts <= one[0].first]
    if turn.day and begin:
        return begin
    first = max(turn.starts, work.now)
    return [
        (replace(where, first=max(where.first, first), last=min(where.last, turn.ends)), on)
        for where, on in pieces
    ]


def take_back(work: Work, number: int) -> Message:
    """A typed change is no more: what it stood before holds again."""
    kept = oncall.of_change(work.db, number)
    if not any(one.turn.ends_at > work.now for one in kept):
        raise Refused(ENDED)
    wheres = dict.fromkeys(
        Where(t.rung, Scope(t.system, t.unit), t.starts_at, t.ends_at)
        for t in (one.turn for one in kept)
    )
    _, differences = _changed(work, list(wheres), lambda: _drop(work, number))
    return _answer(work, "That change is taken back", _of_each(work, differences), differences, 0)


def _drop(work: Work, number: int) -> int:
    oncall.drop_change(work.db, number)
    return number


def imported(work: Work, source: str, turns: Sequence[oncall.Turn]) -> int:
    """Keep an imported rota; how many earlier entries of that source made way. Whoever is on call
    more or less than before in the fortnight to come is told."""
    until = work.now + TOLD_AHEAD
    parts = {(turn.rung, Scope(turn.system, turn.unit)) for turn in turns}
    parts |= {
        (rung, scope)
        for rung in RUNGS
        for scope in rota_between(work, work.now, until).scopes(rung)
    }
    wheres = [Where(*part, work.now, until) for part in sorted(parts)]
    return _changed(work, wheres, lambda: oncall.replace(work.db, source, turns), noted=False)[0]


def _changed(
    work: Work, wheres: Sequence[Where], change: Callable[[], int], *, noted: bool = True
) -> tuple[int, list[Difference]]:
    """Do it, and tell those whose times it changes; what it answers, and what it changed for
    whom."""
    open_before = gaps.found(work)
    before = [_times(work, where) for where in wheres]
    number = change()
    differences: list[Difference] = []
    for where, old in zip(wheres, before, strict=True):
        new = _times(work, where)
        for person_id in dict.fromkeys((*old, *new)):
            person = people.get(work.db, person_id)
            then, now = old.get(person_id, ()), new.get(person_id, ())
            if person is not None and then != now:
                differences.append(Difference(person, where, then, now))
    told = oncall.number(work.db)
    for n, one in enumerate(differences):
        if noted:
            _note(work, one)
        _tell(work, one, f"oncall:told:{told}:{n}")
    gaps.settle(work, open_before)
    return number, differences


def _times(work: Work, where: Where) -> dict[int, Times]:
    """When each person is on, by the rota or by role, within it."""
    rota = rota_between(work, where.first, where.last)
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for piece in rota.stretches(where.rung, where.first, where.last, where.scope):
        for person in persons(work, where.rung, piece.people):
            mine = found.setdefault(person.id, [])
            if mine and mine[-1][1] == piece.starts_at:
                mine[-1] = (mine[-1][0], piece.ends_at)
            else:
                mine.append((piece.starts_at, piece.ends_at))
    return {person: tuple(times) for person, times in found.items()}


def _note(work: Work, one: Difference) -> None:
    on = bool(one.after)
    span = f"{one.where.first:%Y-%m-%dT%H:%MZ} to {one.where.last:%Y-%m-%dT%H:%MZ}"
    scope = "".join(f", {part}" for part in one.where.scope if part)
    outcome = f"{'on' if on else 'off'} {one.where.rung}, {span}{scope}"
    note(work, "oncall.changed", named(one.person), outcome)


def _tell(work: Work, one: Difference, key: str) -> None:
    """Told to whoever did not do it; off shift too, where their next shift is too late."""
    if work.actor is not None and one.person.id == work.actor.id:
        return
    by = "An import" if work.actor is None else work.actor.name
    rung = RUNGS[one.where.rung].lower()
    if not one.before:
        title = f"{by} changed the rota: you are {rung}"
    elif not one.after:
        title = f"{by} changed the rota: you are no longer {rung}"
    else:
        title = f"{by} changed the rota: when you are {rung}"
    changed = Message(title, tuple(_lines(work, one)))
    tell_in_time(work, one.person, key, changed, _first_changed(one))


def tell_in_time(work: Work, person: Person, key: str, message: Message, starts: datetime) -> None:
    """In their own chat: at their next shift, or at once where that is later than it matters."""
    waits = work.next_start(person)
    work.tell(person, key, message, urgent=waits is not None and waits >= starts)


def _lines(work: Work, one: Difference) -> Iterator[Line]:
    """What somebody is on call for now, and what not any more."""
    what = _what(work, one.where)
    for starts, ends in one.after:
        yield line(f"{RUNGS[one.where.rung]}: ", *span(work, starts, ends), what)
    for starts, ends in _without(one.before, one.after):
        yield line("No longer: ", *span(work, starts, ends), what)


def _first_changed(one: Difference) -> datetime:
    spans = (*_without(one.before, one.after), *_without(one.after, one.before))
    return min((starts for starts, _ in spans), default=one.where.first)


def _what(work: Work, where: Where) -> str:
    place = place_name(work, where.scope)
    return f", for {place}." if place else "."


def _without(these: Times, those: Times) -> Iterator[tuple[datetime, datetime]]:
    """What is in these times and not in those."""
    for starts, ends in these:
        at = starts
        for first, last in those:
            if first < ends and last > at:
                if first > at:
                    yield at, first
                at = max(at, last)
        if at < ends:
            yield at, ends


def _of_each(work: Work, differences: Iterable[Difference]) -> list[Block]:
    blocks: list[Block] = []
    for one in differences:
        blocks += [line(Bold(one.person.name)), *_lines(work, one)]
    return blocks


def _answer(
    work: Work,
    title: str,
    blocks: Sequence[Block],
    differences: Sequence[Difference],
    number: int,
) -> Message:
    """What happened, who is told, and the way back."""
    others = dict.fromkeys(d.person.name for d in differences if d.person.id != work.me.id)
    told = [Note((f"I tell {listed(list(others))} in their own chat.",))] if others else []
    same = [] if differences else [line("Nobody's times change by that.")]
    undo = Button("Take back", Action("oncall.undo", (str(number),)))
    show = Button("Who is on call", Action("oncall.show"))
    ways = Buttons((undo, show) if number else (show,))
    return Message(title, (*blocks, *same, *told, ways))
