"""Talk between rooms: what is written under a card in one room is shown under it in the others.

A message may be edited or taken back later, and may come again (platforms deliver at least once),
so it is shown under a key of its own, and each time as it is now.
"""

from collections.abc import Iterable

from bot.core.work import Work
from bot.words.cards import Block, Message, Note, Quote, Reply, line
from bot.words.events import Channel, Said

TAKEN_BACK = "(taken back by its writer)"


def mirror(work: Work, event: Said, key: str, title: str, places: Iterable[Channel]) -> Reply:
    """Show a message, its edit or that it was taken back, in the `places` other than its own.

    `key` is the same for a message and its edits. The reply is for the writer: pictures stay where
    they are, and so does what the guard found.
    """
    if event.change != "deleted" and not event.text.strip():
        return pictures_stay() if event.files else None
    text = TAKEN_BACK if event.change == "deleted" else event.text.strip()
    shown = as_said(title, text, edited=event.change == "edited")
    others = [place for place in places if place != event.channel]
    if others:
        work.show(key, shown, *others, parent=work.about)
    return please_clean(work)


def as_said(title: str, text: str, *more: Block, edited: bool = False) -> Message:
    """Somebody's words in another room; `title` says who wrote them, and about what."""
    blocks: list[Block] = [Quote(text)]
    if edited:
        blocks.append(Note(("edited",)))
    return Message(title, (*blocks, *more))


def please_clean(work: Work) -> Reply:
    """Nobody but its writer can change a chat message, so the writer is asked to (R9)."""
    checked = work.checked.get("text")
    if checked is None or checked.clean:
        return None
    return Message(
        "Please edit or delete your message",
        (
            line(f"It has {checked.kinds} in it, and I can't change it for you."),
            line("I kept and passed on only this:"),
            Quote(checked.text),
        ),
        tone="warning",
    )


def pictures_stay() -> Message:
    return Message(
        "Pictures and files stay in this chat",
        (line("They often show patients, so I don't pass them on. Say in words what they show."),),
    )
