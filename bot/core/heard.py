"""What an event is about: under which message it was written, what was meant by it, and whether
it is for us."""

from dataclasses import replace

from bot.core.router import Routes
from bot.core.typed_text import sentence
from bot.core.unaddressed import unaddressed
from bot.core.work import Work
from bot.words.events import Command, Due, Event, Joined, Left, Opened, Reacted, Said, Search
from storage import HospitalSession
from storage.delivery import outbox
from storage.delivery.timers import Timer
from storage.nouns import entries

RAISED = "raised"


def due_of(timer: Timer) -> Due:
    return Due(f"{timer.key}@{timer.due.isoformat()}", timer.key, timer.name, timer.args)


def about(event: Event, db: HospitalSession) -> str:
    """The key of the message that was written under, or reacted to; "raised:" and a number for a
    change of the message that a concern was raised in."""
    match event:
        case Said(change="edited" | "deleted", channel=at, ref=ref) if ref.isprintable() and (
            raised := entries.raised_in(db, (at.platform, at.workspace, at.id, ref))
        ):
            return f"{RAISED}:{raised[0].number}"
        case Said(channel=channel, thread=ref) | Reacted(channel=channel, ref=ref) if ref:
            where = (channel.platform, channel.workspace, channel.id)
            return (outbox.key_at(db, where, ref) or "") if ref.isprintable() else ""
        case _:
            return ""


def meant(event: Event, work: Work) -> Event:
    """The event as it was meant. A sentence with no verb of ours that mentions the bot in a thread
    of ours is talk in that thread: on some platforms the bot hears nothing without its name."""
    if not isinstance(event, Command) or event.verb:
        return event
    if event.thread and event.ref and work.key_at(event.channel, event.thread):
        where = (event.id, event.channel, event.actor)
        said = Said(*where, event.rest, event.ref, event.thread, at=event.at, addressed=True)
        return replace(said, mentions=event.mentions, files=event.files, quoted=event.quoted)
    return sentence(event)


def hint(event: Event, emoji: str) -> bool:
    """Whether a reaction is the emoji that hints at a concern, of whatever skin. True for all that
    is no reaction."""
    if not isinstance(event, Reacted):
        return True
    return event.added and bool(emoji) and event.emoji.partition("::")[0] == emoji


def not_for_us(table: Routes, event: Event, under: str | None = None) -> bool:
    """Talk among people, and what nobody here listens to: not a trace of it is kept. `under` is
    None until it is known what the event is about."""
    match event:
        case Said(thread=ref) | Reacted(ref=ref) if ref and under is None:
            return False
        case Said(change="edited" | "deleted") if under is None:
            return False
        case Said(text=text) if not under and unaddressed(text) is None:
            return True
        case Said() | Reacted() | Opened() | Search() | Joined() | Left():
            kind, noun = type(event), (under or "").partition(":")[0]
            return not {(kind, noun), (kind, "*")} & table.keys()
        case _:
            return False
