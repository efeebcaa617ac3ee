"""Where a message stands on the playground's page."""

from urllib.parse import quote

from adapters.web.people import DM, PANES, Stage
from bot.words.events import Channel


class WebLinks:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def address(self, at: Channel, ref: str, *, thread: str) -> str:
        """A place of the page, in the pane of whose it is."""
        if at.dm:
            actor = self._stage.actor(at.id)
            pane = next((n for n, p in PANES.items() if actor and actor.side in p.sides), "")
            where = f"{pane}.as={quote(at.id)}&{pane}.at={DM}"
        else:
            room = next((r for r in self._stage.rooms if r.channel == at), None)
            pane = next((n for n, p in PANES.items() if room and room.purpose in p.purposes), "")
            where = f"{pane}.at={quote(at.id)}"
        return f"/?{where}#entry-{pane}-{quote(ref)}" if pane else ""
