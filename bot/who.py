"""Who acts: the person behind an account, and what their platform tells of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeAlias

from bot.events import Account, Channel
from bot.hospital import Side
from bot.refusal import Refused
from bot.work import Work
from storage import people, rooms
from storage.people import Person

Sides: TypeAlias = Mapping[tuple[str, str, str], Side]
SEEN_EVERY = timedelta(minutes=5)
SIDE_OF_ROOM = {"ward": "clinical", "triage": "it"}
NOT_STAFF = (
    "Corridor is for the staff of this hospital. If you work here, ask an administrator of"
    " Corridor to add you."
)
NOT_TOLD = (
    "I could not find out who you are just now, so nothing was done. Try again in a minute; if it"
    " is urgent, phone IT."
)


def who(work: Work, where: Channel, account: Account, sides: Sides) -> Person:
    """Whoever acted. A new member of staff takes the side of their group, else that of the room
    they are met in. `Refused` for guests and for those who have left.

    `sides` names the platforms' groups by platform, workspace ("" for any) and id.
    """
    person = people.of_account(work.db, work.hid, account)
    if person is None:
        if not account.known:
            raise Refused(NOT_TOLD)
        side = _group_side(account, sides) or _room_side(work, where)
        person = people.meet(work.db, work.hid, account, work.now, side)
    if person.guest or person.gone or account.guest:
        raise Refused(NOT_STAFF)
    _learn(person, account, sides)
    people.seen(work.db, work.hid, account, work.now, SEEN_EVERY)
    return person


def _room_side(work: Work, where: Channel) -> str:
    room = rooms.at(work.db, work.hid, (where.platform, where.workspace, where.id))
    return SIDE_OF_ROOM.get(room.purpose, "") if room else ""


def _learn(person: Person, account: Account, sides: Sides) -> None:
    """Keep up with what the platform says of someone; the settings file has the last word."""
    if person.settled:
        return
    person.name = account.name or person.name
    person.email = account.email or person.email
    person.zone = person.zone or account.zone
    person.side = person.side or _group_side(account, sides)


def _group_side(account: Account, sides: Sides) -> str:
    """The side of the first group, in the order of the settings, that the account is in."""
    homes = (account.workspace, "")
    for (platform, workspace, group), side in sides.items():
        if platform == account.platform and workspace in homes and group in account.groups:
            return side
    return ""
