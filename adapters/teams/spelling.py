"""How words for the bot are typed in Teams: in channels and group chats it hears its mention."""

from bot.words.events import Channel, Event, Press, Submit
from bot.words.spelling import Spelling, mentioning, plainly


def spelling(event: Event) -> Spelling:
    """For the answer to an event. What was typed is answered in the person's own chat
    (`adapters.teams.replies`), a button where it stands."""
    return posted(event.channel) if isinstance(event, Press | Submit) else plainly


def posted(to: Channel) -> Spelling:
    """For a message that all in a conversation can read."""
    return plainly if to.dm else mentioning
