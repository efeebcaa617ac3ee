"""What forms ask with a platform's own pickers: what they begin with, and what came back.

Whoever was picked is mentioned (`Submit.mentions`), so `bot.features.naming` reads a field for
people as it reads a sentence.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.work import Work
from bot.rules import wall_time
from bot.words.events import Channel
from bot.words.fields import RoomOption
from bot.words.picked import moment_text, picked_moment, picked_people
from bot.words.spelling import in_room
from storage.nouns.people import Person
from storage.nouns.rooms import Room

BY_NAME = "Or by name"
IN_WORDS = "Or in words"
NOT_A_ROOM = (
    f"Corridor is not set up in one of those channels. Type {in_room('setup')} there first."
)
NO_SUCH_TIME = (
    "There is no {clock} that night: the clocks go forward over it. Choose an hour later."
)


def people(work: Work, known: Iterable[Person]) -> str:
    """The value of a field for people: by their accounts where whoever acts is, else by name."""
    mine = work.accounts(work.me)
    home = (mine[0].platform, mine[0].workspace) if mine else None
    picked, named = [], []
    for person in known:
        there = [a for a in work.accounts(person) if (a.platform, a.workspace) == home]
        picked += there[:1]
        named += [] if there else [person.name]
    return picked_people(picked, ", ".join(named))


def rooms(known: Iterable[Room], label: dict[Room, str] | None = None) -> tuple[RoomOption, ...]:
    """The rooms as options, called as they are spoken of."""
    names = label or {}
    return tuple(
        RoomOption(Channel(*room.address), names.get(room) or room.spoken) for room in known
    )


def ticked(value: str, options: Sequence[RoomOption]) -> tuple[list[RoomOption], bool]:
    """Those of the options that a field's value names, and whether it names any other."""
    keys = [key for key in value.split(",") if key]
    found = [option for option in options if option.value in keys]
    return found, len(found) < len(set(keys))


def moment(value: str, zone: ZoneInfo) -> datetime | None:
    """The moment (UTC) that was picked, on the clocks of `zone` where its platform does not know
    the reader's; None for words. ValueError for an hour that the spring change leaves out."""
    at = picked_moment(value)
    if at is None:
        return None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    found = wall_time.moment(at.date(), at.time(), zone)
    if found.astimezone(zone).replace(tzinfo=None) != at:
        raise ValueError(NO_SUCH_TIME.format(clock=f"{at:%H:%M}"))
    return found.astimezone(UTC)


def clock(work: Work) -> str:
    """Whose clock a picked moment is on, where its platform does not know the reader's."""
    return f"On the clock of {work.zone(work.me)}, where yours is not known."


def shown(at: datetime, zone: ZoneInfo) -> str:
    """A moment as the value of a field, on the clock that its form names."""
    return moment_text(at.astimezone(zone))
