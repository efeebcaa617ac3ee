"""What is said under a huddle's post in one room is shown under it in the others."""

import hashlib

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import scheduling
from bot.features.speech import who
from bot.words.cards import Block, Message, Note, Quote, Reply, line
from bot.words.events import Said

feature = Feature("huddle talk")


@feature.said("huddle")
def said(event: Said, work: Work) -> Reply:
    """A message under the post crosses to its other rooms; so do its edits and its deletion. What
    is written under the question to a unit stays on the unit."""
    if f":{scheduling.POST}:" not in work.about:
        return None
    if event.change != "deleted" and not event.text.strip():
        return _files(event)
    others = [place for place in work.places(work.about) if place != event.channel]
    work.show(_key(event, work), _shown(event, work), *others, parent=work.about)
    return _nudge(work)


def _key(event: Said, work: Work) -> str:
    """The same for a message and its edits, whoever numbers it."""
    place = (event.channel.platform, event.channel.workspace, event.channel.id, event.ref)
    return f"{work.about}:said:{hashlib.sha256(repr(place).encode()).hexdigest()[:16]}"


def _shown(event: Said, work: Work) -> Message:
    gone = event.change == "deleted"
    blocks: list[Block] = [Quote("(taken back by its writer)" if gone else event.text.strip())]
    if event.change == "edited":
        blocks.append(Note(("edited",)))
    return Message(who(work.me), tuple(blocks))


def _nudge(work: Work) -> Reply:
    """Nobody but the writer can change a chat message, so the writer is asked to (R9)."""
    checked = work.checked.get("text")
    if checked is None or checked.clean:
        return None
    ask = line(f"It has {checked.kinds} in it, and I can't change it for you. I passed on only:")
    title = "Please edit or delete your message"
    return Message(title, (ask, Quote(checked.text)), tone="warning")


def _files(event: Said) -> Reply:
    if not event.files:
        return None
    why = line("They often show patients, so I don't pass them on. Say in words what they show.")
    return Message("Pictures and files stay in this chat", (why,))
