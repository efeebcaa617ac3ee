"""One handler, and what stands before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bot.core.rights import Right
from bot.core.work import Work
from bot.words.cards import Form, Reply

E = TypeVar("E")
Handler: TypeAlias = Callable[[E, Work], Reply]
FormMaker: TypeAlias = Callable[[tuple[str, ...], Work], Form]
Predicate: TypeAlias = Callable[[E], bool]


def never(_event: object) -> bool:
    return False


def always(_event: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and what stands before it.

    `right` is what the person must be allowed. `form` makes the form that a `Submit` answers, to be
    shown again with its text cleaned when the guard found something in it. A handler that `reviews`
    shows people the cleaned text by itself. One that `opens` answers a press with a form, or with
    something to read and choose from: a platform whose dialogs open only at once, on the tap
    itself, has to know beforehand.

    What the core has to know of an event before any handler runs is declared here too, so that
    renaming an action can't change it. `urgent` events have a rate limit so high that no hand
    reaches it. `nameless` ones may come from a reporter without a name, of whom nothing may be
    noted, not even that a finding of the guard was overruled. `unlinkable` says of one event
    whether nothing may link it with who did it (see `bot.core.dispatcher.Core`).
    """

    handler: Callable[..., Reply]
    right: Right | None = None
    form: FormMaker | None = None
    reviews: bool = False
    opens: bool = False
    urgent: bool = False
    nameless: bool = False
    unlinkable: Callable[..., bool] = never
