"""What people and operators are told of a mistake of ours."""

import secrets

import structlog

from bot.words.cards import Message, line
from bot.words.events import Event

log = structlog.get_logger()


def sorry(error: Exception, event: Event) -> Message:
    """A mistake of ours: nothing was changed, and the log knows it by the same reference."""
    reference = secrets.token_hex(3)
    log.error("handler failed", ref=reference, kind=type(event).__name__, exc_info=error)
    return Message(
        "Something went wrong on my side",
        (
            line("Nothing was changed or sent. Please try once more; if it is urgent, phone."),
            line(f"IT can look it up under {reference}."),
        ),
        tone="warning",
    )
