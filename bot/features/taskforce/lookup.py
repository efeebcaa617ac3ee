"""Which task force somebody means, and which rooms belong together."""

from collections.abc import Iterable, Sequence

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.words.events import Channel
from bot.words.refusal import Refused
from storage.nouns import people, taskforces
from storage.nouns.people import Person
from storage.nouns.taskforces import TaskForce


def force(work: Work, number: str) -> TaskForce:
    """The task force of that number, for changing; `Refused` when there is none."""
    digits = number.strip().upper().removeprefix("T-").removeprefix("T")
    found = taskforces.locked(work.db, int(digits)) if is_number(digits) else None
    if found is None:
        raise Refused(f"There is no T-{digits[:12]}. Type taskforce to see which there are.")
    return found


def places(force_of: TaskForce) -> list[Channel]:
    return channels(force_of.places)


def channels(kept: Iterable[Sequence[str]]) -> list[Channel]:
    """Rooms as they are kept: platform, workspace, id."""
    return [Channel(platform, workspace, room) for platform, workspace, room in kept]


def linked(work: Work, here: Channel) -> list[Channel]:
    """The rooms of the task forces that meet in a room, that room first."""
    found = [here]
    for one in taskforces.every(work.db):
        theirs = places(one)
        found += theirs if here in theirs else []
    return list(dict.fromkeys(found))


def home(work: Work, person: Person) -> list[Channel]:
    """The rooms of the latest task force that a person is in or has started; none without one."""
    for one in taskforces.every(work.db):
        if person.id == one.started_by or person.id in {member for member, _ in one.members}:
            return places(one)
    return []


def members(work: Work, force_of: TaskForce) -> list[tuple[Person, str]]:
    """The members with the side each is in it for; whoever has left is left out."""
    found = ((people.get(work.db, one), side) for one, side in force_of.members)
    return [(person, side) for person, side in found if person is not None and not person.gone]
