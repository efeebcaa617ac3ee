"""One handler, and what stands before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bot.core.rights import Right
from bot.core.work import Rest, Work, Write
from bot.words.cards import Form, Reply
from bot.words.events import Due

E = TypeVar("E")
Handler: TypeAlias = Callable[[E, Work], Reply]
FormMaker: TypeAlias = Callable[[tuple[str, ...], Work], Form]
Predicate: TypeAlias = Callable[[E], bool]
Reads: TypeAlias = Callable[[Due, Work], Write]


def never(_event: object) -> bool:
    return False


def always(_event: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and what stands before it.

    `right` is what the person must be allowed. One that `opens` answers a press with a form, or
    with something to read and choose from: a platform whose dialogs open only at once, on the tap
    itself, has to know beforehand.

    What happens when the guard found something (R9; see `bot.core.review`): `form` makes the form
    that a `Submit` answers, from the arguments of its action alone, to be shown again.
    `second_look` makes it from the whole event: for a form that has to carry more when it comes
    back, and for a `Command` whose sentence comes back as a form. What it makes may go into fields
    only; it may refuse, or answer with a message, what can't be sent however it is cleaned. A route
    that `keeps` writes down by itself why a finding was overruled (`Work.kept`), and nothing else
    is noted of that. One that `reviews` shows people the cleaned text by itself.

    What the core has to know of an event before any handler runs is declared here too, so that
    renaming an action can't change it. `urgent` events have a rate limit so high that no hand
    reaches it. `nameless` ones may come from a reporter without a name, of whom nothing may be
    noted, not even that a finding of the guard was overruled, so that no finding can be, unless the
    route `keeps` the reason. `unlinkable` says of one event
    whether nothing may link it with who did it (see `bot.core.dispatcher.Core`). A timer that
    `deletes` what can't be had back waits while the clock may be wrong.

    A timer that `looks` is told what a message says now, where its platform lets us look: its first
    arguments are those of its `Place`, and two come behind the others (see `bot.core.looking`). A
    press that `looks` is on a question about a message in that channel, whose ref is its one
    argument: where that can be read, it goes on as a `Shortcut` of the same name.

    One that `gathers` is what many do at once, such as "me too": see `storage.engine.gathering` for
    what it promises.

    An answer that `lasts` may be stored, for the person's own chat, where their
    platform does not take it at once. Never that of a `nameless` or an `unlinkable` event, of a
    vote, of a code, of a file, or of who was erased.

    A handler `beside` only reads, much of it: it is run on a connection of its own once the
    transaction of its event is committed, and no other event waits for it. What it notes for the
    audit log is kept before its answer is given. A timer that `reads` does that
    first, beside the thread, and hands back what is to be written: it is run in the transaction
    that takes the timer, so of several processes that have read, one writes. What was read may be a
    moment old by then: who deletes looks again. Its `handler` does both in one.
    """

    handler: Callable[..., Reply]
    right: Right | None = None
    form: FormMaker | None = None
    second_look: Callable[..., Reply] | None = None
    keeps: bool = False
    reviews: bool = False
    opens: bool = False
    urgent: bool = False
    nameless: bool = False
    unlinkable: Callable[..., bool] = never
    deletes: bool = False
    beside: bool = False
    reads: Reads | None = None
    lasts: bool = False
    gathers: bool = False
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A handler that is yet to be run, beside the database thread: its event may have it."""

    route: Route
    event: object
    work: Work


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What a handler answered that has left a rest, which comes first."""

    reply: Reply | Beside
    rest: Sequence[Rest]


def key_kind(key: str) -> str:
    """What kind of message a key names: "concern:101:page:7:3" is a "concern:page"."""
    parts = key.split(":")
    return f"{parts[0]}:{parts[2]}" if len(parts) > 3 else parts[0]
