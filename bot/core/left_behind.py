"""What came with a message and does not go on with its words is said to its writer (R36)."""

from dataclasses import replace

from bot.core.work import Work
from bot.words.cards import Form, Line, Message, Reply, line
from bot.words.events import Command, Event, Said, Shortcut

PICTURES = "Pictures and files stay in this chat"
WORDS_ONLY = "They often show patients, so only words are passed on. Say in words what they show."
FORWARDED = "The forwarded message stays in this chat"
NOT_CARRIED = "It goes on with a concern, or in the thread of a card; with this it does not."


def told(event: Event, work: Work, reply: Reply) -> Reply:
    """The reply with a sentence on each thing that stays: pictures and files always, and what was
    forwarded where the words behind it went on without it. Edits tell no more of it."""
    left: list[tuple[str, str]] = []
    if isinstance(event, Command | Said | Shortcut) and getattr(event, "change", "new") == "new":
        left += [(FORWARDED, NOT_CARRIED)] if event.quoted and not work.carried else []
        left += [(PICTURES, WORDS_ONLY)] if event.files else []
    if not left:
        return reply
    if reply is None:
        (title, why), *rest = left
        return Message(title, (line(why), *map(_said, rest)))
    said = tuple(map(_said, left))
    if isinstance(reply, Form):
        return replace(reply, intro=(*reply.intro, *said))
    return replace(reply, blocks=(*reply.blocks, *said))


def _said(what: tuple[str, str]) -> Line:
    title, why = what
    return line(f"{title}. {why}")
