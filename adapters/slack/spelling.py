"""How words for the bot are typed in Slack: its commands begin with a slash, its mention with @."""

from adapters.slack.manifest import COMMANDS
from bot.words.events import Channel, Command, Due, Event, Said, Stuck, Tick
from bot.words.spelling import Spelling, mentioning, plainly


def spelling(event: Event) -> Spelling:
    """For the answer to an event, which is read where it happened. Slack takes no command with a
    slash in a thread."""
    if isinstance(event, Due | Stuck | Tick):
        return plainly
    thread = isinstance(event, Command | Said) and bool(event.thread)
    return posted(event.channel) if event.channel.dm or thread else slashed


def posted(to: Channel) -> Spelling:
    """For a message that all in a channel can read."""
    return plainly if to.dm else mentioning


def slashed(words: str) -> str:
    """In a channel: `/concern printer dark`, `/corridor help`."""
    verb, _, rest = words.partition(" ")
    own = f"/{verb.lower()}"
    if own in COMMANDS and own != "/corridor":
        return f"{own} {rest}".rstrip()
    return f"/corridor {words}"
