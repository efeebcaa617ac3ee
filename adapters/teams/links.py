"""Where a message stands in Teams' own clients: its deep link."""

from urllib.parse import quote, urlencode

from adapters.teams.client import Connector
from adapters.teams.store import Place
from bot.words.events import Channel


class TeamsLinks:
    """`host` is where the cloud serves Teams, with https:// before it."""

    def __init__(self, connector: Connector, host: str) -> None:
        self._connector, self._host = connector, host

    async def address(self, at: Channel, ref: str, *, thread: str) -> str:
        place = await self._connector.known(at)
        return deep_link(self._host, place, ref, thread) if place is not None else ""


def deep_link(host: str, place: Place, ref: str, thread: str = "") -> str:
    """A chat's messages are told apart from a channel's by their context."""
    asked = {"tenantId": place.tenant}
    if place.kind == "channel":
        asked |= {"groupId": place.team} if place.team else {}
        asked |= {"parentMessageId": thread or ref}
    else:
        asked |= {"context": '{"contextType":"chat"}'}
    talk = quote(place.conversation, safe="")
    return f"{host}/l/message/{talk}/{quote(ref, safe='')}?{urlencode(asked, quote_via=quote)}"
