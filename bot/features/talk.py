"""Talk between rooms: what is written under a card in one room is shown under it in the others.

A message may be edited or taken back later, and may come again (platforms deliver at least once),
so it is shown under a key of its own, and each time as it is now.
"""

from collections.abc import Iterable

from bot.core.work import Work
from bot.features.quoting import with_quoted
from bot.words.cards import Block, Message, Note, Quote, Reply, line
from bot.words.events import Channel, Said

TAKEN_BACK = "(taken back by its writer)"


def mirror(work: Work, event: Said, key: str, title: str, places: Iterable[Channel]) -> Reply:
    """Show a message, its edit or that it was taken back, in the `places` other than its own.

    `key` is the same for a message and its edits. The reply is for the writer: what the guard found
    stays where it is. What was no talk, because it was said to us, is none when it is edited.
    """
    said = with_quoted(event.text, event.quoted)
    if event.change != "deleted" and not said:
        return None
    if event.addressed and event.change != "new" and not work.places(key):
        return None
    work.carried = True
    text = TAKEN_BACK if event.change == "deleted" else said
    shown = as_said(title, text, edited=event.change == "edited")
    others = [place for place in places if place != event.channel]
    if others:
        work.show(key, shown, *others, parent=work.about)
    return kept(work, text)


def as_said(title: str, text: str, *more: Block, edited: bool = False) -> Message:
    """Somebody's words in another room; `title` says who wrote them, and about what."""
    blocks: list[Block] = [Quote(text)]
    if edited:
        blocks.append(Note(("edited",)))
    return Message(title, (*blocks, *more))


def kept(work: Work, text: str) -> Reply:
    """What of a message was kept and passed on, where the guard took something out. That its writer
    should take it out too is asked of them by itself (see `bot.core.cleanup`)."""
    kinds = ", ".join(dict.fromkeys(c.kinds for c in work.checked.values() if not c.clean))
    if not kinds:
        return None
    return Message(
        "I passed it on without what looks like patient data",
        (line(f"It had {kinds} in it. I kept and passed on only this:"), Quote(text)),
        tone="warning",
    )
