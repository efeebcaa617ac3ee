"""Finds the one handler for an event."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from bot.core.button_payload import OLDER, plausible
from bot.core.review import decided, review
from bot.core.rights import Act, require
from bot.core.route import E, FormMaker, Handler, Route
from bot.core.work import Work
from bot.words.cards import Reply
from bot.words.events import (
    Command,
    Due,
    Joined,
    Left,
    Opened,
    Press,
    Reacted,
    Said,
    Shortcut,
    Stuck,
    Submit,
)
from bot.words.refusal import Refused

Declare: TypeAlias = Callable[[Handler[E]], Handler[E]]
Routed: TypeAlias = (
    Command | Press | Submit | Shortcut | Said | Reacted | Opened | Joined | Left | Due | Stuck
)


Claim: TypeAlias = Callable[[Work], bool]


@dataclass(frozen=True, slots=True)
class Help:
    """One line of help: what to type, what it does, and who reads it.

    `side` is a side, admin, leader, or "" for everybody; `more` keeps it off the first page.
    """

    say: str
    does: str
    side: str = ""
    more: bool = False


@dataclass(slots=True)
class Feature:
    """A feature's handlers, declared with decorators in its own module."""

    name: str
    help: tuple[Help, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    routes: dict[tuple[type, str], Route] = field(default_factory=dict)

    def command(
        self, *verbs: str, act: Act | None = None, reviews: bool = False
    ) -> Declare[Command]:
        return self._declare(Command, verbs, act=act, reviews=reviews)

    def otherwise(self) -> Declare[Command]:
        """For what nobody else has a verb for."""
        return self._declare(Command, ("*",), reviews=True)

    def press(self, name: str, act: Act | None = None, *, opens: bool = False) -> Declare[Press]:
        return self._declare(Press, (name,), act=act, opens=opens)

    def submit(
        self,
        name: str,
        act: Act | None = None,
        *,
        form: FormMaker | None = None,
        reviews: bool = False,
    ) -> Declare[Submit]:
        return self._declare(Submit, (name,), act=act, form=form, reviews=reviews)

    def shortcut(self, name: str, act: Act | None = None) -> Declare[Shortcut]:
        return self._declare(Shortcut, (name,), act=act, reviews=True)

    def said(self, noun: str) -> Declare[Said]:
        """For what is written in the thread of a message whose key begins with `noun`, or with
        noun "" for what is written in no thread of ours."""
        return self._declare(Said, (noun,), reviews=True)

    def reacted(self, noun: str) -> Declare[Reacted]:
        return self._declare(Reacted, (noun,))

    def opened(self) -> Declare[Opened]:
        return self._declare(Opened, ("",))

    def joined(self) -> Declare[Joined]:
        return self._declare(Joined, ("",))

    def left(self) -> Declare[Left]:
        return self._declare(Left, ("",))

    def due(self, name: str) -> Declare[Due]:
        return self._declare(Due, (name,))

    def claim(self, claim: Claim) -> Claim:
        """For what comes due in great numbers: asked at every tick, in a transaction of its own,
        for as long as it answers that more is waiting."""
        self.claims.append(claim)
        return claim

    def stuck(self, noun: str) -> Declare[Stuck]:
        return self._declare(Stuck, (noun,))

    def _declare(
        self,
        kind: type[E],
        names: Iterable[str],
        *,
        act: Act | None = None,
        form: FormMaker | None = None,
        reviews: bool = False,
        opens: bool = False,
    ) -> Declare[E]:
        def add(handler: Handler[E]) -> Handler[E]:
            for name in names:
                _claim(self.routes, (kind, name), Route(handler, act, form, reviews, opens))
            return handler

        return add


def claims(features: Iterable[Feature]) -> tuple[Claim, ...]:
    """What the features take in bulk at every tick."""
    return tuple(claim for feature in features for claim in feature.claims)


Routes: TypeAlias = Mapping[tuple[type, str], Route]


def routes(features: Iterable[Feature]) -> Routes:
    """One table for all features; two handlers for one thing is a mistake of ours."""
    table: dict[tuple[type, str], Route] = {}
    for feature in features:
        for key, found in feature.routes.items():
            _claim(table, key, found)
    return table


def opening(table: Routes) -> frozenset[str]:
    """The actions whose press is answered with a form, or with something to choose from."""
    return frozenset(name for (kind, name), found in table.items() if kind is Press and found.opens)


def verbs(table: Routes) -> frozenset[str]:
    """The words that commands begin with."""
    return frozenset(name for kind, name in table if kind is Command and name not in {"", "*"})


def route(table: Routes, event: Routed, work: Work) -> Reply:
    """Give the event to its handler; `Refused` where there is none or the person may not."""
    found = table.get((type(event), _name(event, work))) or table.get((type(event), "*"))
    if found is None:
        return _unknown(event)
    event = plausible(event)
    if found.act is not None:
        require(work.me, found.act)
    settled = decided(found, event, work)
    return review(found, settled, work) or found.handler(settled, work)


def _name(event: Routed, work: Work) -> str:
    match event:
        case Command(verb=verb):
            return verb
        case Press(action=action) | Submit(action=action) | Shortcut(action=action):
            return action.name
        case Due(name=name):
            return name
        case Stuck(key=key):
            return key.partition(":")[0]
        case Said() | Reacted():
            return work.about.partition(":")[0]
        case Opened() | Joined() | Left():
            return ""
        case _:
            assert_never(event)


def _unknown(event: Routed) -> Reply:
    """Silence for what was not said to us; a way on for what was."""
    match event:
        case Press() | Submit() | Shortcut():
            raise Refused(OLDER)
        case _:
            return None


def _claim(table: dict[tuple[type, str], Route], key: tuple[type, str], found: Route) -> None:
    if key in table:
        raise ValueError(f"{key[0].__name__} {key[1]!r} has a handler already")
    table[key] = found
