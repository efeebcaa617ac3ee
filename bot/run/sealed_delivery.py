"""Delivers to reporters whose names are sealed: their address is unsealed here, at the last moment.

The outbox knows them by their concern only ("sealed" is a platform to it), so neither its rows nor
its logs tell who raised what.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.features.concerns.confidential import opened
from bot.words.cards import Message
from bot.words.delivery import NOT_CONFIGURED, Adapter, Pace, Result, TryLater, Undeliverable
from bot.words.events import Channel
from storage import Writer

GONE = "its reporter can't be reached any more"


class SealedAdapter:
    """An adapter like any other to the relay; passes each call on to the real one of `adapters`."""

    def __init__(
        self,
        writer: Writer,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
    ) -> None:
        self._writer, self._adapters, self._clock = writer, adapters, clock

    @property
    def pace(self) -> Pace:
        return Pace()

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        where = await self._where(to)
        if where is None:
            return Undeliverable(GONE)
        adapter = self._adapters.get(where.platform)
        if adapter is None:
            return TryLater(60.0, NOT_CONFIGURED)
        return await adapter.post(where, message, thread=thread, key=key)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        where = await self._where(to)
        if where is None:
            return Undeliverable(GONE)
        adapter = self._adapters.get(where.platform)
        if adapter is None:
            return TryLater(60.0, NOT_CONFIGURED)
        return await adapter.edit(where, ref, message)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        where = await self._where(to)
        adapter = None if where is None else self._adapters.get(where.platform)
        if where is None or adapter is None:
            return None
        return await adapter.find(where, thread=thread, key=key)

    async def _where(self, to: Channel) -> Channel | None:
        """The direct messages of the reporter of the concern that `to` names; None once their name
        is deleted."""
        number = int(to.id.partition("-")[2])
        now = self._clock()
        account = await self._writer.run(lambda db: opened(db, number, now))
        if account is None:
            return None
        return Channel(account.platform, account.workspace, account.id, dm=True)
