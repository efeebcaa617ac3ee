"""Shows who is on call now, or at another time, and who is next."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.rights import may
from bot.core.work import Work
from bot.features.lists import listing
from bot.features.oncall.duty import persons, place_name, rota_between
from bot.features.oncall.words import Asked
from bot.features.speech import listed, when, who
from bot.rules.rota import EVERYTHING, RUNGS, Rota, Scope, Stretch
from bot.words.cards import Block, Button, Buttons, Facts, Line, Message, Note, Span, Spans, line
from bot.words.events import Action
from bot.words.spelling import say
from storage.nouns import oncall
from storage.nouns.oncall import Kept
from storage.nouns.people import Person

AHEAD = timedelta(days=14)
MOST = 20
NOBODY = "Nobody: a call goes to the next in this list at once"
NO_ROTA = "Nobody: there is no rota, and nobody holds the role"
BY_ROLE = ", by role"


def answer(work: Work, asked: Asked) -> Message:
    """Everybody who would be called, in the order in which they are."""
    at = asked.turn.starts if asked.turn else work.now
    rota = rota_between(work, at, at + AHEAD)
    pairs = tuple(_pairs(work, rota, at, asked))
    title = "On call now" if asked.turn is None else "On call then"
    if place := place_name(work, asked.scope):
        title = f"{title}: {place}"
    blocks: list[Block] = [Facts(pairs)]
    if asked.turn is not None:
        blocks.insert(0, line("At ", when(work, at), "."))
    return Message(title, (*blocks, *_change(work)))


def _change(work: Work) -> tuple[Block, ...]:
    if may(work.me, "oncall"):
        return (Buttons((Button("Change", Action("oncall.change")),)),)
    return (Note(("IT staff, clinical informatics and administrators can change it.",)),)


def _pairs(work: Work, rota: Rota, at: datetime, asked: Asked) -> Iterator[tuple[str, Spans]]:
    for rung, label in RUNGS.items():
        if asked.rung in {"", rung}:
            for scope in _scopes(rota, rung, asked.scope):
                place = place_name(work, scope) if asked.scope == EVERYTHING else ""
                name = f"{label} · {place}" if place else label
                stretches = rota.stretches(rung, at, at + AHEAD, scope)
                yield name, tuple(_said(work, rung, stretches))


def _scopes(rota: Rota, rung: str, asked: Scope) -> Sequence[Scope]:
    """The one that is asked for; else the general one, and those that have a rota of their own."""
    if asked != EVERYTHING:
        return [asked]
    return [EVERYTHING, *(scope for scope in rota.scopes(rung) if scope != EVERYTHING)]


def _said(work: Work, rung: str, stretches: Sequence[Stretch]) -> Iterator[Span]:
    """ "Sam Ortiz · IT until Thu 07:00. Next: Kim Lee · IT."."""
    first, *later = stretches
    on = persons(work, rung, first.people)
    yield _names(on, first)
    if later:
        yield ", until " if first.people == () else " until "
        yield when(work, first.ends_at)
        following = persons(work, rung, later[0].people)
        yield f". Next: {_names(following, later[0]) if following else 'nobody'}"
    yield "."


def _names(on: Sequence[Person], stretch: Stretch) -> str:
    if stretch.people is None:
        return listed([who(one) for one in on]) + BY_ROLE if on else NO_ROTA
    return listed([who(one) for one in on]) if on else NOBODY


def of_person(work: Work, person: Person) -> Message:
    """When somebody is on call, as far as the rota names them."""
    rows = lines(work, oncall.ahead_of(work.db, person.id, work.now))
    empty = f"The rota does not name {person.name} from now on."
    return listing(f"{person.name} on call", rows[:MOST], *_change(work), empty=empty)


def lines(work: Work, kept: Sequence[Kept]) -> list[Line]:
    """One line an entry: on which rung, from when to when, for what."""
    return [
        line(
            f"{RUNGS[one.turn.rung]}: ",
            *span(work, one.turn.starts_at, one.turn.ends_at),
            _for(work, Scope(one.turn.system, one.turn.unit)),
        )
        for one in kept
    ]


def span(work: Work, starts: datetime, ends: datetime) -> Spans:
    return when(work, starts), " to ", when(work, ends)


def _for(work: Work, scope: Scope) -> str:
    place = place_name(work, scope)
    return f", for {place}." if place else "."


def still_on_call(work: Work, person: Person) -> tuple[Line, ...]:
    """Of somebody who has left: when the next of their turns is; nothing where there is none."""
    kept = oncall.ahead_of(work.db, person.id, work.now)
    if not kept:
        return ()
    turn = kept[0].turn
    times = span(work, turn.starts_at, turn.ends_at)
    passed = f". They are passed over: type {say('oncall')} and put somebody else there."
    return (line(f"Still on the rota ({RUNGS[turn.rung].lower()}): ", *times, passed),)
