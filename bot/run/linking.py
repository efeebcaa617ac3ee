"""Makes the ways to other messages links, when a message leaves for its platform (R41).

Only then it is known what works there for whoever reads it. What is said without such ways costs
nothing here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.core.dispatcher import Door
from bot.words.cards import Form, Found, Message, Reply, To
from bot.words.delivery import Adapter, Links, Pace, Result
from bot.words.events import Channel, Deed, Event, Renew
from bot.words.linked import ways, with_addresses
from storage import Unavailable, Writer
from storage.delivery.where_shown import Standing, standing

log = structlog.get_logger()
M = TypeVar("M", Message, Form)
PATIENCE = 2.0  # seconds; an answer without links is better than a late one


class Linking:
    """`links` are the platforms that messages have addresses on."""

    def __init__(self, writer: Writer, links: Mapping[str, Links]) -> None:
        self._writer, self._links = writer, links

    async def answer(self, reply: Message | Form, *readers: Channel) -> Message | Form:
        """A private answer, as it leaves."""
        if isinstance(reply, Form):
            return await self.bound(reply, *readers)
        return await self.bound(reply, *readers)

    async def shared(self, found: Found, reader: Channel) -> Found:
        """What is put where others read it: nobody's own chat is a way for them."""
        cards = [(name, await self.bound(card, reader)) for name, card in found.cards]
        return replace(found, cards=tuple(cards))

    async def bound(self, shown: M, *readers: Channel) -> M:
        """The same as it leaves for `readers`: the channel that it stands in, and the own chat of
        whoever reads it. Plain words where no address is known, or it can't be found out."""
        wanted = ways(shown)
        if not wanted:
            return shown
        found: dict[To, str] = {}
        links = self._links.get(readers[0].platform)
        if links is not None:
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await self._addresses(links, wanted, readers)
            except (TimeoutError, OSError, Unavailable) as error:
                log.info("no links just now", why=type(error).__name__)
            except Exception:  # what is said matters more than the way to something else
                log.exception("could not make links")
        return with_addresses(shown, found)

    async def _addresses(
        self, links: Links, wanted: Sequence[To], readers: Sequence[Channel]
    ) -> dict[To, str]:
        keys = {key for way in wanted for key in way.keys}
        platform, workspace = readers[0].platform, readers[0].workspace
        known = await self._writer.run(lambda db: standing(db, keys, platform, workspace))
        found: dict[To, str] = {}
        for way in dict.fromkeys(wanted):
            if (best := nearest(way.keys, known, readers)) is not None:
                at = Channel(platform, workspace, best.channel, best.dm)
                found[way] = await links.address(at, best.ref, thread=best.thread)
        return found


def nearest(
    keys: Sequence[str], known: Sequence[Standing], readers: Sequence[Channel]
) -> Standing | None:
    """The one to lead to: where it is read, else in the reader's own chat, else in a room, by the
    order of the keys. Nobody is led to somebody else's chat."""
    near = {(reader.id, reader.dm): n for n, reader in enumerate(readers)}
    rank = {key: n for n, key in enumerate(keys)}
    open_to = [
        one for one in known if one.key in rank and (not one.dm or (one.channel, True) in near)
    ]
    at = lambda one: (near.get((one.channel, one.dm), len(near)), rank[one.key])  # noqa: E731
    return min(open_to, key=at, default=None)


class LinkingAdapter:
    """The same adapter to whoever delivers."""

    def __init__(self, adapter: Adapter, linking: Linking) -> None:
        self._adapter, self._linking = adapter, linking

    @property
    def pace(self) -> Pace:
        return self._adapter.pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        message = await self._linking.bound(message, to)
        return await self._adapter.post(to, message, thread=thread, key=key)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._adapter.edit(to, ref, await self._linking.bound(message, to))

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return await self._adapter.find(to, thread=thread, key=key)


def linked(core: Door, linking: Linking) -> Callable[[Event], Awaitable[Reply]]:
    """The core as a platform sees it: what it answers is said to whoever acted, with links."""

    async def answered(event: Event) -> Reply:
        reply = await core(event)
        if reply is None or not isinstance(event, Deed | Renew):
            return reply
        if isinstance(reply, Found):
            return await linking.shared(reply, replace(event.channel, dm=False))
        actor = event.actor
        own = Channel(actor.platform, actor.workspace, actor.id, dm=True)
        return await linking.answer(reply, event.channel, own)

    return answered
