"""What an event is known by, so that it is done once, and what counts as done."""

from typing import NamedTuple

from bot.core.route import Beside, Unfinished
from bot.core.router import Routed
from bot.words.cards import Form, Message, Reply, line
from bot.words.events import Due, Event, Submit

SENT_BEFORE = Message(
    "This was sent already",
    (line("It was taken the first time, and nothing is done twice. You need not send it again."),),
)


class Handled(NamedTuple):
    """What a handler found to answer. `counts`: the same event, come again, is a repeat."""

    found: Reply | Beside | Unfinished
    counts: bool = True


def handled(event: Event, found: Reply | Beside | Unfinished, *, changed: bool) -> Handled:
    """A form that was answered with errors, or that changed nothing, stored nothing: sent once more
    as it is, when what stood in its way is gone, it is taken."""
    if not isinstance(event, Submit) or isinstance(found, Unfinished):
        return Handled(found)
    return Handled(found, changed and not isinstance(found, Form))


def counts(event: Event, done: Handled | None) -> bool:
    """`done` is None where the handler refused."""
    return done.counts if done is not None else not isinstance(event, Submit)


def repeated(event: Event) -> Reply:
    """The answer to what was handled before. Platforms repeat by themselves what they deliver, and
    nobody waits for a second answer to that; a form is sent again by a person."""
    return SENT_BEFORE if isinstance(event, Submit) else None


def name_of(event: Routed) -> tuple[str, ...]:
    """What an event is known by; some platforms number theirs anew in every channel."""
    kind = type(event).__name__
    if isinstance(event, Due):
        return kind, event.id
    return kind, event.channel.platform, event.channel.workspace, event.channel.id, event.id
