"""What people write under a poll's card, or under an item that a panel discusses: one conversation
in all its rooms, under the names of those who write."""

from hashlib import blake2b

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.polls import lookup
from bot.features.speech import who
from bot.words.cards import Block, Line, Message, Note, Quote, Reply, line
from bot.words.events import Channel, Said

feature = Feature("talk about polls")
BACK = "(taken back by its writer)"


@feature.said("poll")
def said(event: Said, work: Work) -> Reply:
    """Shown in the other rooms; an edit and a deletion follow. Pictures stay where they are."""
    text = BACK if event.change == "deleted" else event.text.strip()
    if not text:
        return Message("Pictures and files stay in this chat") if event.files else None
    poll = lookup.poll(work, work.about.split(":")[1])
    blocks: list[Block] = [Quote(text)]
    if event.change == "edited":
        blocks.append(Note(("edited",)))
    message = Message(f"{who(work.me)} on {poll.name}", tuple(blocks))
    for place in work.places(work.about):
        if place != event.channel and not place.dm:
            work.show(_key(work.about, event), message, place, parent=work.about)
    return _nudge(work)


def _key(about: str, event: Said) -> str:
    """The same for a message and its edits; a ref may be longer than a key."""
    at: Channel = event.channel
    name = "\0".join((at.platform, at.workspace, at.id, event.ref))
    return f"{about}:said:{blake2b(name.encode(), digest_size=12).hexdigest()}"


def _nudge(work: Work) -> Reply:
    """Nobody but the writer can change a chat message, so the writer is asked to (R9)."""
    checked = work.checked.get("text")
    if checked is None or checked.clean:
        return None
    asked: tuple[Line, ...] = (
        line(f"It has {checked.kinds} in it, and I can't change it for you."),
        line("I passed on only this:"),
    )
    return Message(
        "Please edit or delete your message", (*asked, Quote(checked.text)), tone="warning"
    )
