"""Finds the one handler for an event."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypedDict, Unpack, assert_never

from bot.core.acts import Act, Check, FormOf, N, Pressed, Run, Values, into
from bot.core.button_payload import OLDER, checked
from bot.core.nouns import Noun, Part
from bot.core.review import after_second_look, review
from bot.core.rights import Right, require
from bot.core.route import Beside, E, FormMaker, Handler, Reads, Route, key_kind, never
from bot.core.sides import how_to_be_it
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.words.cards import File, Lasting, Message, Reply
from bot.words.events import (
    Arrived,
    Command,
    Due,
    Event,
    Joined,
    Left,
    Opened,
    Press,
    Reacted,
    Renew,
    Said,
    Search,
    Shortcut,
    Stuck,
    Submit,
    Tick,
)
from bot.words.refusal import Forbidden, Refused

Declare: TypeAlias = Callable[[Handler[E]], Handler[E]]
Routed: TypeAlias = (
    Command
    | Press
    | Submit
    | Shortcut
    | Said
    | Reacted
    | Opened
    | Search
    | Joined
    | Left
    | Due
    | Stuck
    | Arrived
)


Claim: TypeAlias = Callable[[Work], bool]
Rearm: TypeAlias = Callable[[Work], None]


class Flags(TypedDict, total=False):
    """What a declaration may say of its route: see `Route`."""

    form: FormMaker | None
    second_look: Callable[..., Reply] | None
    keeps: bool
    reviews: bool
    opens: bool
    urgent: bool
    nameless: bool
    unlinkable: Callable[..., bool]
    deletes: bool
    beside: bool
    reads: Reads | None
    lasts: bool
    gathers: bool
    looks: bool


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
    """A feature's handlers, declared with decorators in its own module.

    `urgent`, `nameless`, `unlinkable` and `lasts` hold for all of them (see `Route`); only what is
    typed says for itself whether it is urgent.
    """

    name: str
    help: tuple[Help, ...] = ()
    urgent: bool = False
    nameless: bool = False
    unlinkable: Callable[..., bool] = never
    lasts: bool = False
    claims: list[Claim] = field(default_factory=list)
    rearms: list[Rearm] = field(default_factory=list)
    routes: dict[tuple[type, str], Route] = field(default_factory=dict)

    def command(
        self, *verbs: str, right: Right | None = None, alone: bool = False, **flags: Unpack[Flags]
    ) -> Declare[Command]:
        """One that is typed `alone` uses no words behind its verb: those there are are named."""
        declare = self._declare(Command, verbs, right, **flags)

        def add(handler: Handler[Command]) -> Handler[Command]:
            declare(_alone(handler) if alone else handler)
            return handler

        return add

    def otherwise(self) -> Declare[Command]:
        """For what nobody else has a verb for."""
        return self._declare(Command, ("*",), reviews=True, urgent=True)

    def press(
        self, name: str, right: Right | None = None, **flags: Unpack[Flags]
    ) -> Declare[Press]:
        return self._declare(Press, (name,), right, **flags)

    def renew(self, name: str, right: Right | None = None) -> Declare[Renew]:
        """For how a message looks now to somebody who looks at it (see `bot.core.renewing`)."""
        return self._declare(Renew, (name,), right)

    def submit(
        self, name: str, right: Right | None = None, **flags: Unpack[Flags]
    ) -> Declare[Submit]:
        return self._declare(Submit, (name,), right, **flags)

    def shortcut(
        self, name: str, right: Right | None = None, **flags: Unpack[Flags]
    ) -> Declare[Shortcut]:
        flags["reviews"] = True
        return self._declare(Shortcut, (name,), right, **flags)

    def said(self, noun: str) -> Declare[Said]:
        """For what is written in the thread of a message whose key begins with `noun`; or, with the
        noun "raised", for changes of the message that a concern was raised in."""
        return self._declare(Said, (noun,), reviews=True)

    def reacted(self, noun: str) -> Declare[Reacted]:
        return self._declare(Reacted, (noun,))

    def opened(self, **flags: Unpack[Flags]) -> Declare[Opened]:
        return self._declare(Opened, ("",), **flags)

    def searched(self, right: Right) -> Declare[Search]:
        """For what people look for to show it to others; it only reads, beside the thread."""
        return self._declare(Search, ("",), right, beside=True)

    def joined(self) -> Declare[Joined]:
        return self._declare(Joined, ("",))

    def left(self) -> Declare[Left]:
        return self._declare(Left, ("",))

    def due(self, name: str, *, deletes: bool = False, looks: bool = False) -> Declare[Due]:
        return self._declare(Due, (name,), deletes=deletes, looks=looks)

    def due_beside(self, name: str, *, deletes: bool = False) -> Callable[[Reads], Reads]:
        """For a timer that reads much: it does so beside the thread, and hands back what to write
        (see `Route`)."""

        def add(reads: Reads) -> Reads:
            def whole(event: Due, work: Work) -> Reply:
                reads(event, work)(work)
                return None

            self._declare(Due, (name,), deletes=deletes, reads=reads)(whole)
            return reads

        return add

    def claim(self, claim: Claim) -> Claim:
        """For what comes due in great numbers: asked at every tick, in a transaction of its own,
        for as long as it answers that more is waiting."""
        self.claims.append(claim)
        return claim

    def rearm(self, rearm: Rearm) -> Rearm:
        """For what comes again and again and waits for its next moment. Run at the start and after
        the clock was set back: what waits for longer than it should is brought to its place."""
        self.rearms.append(rearm)
        return rearm

    def stuck(self, noun: str) -> Declare[Stuck]:
        return self._declare(Stuck, (noun,))

    def arrived(self, kind: str) -> Declare[Arrived]:
        """For when a message is first there whose key is of this kind (`route.key_kind`)."""
        return self._declare(Arrived, (kind,))

    def act(
        self,
        noun: Noun[N] | Part[N],
        name: str,
        *,
        right: Right = "raise",
        buttons: tuple[str, ...] | None = None,
        words: str | Mapping[str, tuple[str, ...]] = "",
        example: str = "",
        reads: str | Callable[[Work, str], Values] | None = None,
        form: FormOf[N] | None = None,
        before: Check[N] = lambda _work, _thing: None,
        pressed: Pressed[N] | None = None,
        opens: bool | None = None,
        nameless: bool = False,
        gathers: bool = False,
    ) -> Callable[[Run[N]], Run[N]]:
        """One act on a thing, and the doors to it: its button, its form, its typed words.

        The button and the form are called "noun.name", as in "concern.fixed"; `buttons` names the
        buttons where they are called otherwise, or where there are several or none. `words` are the
        verbs it can be typed with (see `bot.core.acts.Act`), `example` what may be typed behind the
        number, and `reads` the field that takes it, or a function that reads it into fields: "text"
        where there is a form, and nothing where there is none, so that what is typed is named as
        left out.
        `opens`: the button is answered with a form, or with something to read and choose from;
        unless it is given, whether the act has a form. A button that `gathers`: see `Route`.
        """
        verbs = {words: ()} if isinstance(words, str) and words else dict(words or {})

        def add(run: Run[N]) -> Run[N]:
            field_id = "text" if reads is None and form is not None else reads
            read = into(field_id) if isinstance(field_id, str) else field_id
            act = Act(noun, run, verbs, example, read, form, before, pressed)
            action = f"{noun.word}.{name}"
            shown = form is not None if opens is None else opens
            for button in (name,) if buttons is None else buttons:
                self.press(f"{noun.word}.{button}", right, opens=shown, gathers=gathers)(act.press)
            if form is not None:
                self.submit(action, right, form=act.again, nameless=nameless)(act.submit)
            if verbs:
                self.command(*verbs, right=right)(act.typed)
            return run

        return add

    def _declare(
        self,
        kind: type[E],
        names: Iterable[str],
        right: Right | None = None,
        **flags: Unpack[Flags],
    ) -> Declare[E]:
        settings: Flags = {
            "urgent": self.urgent and kind is not Command,
            "nameless": self.nameless,
            "unlinkable": self.unlinkable,
            "lasts": self.lasts,
            **flags,
        }

        def add(handler: Handler[E]) -> Handler[E]:
            for name in names:
                _claim(self.routes, (kind, name), Route(handler, right, **settings))
            return handler

        return add


def claims(features: Iterable[Feature]) -> tuple[Claim, ...]:
    """What the features take in bulk at every tick."""
    return tuple(claim for feature in features for claim in feature.claims)


def rearms(features: Iterable[Feature]) -> tuple[Rearm, ...]:
    """What the features do when the clock was set back."""
    return tuple(rearm for feature in features for rearm in feature.rearms)


def _alone(handler: Handler[Command]) -> Handler[Command]:
    return lambda event, work: leaving_out(handler(event, work), event.rest)


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


def arrivals(table: Routes) -> Callable[[str], bool]:
    """Whether anybody asks after the arrival of a message with that key."""
    kinds = frozenset(name for kind, name in table if kind is Arrived)
    return lambda key: key_kind(key) in kinds


def route_of(table: Routes, event: Event, about: str = "") -> Route | None:
    """The route that an event takes, before it is asked who may; `about` as in `Work`."""
    return table.get((type(event), _name(event, about))) or table.get((type(event), "*"))


def route(table: Routes, event: Routed, work: Work) -> Reply | Beside:
    """Give the event to its handler; `Refused` where there is none or the person may not. A handler
    that is to run beside the database thread is handed back."""
    found = route_of(table, event, work.about)
    if found is None:
        return _unknown(event)
    event = checked(event)
    if found.right is not None:
        _require(work, found.right)
    settled = after_second_look(found, event, work)
    if (looked_at := review(found, settled, work)) is not None:
        return looked_at
    return Beside(found, settled, work) if found.beside else found.handler(settled, work)


def lasting(table: Routes, event: Event, reply: Reply) -> Reply:
    """The reply, marked where it may be stored should its platform not take it."""
    found = route_of(table, event)
    if (
        found is None
        or not found.lasts
        or found.nameless
        or found.beside
        or found.unlinkable(event)
    ):
        return reply
    if type(reply) is not Message or any(isinstance(block, File) for block in reply.blocks):
        return reply
    return Lasting(reply.title, reply.blocks, reply.tone)


def job_name(table: Routes, event: Event) -> str:
    """What operators know an event's work by: its kind, and its route by a name of ours, never by
    what somebody typed."""
    kind, name = type(event).__name__.lower(), _name(event, "")
    return f"{kind} {name}" if name and (type(event), name) in table else kind


def _require(work: Work, right: Right) -> None:
    """`Forbidden`, with what would help who may be of IT and is not known to be."""
    try:
        require(work.me, right)
    except Forbidden as no:
        if right != "work":
            raise
        raise Forbidden(f"{no} {how_to_be_it(work)}") from None


def _name(event: Event, about: str) -> str:
    match event:
        case Command(verb=verb):
            # Without a word it asks for help, unless something came with it.
            return verb or ("*" if event.quoted or event.files else "")
        case (
            Press(action=action)
            | Submit(action=action)
            | Shortcut(action=action)
            | Renew(action=action)
        ):
            return action.name
        case Due(name=name):
            return name
        case Stuck(key=key) | Arrived(key=key):
            return key.partition(":")[0] if isinstance(event, Stuck) else key_kind(key)
        case Said() | Reacted():
            return about.partition(":")[0]
        case Opened() | Search() | Joined() | Left() | Tick():
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
