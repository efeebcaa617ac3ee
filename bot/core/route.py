"""One handler, and what stands before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bot.core.rights import Act
from bot.core.work import Work
from bot.words.cards import Form, Reply

E = TypeVar("E")
Handler: TypeAlias = Callable[[E, Work], Reply]
FormMaker: TypeAlias = Callable[[tuple[str, ...], Work], Form]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and what stands before it.

    `act` is what the person must be allowed. `form` makes the form that a `Submit` answers, to be
    shown again with its text cleaned when the guard found something in it. A handler that `reviews`
    shows people the cleaned text by itself. One that `opens` answers a press with a form, or with
    something to read and choose from: a platform whose dialogs open only at once, on the tap
    itself, has to know beforehand.
    """

    handler: Callable[..., Reply]
    act: Act | None = None
    form: FormMaker | None = None
    reviews: bool = False
    opens: bool = False
