"""What an event is about: under which message it was written, and what was meant by it."""

from dataclasses import replace

from bot.core.typed_text import sentence
from bot.core.work import Work
from bot.words.events import Command, Due, Event, Reacted, Said
from storage.delivery.timers import Timer
from storage.nouns import entries

RAISED = "raised"


def due_of(timer: Timer) -> Due:
    return Due(f"{timer.key}@{timer.due.isoformat()}", timer.key, timer.name, timer.args)


def about(event: Event, work: Work) -> str:
    """The key of the message that was written under, or reacted to; "raised:" and a number for a
    change of the message that a concern was raised in."""
    match event:
        case Said(change="edited" | "deleted", channel=at, ref=ref) if ref.isprintable() and (
            raised := entries.raised_in(work.db, (at.platform, at.workspace, at.id, ref))
        ):
            return f"{RAISED}:{raised[0].number}"
        case Said(channel=channel, thread=ref) | Reacted(channel=channel, ref=ref) if ref:
            return (work.key_at(channel, ref) or "") if ref.isprintable() else ""
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
