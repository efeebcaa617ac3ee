"""How people come to be on a side. Nobody makes themselves IT: it may change what wards raised."""

from bot.core.administrators import names
from bot.core.work import Work
from bot.words.events import Channel
from storage.nouns import rooms

IT = frozenset(("it", "both"))
HOW_TO_BE_IT = (
    "If you work in IT: I know you by it once you use me in IT's own room, where that is private,"
    " or are in the user group that the settings name; or ask {admins} to say so."
)


def of_room(work: Work, where: Channel) -> str:
    """The side of those who are met there. Of a triage room only where none but its members get
    in, as its platform says: anybody may walk into the others."""
    room = rooms.at(work.db, (where.platform, where.workspace, where.id))
    if room is None:
        return ""
    if room.purpose == "triage":
        return "it" if where.private else ""
    return "clinical" if room.purpose == "ward" else ""


def how_to_be_it(work: Work) -> str:
    return HOW_TO_BE_IT.format(admins=names(work))
