"""What a platform tells of a room while people use it: what it is called, and who is in it (R35,
R39)."""

from bot.core.work import Work
from bot.words.events import Channel
from storage.nouns import rooms
from storage.nouns.rooms import Room

OUTSIDE = "vendor:"  # begins the keys of messages under which a guest may write
REDRAW = "concern.redraw"  # the timer's name
LONGEST = 120  # characters of a name


def room_at(work: Work, where: Channel) -> Room | None:
    """The room that a channel is; None for direct messages, and for channels without a purpose."""
    return None if where.dm else rooms.at(work.db, (where.platform, where.workspace, where.id))


def learn(work: Work, where: Channel, *, guest: bool = False) -> Room | None:
    """Keep up with a channel's name and with guests in it; the room, where a guest is new to it."""
    guest = guest or where.outside
    if where.dm or not (where.name or guest):
        return None
    room = room_at(work, where)
    if room is None:
        return None
    if where.name and room.called != where.name[:LONGEST]:
        room.called = where.name[:LONGEST]
    if not guest or room.guests:
        return None
    room.guests = True
    redraw(work)
    return room


def redraw(work: Work) -> None:
    """Have the cards of what is open look as they should where guests read, at the next tick."""
    work.later("guests:redraw", work.now, REDRAW)


def holds_guest(work: Work, where: Channel) -> bool:
    """Whether a guest is known to read there."""
    room = room_at(work, where)
    return room is not None and room.guests


def with_guests(work: Work) -> list[Channel]:
    """The rooms in which a guest is known to read."""
    return [Channel(*room.address) for room in rooms.all_of(work.db) if room.guests]
