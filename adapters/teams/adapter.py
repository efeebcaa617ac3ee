"""Delivers to Teams for the relay: posts and edits."""

from adapters.teams import render
from adapters.teams.client import Connector
from adapters.teams.rate_limits import EDITS
from adapters.teams.spelling import posted
from adapters.teams.store import Place
from bot.words.cards import Message
from bot.words.delivery import Pace, Result
from bot.words.events import Channel
from bot.words.spelling import spelled

PACE = Pace(channel=1 / 7, workspace=1 / 50, edits=EDITS)


class TeamsAdapter:
    """Posts and changes cards. `opens` are the actions whose buttons open a dialog."""

    def __init__(self, connector: Connector, opens: frozenset[str] = frozenset()) -> None:
        self._connector, self._opens = connector, opens

    @property
    def pace(self) -> Pace:
        return PACE

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        place = await self._connector.where(to)
        if not isinstance(place, Place):
            return place
        shown = self._shown(to, message)
        if to.dm and message.tone == "urgent":
            shown = render.alerting(shown)
        return await self._connector.post(place, shown, thread)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        place = await self._connector.where(to)
        if not isinstance(place, Place):
            return place
        return await self._connector.change(place, ref, self._shown(to, message))

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        """Teams lets no bot search: after a crash a message may be there twice."""
        return None

    def _shown(self, to: Channel, message: Message) -> dict[str, object]:
        said = spelled(message, posted(to))
        return render.message(said, opens=self._opens, tenant=to.workspace)
