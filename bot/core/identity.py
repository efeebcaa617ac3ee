"""Who acts: the person behind an account, and what their platform tells of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from bot.core import accounts, room_facts
from bot.core.sides import of_room
from bot.core.work import Work
from bot.rules.hospital import Side
from bot.words.events import Account, Channel
from bot.words.refusal import Forbidden, Refused
from storage.nouns import people
from storage.nouns.people import Person

Sides: TypeAlias = Mapping[tuple[str, str, str], Side]
NOT_STAFF = (
    "Corridor is for the staff of this hospital. If you work here, ask an administrator of"
    " Corridor to add you."
)
NOT_TOLD = (
    "I could not find out who you are just now, so nothing was done. Try again in a minute; if it"
    " is urgent, phone IT."
)

BEING_ERASED = (
    "What Corridor knew of you is being erased just now, so nothing was done. Write again in a"
    " minute, and you start anew."
)


def identify(
    work: Work,
    where: Channel,
    account: Account,
    sides: Sides,
    *,
    noted: bool = True,
    outside: bool = False,
) -> Person | None:
    """Whoever acted. A new member of staff takes the side of their group, else that of the room
    they are met in; who has no side yet, later too. `Forbidden` for guests and for those who have
    left. That they were here is not `noted` of what nobody may link with them. What comes from
    `outside` may be a guest's: then it is nobody's, and nothing is kept of who that is.

    `sides` names the platforms' groups by platform, workspace ("" for any) and id.
    """
    room_facts.learn(work, where)
    if outside and account.guest:
        return None
    known = people.known(work.db, account)
    person = _here(work, where, account, sides) if known is None else known.person
    _may_act(person, account)
    person = _learn(work, person, account, sides)
    if not (person.side or person.settled) and (side := of_room(work, where)):
        person.side = side
    if person.gone:
        raise Forbidden(NOT_STAFF)
    if noted and known is not None:
        _use(work, account, known.seen, known.other)
    return person


def _here(work: Work, where: Channel, account: Account, sides: Sides) -> Person:
    """Somebody whom nobody has met; `Refused` while their platform does not say who that is."""
    if not account.known:
        raise Refused(NOT_TOLD)
    side = _group_side(account, sides) or of_room(work, where)
    return accounts.meet(work, account, side)


def _may_act(person: Person, account: Account) -> None:
    if person.erased:
        raise Refused(BEING_ERASED)
    if person.guest or person.gone or account.guest:
        raise Forbidden(NOT_STAFF)


def introduce(work: Work, account: Account) -> Person:
    """Somebody of this hospital whom a colleague mentions, and whom nobody has met yet: known from
    now on as if they had written, with what their platform tells and no more."""
    return accounts.meet(work, account, _group_side(account, work.sides))


def _use(work: Work, account: Account, seen: datetime, other: datetime | None) -> None:
    """Note that an account is in use: on which day, and which of a person's accounts was last. What
    they did at what time of day is nobody's business."""
    today = people.day_of(work.now)
    if other is not None and seen <= other:
        people.seen(work.db, account, max(today, other + people.AFTER))
    elif seen < today:
        people.seen(work.db, account, today)


def _learn(work: Work, person: Person, account: Account, sides: Sides) -> Person:
    """Keep up with what the platform says of someone; the settings file has the last word. An
    address that was not known before may show that they are somebody we know."""
    if account.email and not person.email and not person.settled:
        person = accounts.learn_address(work, person, account)
    name_from(work, person, account)
    if account.zone and not person.zone:  # never set to what it is: that counts as a change
        person.zone = account.zone
    if person.settled:
        return person
    email = account.email.lower() or person.email
    if email != person.email and _only(work, person):
        person.email = email
    if not person.side and (side := _group_side(account, sides)):
        person.side = side
    return person


def name_from(work: Work, person: Person, account: Account) -> None:
    """Call somebody what their platform does, unless the settings give the name (R35)."""
    name = account.name.strip()
    if not name or person.named or name == person.name:
        return
    if person.name in {"", account.id} or _only(work, person):
        person.name = name


def _only(work: Work, person: Person) -> bool:
    """Whether a person has no other account: two platforms may spell one name in two ways, and it
    should not change with each message."""
    return len(people.accounts(work.db, person.id)) == 1


def _group_side(account: Account, sides: Sides) -> str:
    """The side of the first group, in the order of the settings, that the account is in."""
    homes = (account.workspace, "")
    for (platform, workspace, group), side in sides.items():
        if platform == account.platform and workspace in homes and group in account.groups:
            return side
    return ""
