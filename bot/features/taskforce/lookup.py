"""Which rooms belong together because a task force meets in them, and who is in it."""

from collections.abc import Iterable, Sequence

from bot.core.work import Work
from bot.words.events import Channel
from storage.nouns import people, taskforces
from storage.nouns.people import Person
from storage.nouns.taskforces import TaskForce


def places(force: TaskForce) -> list[Channel]:
    return channels(force.places)


def channels(kept: Iterable[Sequence[str]]) -> list[Channel]:
    """Rooms as they are kept: platform, workspace, id."""
    return [Channel(platform, workspace, room) for platform, workspace, room in kept]


def linked(work: Work, here: Channel) -> list[Channel]:
    """The rooms of the task forces that meet in a room, that room first."""
    rooms = [here]
    for force in taskforces.every(work.db):
        theirs = places(force)
        rooms += theirs if here in theirs else []
    return list(dict.fromkeys(rooms))


def home(work: Work, person: Person) -> list[Channel]:
    """The rooms of the latest task force that a person is in or has started; none without one."""
    for force in taskforces.every(work.db):
        if person.id == force.started_by or person.id in {member for member, _ in force.members}:
            return places(force)
    return []


def members(work: Work, force: TaskForce) -> list[tuple[Person, str]]:
    """The members with the side each is in it for; whoever has left is left out."""
    known = ((people.get(work.db, member), side) for member, side in force.members)
    return [(person, side) for person, side in known if person is not None and not person.gone]
