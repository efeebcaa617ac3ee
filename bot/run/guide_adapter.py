"""An adapter that keeps a link to the hospital's own page on Corridor beside a room."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.words.cards import Message
from bot.words.delivery import Adapter, Pace, Result, Sent
from bot.words.events import Channel

Keep: TypeAlias = Callable[[Channel, str, str], Awaitable[None]]
TITLE = "How to use Corridor"


class GuideAdapter:
    """The same adapter to whoever delivers. `keep` puts the link there once what the message called
    `key` says was posted, which happens once in a room; what becomes of it changes nothing."""

    def __init__(self, adapter: Adapter, key: str, guide: str, keep: Keep) -> None:
        self._adapter, self._key, self._guide, self._keep = adapter, key, guide, keep

    @property
    def pace(self) -> Pace:
        return self._adapter.pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        result = await self._adapter.post(to, message, thread=thread, key=key)
        if key == self._key and isinstance(result, Sent):
            await self._keep(to, TITLE, self._guide)
        return result

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._adapter.edit(to, ref, message)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return await self._adapter.find(to, thread=thread, key=key)
