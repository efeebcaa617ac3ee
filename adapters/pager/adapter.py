"""Delivers pages to services outside chat: SMS gateways, PagerDuty, Opsgenie, e-mail, ntfy."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.words.cards import Line, Message
from bot.words.delivery import NOT_CONFIGURED, Pace, Result, Sent, TryLater
from bot.words.events import Channel

AGAIN = 60.0  # seconds between two attempts
PACE = Pace(channel=1.0)
REFUSED = "the paging service did not take it"
Send: TypeAlias = Callable[[str, str, str], Awaitable[bool]]
"""Sends a title and a text to an address; whether the service has taken it."""


class PagerAdapter:
    """`addresses` are what services are reached at, by the names of their variables. A channel's id
    is such a name. What left can't be looked for nor changed: a page that is tried again after a
    crash may come twice, and one that changed while it left comes once more as it is now."""

    def __init__(self, addresses: Mapping[str, str], send: Send) -> None:
        self._addresses, self._send = addresses, send

    @property
    def pace(self) -> Pace:
        return PACE

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        return await self._sent(to, message, key)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._sent(to, message, ref)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return None

    async def _sent(self, to: Channel, message: Message, ref: str) -> Result:
        address = self._addresses.get(to.id)
        if address is None:
            return TryLater(AGAIN, NOT_CONFIGURED)
        if await self._send(address, message.title, text(message)):
            return Sent(ref)
        return TryLater(AGAIN, REFUSED)


def text(message: Message) -> str:
    """What stands under a page's title: the way back, in plain words."""
    lines = (block for block in message.blocks if isinstance(block, Line))
    return "\n".join("".join(map(str, one.spans)) for one in lines)
