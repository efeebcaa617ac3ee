"""Messages as features keep them: what was forwarded, set apart, and which message it was."""

from collections.abc import Sequence

from bot.words.events import Channel
from storage.nouns.entries import NO_MESSAGE, Source


def with_quoted(text: str, quoted: Sequence[str]) -> str:
    """Its writer's own words, then what they forwarded, each line of it behind "> "."""
    own = [text.strip()] if text.strip() else []
    return "\n".join((*own, *map(_set_apart, quoted)))


def _set_apart(text: str) -> str:
    return "\n".join(f"> {row}".rstrip() for row in text.strip().split("\n"))


def source_of(channel: Channel, ref: str) -> Source:
    """The message of a platform that this is, if it is one; a command typed behind a slash is
    none."""
    return (channel.platform, channel.workspace, channel.id, ref) if ref else NO_MESSAGE
