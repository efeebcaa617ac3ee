"""What the Slack adapter asks of our memory: sealed secrets, and messages that it shortened."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.words.cards import Message
from bot.words.events import Channel

FindMessage: TypeAlias = Callable[[Channel, str], Awaitable[Message | None]]
"""Our message at a channel and a ref, as it should be; None where there is none."""


class SecretStore(Protocol):
    """Texts that nobody may read in the database. Each is known by a kind and a name."""

    async def put(self, kind: str, name: str, text: str, until: datetime | None = None) -> None:
        """Keep a text in place of the one of that name, until a moment (UTC) or for good."""
        ...

    async def get(self, kind: str, name: str) -> str | None: ...

    async def take(self, kind: str, name: str) -> str | None:
        """The text, which is gone then: of two who ask at once, one gets it."""
        ...
