"""Whom a poll is for and where it is shown: read from what somebody names, and looked up later."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.nearest import nearest
from bot.core.work import Work
from bot.features import naming
from bot.features.polls.definition import Asks, may_vote
from bot.features.polls.kinds import SIDE_WORDS
from bot.words.events import Channel
from bot.words.refusal import Refused
from bot.words.spelling import in_room
from storage.nouns import people, rooms
from storage.nouns.people import Person
from storage.nouns.polls import Poll
from storage.nouns.rooms import Room

SIDES: Mapping[str, str] = {
    "clinical": "clinical",
    "clinicians": "clinical",
    "nurses": "clinical",
    "ward": "clinical",
    "it": "it",
    "both": "both",
    "informatics": "both",
    "clinical & it": "both",
}
LEFT = "{name} has left, so can't be asked. Leave the name out."
GUEST = "{name} is a guest here, so can't be asked. Leave the name out."


@dataclass(slots=True)
class Who:
    """Whom a poll is for; nobody named means everybody."""

    sides: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def who(work: Work, text: str) -> Who:
    """Whom a list of names means; `Refused`, with a sentence, for a name that is nobody's."""
    meant = Who()
    whole = lambda name: SIDES.get(name.casefold()) or naming.unit(work, name)  # noqa: E731
    for name in (part.lstrip("@") for part in naming.parts(work, text, whole)):
        if side := SIDES.get(name.casefold()):
            meant.sides.append(side)
        elif unit := naming.unit(work, name):
            meant.units.append(unit.id)
        else:
            units = (unit.name for unit in work.hospital.units.values())
            known = ", ".join((*list(SIDE_WORDS.values())[:3], *units))
            unknown = f"I don't know “{name[:40]}”. I know {known}, and people by their names."
            person = naming.person(work, name, unknown, LEFT)
            if person.guest:
                raise Refused(GUEST.format(name=person.name))
            meant.people.append(person.id)
    return meant


def _names(text: str) -> Iterator[str]:
    return filter(None, (part.strip() for part in re.split(r"[,\n;]", text)))


def audience(work: Work, asks: Asks, poll: Poll) -> list[Person]:
    """Whom the poll is for, of those who belong to the rooms it is shown in: a ward's own people,
    and IT where IT works. Named people, wherever they are."""
    return [p for p in _asked(work, asks, poll) if not p.guest and may_vote(asks, p)]


def _asked(work: Work, asks: Asks, poll: Poll) -> list[Person]:
    """Among whom they all are: found by their numbers, units or sides."""
    if asks.people:
        return people.among(work.db, asks.people)
    if asks.units:
        return people.in_units(work.db, asks.units)
    shown = [rooms.at(work.db, (at.platform, at.workspace, at.id)) for at in places(poll)]
    units = {room.unit for room in shown if room and room.purpose == "ward" and room.unit}
    it = any(room and room.purpose == "triage" for room in shown)
    found = people.in_units(work.db, units) if units else []
    found += people.on_sides(work.db, ("it", "both")) if it else []
    return sorted({p.id: p for p in found}.values(), key=lambda p: (p.name, p.id))


def places(poll: Poll) -> list[Channel]:
    """Where it is shown."""
    return [Channel(str(p), str(w), str(c), bool(dm)) for p, w, c, dm in poll.places]


def known_rooms(work: Work) -> list[Room]:
    """All rooms, the oldest first, so that a new one changes no other's number."""
    return sorted(rooms.all_of(work.db), key=lambda r: (r.added_at, r.address))


def named_rooms(work: Work, text: str) -> list[Channel]:
    """The rooms that a list of names means, or "all". `Refused`, with a sentence, otherwise."""
    known = rooms.all_of(work.db)
    if text.strip().casefold() in {"all", "everywhere"}:
        return [channel(room) for room in known if room.purpose in {"ward", "triage"}]
    meant: list[Channel] = []
    for name in _names(text):
        here = [channel(room) for room in known if is_called(work, room, name)]
        if not here:
            called = list(dict.fromkeys(room.spoken for room in known))
            near = nearest(name.lstrip("#"), called)
            did_you = f"Did you mean {near[0]}? " if near else ""
            names = ", ".join(called)
            raise Refused(
                f"I am in no room called “{name[:40]}”. {did_you}I know {names or 'none yet'}."
                " Whoever runs"
                f" that room can add me there and type {in_room('setup')}."
            )
        meant += here
    return list(dict.fromkeys(meant))


def is_called(work: Work, room: Room, name: str) -> bool:
    """Whether somebody who says `name` means that room."""
    said = name.casefold().lstrip("#").strip()
    names = {room.name, room.called, room.channel, room.purpose}
    unit = work.hospital.units.get(room.unit) if room.purpose == "ward" else None
    if unit:
        names |= {unit.id, unit.name, f"ward {unit.id}"}
    return said in {known.casefold() for known in names}


def channel(room: Room) -> Channel:
    return Channel(room.platform, room.workspace, room.channel)
