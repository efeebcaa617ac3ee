"""The playground as a platform: it posts and edits like the others, and keeps its own messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from hashlib import blake2b

from adapters.web.people import Stage, key_of
from adapters.web.spelling import posted
from adapters.web.store import Draft, Store
from bot.words.cards import Message
from bot.words.delivery import Pace, Result, Sent, Undeliverable
from bot.words.events import Channel
from bot.words.spelling import spelled


class WebAdapter:
    """Delivers into the store and wakes every open page. A key is posted once in its channel."""

    def __init__(self, store: Store, stage: Stage, clock: Callable[[], datetime]) -> None:
        self._store, self._stage, self._clock = store, stage, clock
        self._waiting: set[asyncio.Event] = set()

    @property
    def pace(self) -> Pace:
        return Pace()

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        if not self._stage.has(to):
            return Undeliverable("the playground has no such room")
        at, channel = self._clock(), key_of(to)
        said = spelled(message, posted(to))
        entry = await self._store.post(Draft(channel, _ref(key), key, said, at, thread))
        self.changed()
        return Sent(entry.ref)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        said = spelled(message, posted(to))
        if await self._store.edit(key_of(to), ref, said) is None:
            return Undeliverable("the message is gone")
        self.changed()
        return Sent(ref)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        entry = await self._store.find(key_of(to), key)
        return None if entry is None else entry.ref

    def changed(self) -> None:
        """Something is new: let every open page look."""
        for event in self._waiting:
            event.set()

    async def changes(self, every: float) -> AsyncIterator[None]:
        """Comes back at once, after each change, and at least `every` seconds."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            while True:
                event.clear()
                yield
                try:
                    async with asyncio.timeout(every):  # wait_for may lose a cancellation
                        await event.wait()
                except TimeoutError:
                    continue
        finally:
            self._waiting.discard(event)


def _ref(key: str) -> str:
    """The same message gets the same ref, whoever posts it: "c-concern-101-" and a digest."""
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in key)[:40]
    return f"c-{slug}-{blake2b(key.encode(), digest_size=5).hexdigest()}"
