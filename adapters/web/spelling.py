"""How words for the bot are typed in the playground: in rooms behind a slash, or a mention."""

from bot.words.events import Channel, Due, Event, Stuck, Tick
from bot.words.spelling import Spelling, mentioning, plainly


def spelling(event: Event) -> Spelling:
    """For the answer to an event, which is read where it happened."""
    if isinstance(event, Due | Stuck | Tick):
        return plainly
    return plainly if event.channel.dm else slashed


def posted(to: Channel) -> Spelling:
    """For a message that all in a room can read."""
    return plainly if to.dm else mentioning


def slashed(words: str) -> str:
    return f"/{words}"
