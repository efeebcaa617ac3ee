"""Lets a card in a room of Teams ask for how it looks to those of IT who are there.

Cards are drawn and stored without their readers. Who of IT is in a team is known here, when a card
leaves, so that is when it gets their names.
"""

from collections.abc import Mapping

import structlog

from bot.words.cards import Message, Renewing
from bot.words.delivery import Adapter, Pace, Result
from bot.words.events import Action, Channel
from storage import HospitalSession, Writer
from storage.delivery import outbox
from storage.nouns import rooms, teams_readers

MOST = 60  # readers of one card who may each see it in their own way; a limit of Teams

log = structlog.get_logger()


class ViewingAdapter:
    """The same adapter to whoever delivers. `views` are the actions that draw a card for its
    reader, by the noun that its key begins with: "concern" for "concern:101"."""

    def __init__(self, adapter: Adapter, writer: Writer, views: Mapping[str, str]) -> None:
        self._adapter, self._writer, self._views = adapter, writer, views

    @property
    def pace(self) -> Pace:
        return self._adapter.pace

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        shown = await self._renewing(to, message, key=key)
        return await self._adapter.post(to, shown, thread=thread, key=key)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return await self._adapter.edit(to, ref, await self._renewing(to, message, ref=ref))

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return await self._adapter.find(to, thread=thread, key=key)

    async def _renewing(
        self, to: Channel, message: Message, *, key: str = "", ref: str = ""
    ) -> Message:
        """The message as it is in personal chats, for what is no card of a view's noun, where a
        guest reads, where nobody of IT is known, or more than `MOST` are."""
        if to.dm:
            return message
        try:
            found = await self._writer.read(lambda db: self._readers(db, to, key, ref))
        except Exception:  # the card matters more than who else could see it in their own way
            log.exception("a card goes without views", platform="teams")
            return message
        if found is None:
            return message
        action, readers = found
        return Renewing(message.title, message.blocks, message.tone, action=action, readers=readers)

    def _readers(
        self, db: HospitalSession, to: Channel, key: str, ref: str
    ) -> tuple[Action, tuple[str, ...]] | None:
        where = (to.platform, to.workspace, to.id)
        noun, _, number = (key or outbox.key_at(db, where, ref) or "").partition(":")
        room = rooms.at(db, where)
        if noun not in self._views or not number.isdigit() or (room is not None and room.guests):
            return None
        readers = tuple(teams_readers.of_it(db, to.workspace, to.id))
        if not 0 < len(readers) <= MOST:
            return None
        return Action(self._views[noun], (number,)), readers
