"""Reads the sides, units, people and rooms that somebody names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.work import Work
from bot.features.polls.kinds import SIDE_WORDS
from bot.words.events import Channel
from storage.nouns import people, rooms
from storage.nouns.people import Person
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


@dataclass(slots=True)
class Who:
    """Whom a poll is for; nobody named means everybody."""

    sides: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def who(work: Work, text: str) -> Who:
    """Whom a list of names means. ValueError, with a sentence, for a name that is nobody's."""
    found = Who()
    for name in _names(text):
        said = name.casefold().lstrip("@")
        units = work.hospital.units.values()
        mine = (u.id for u in units if said in {u.id.casefold(), u.name.casefold()})
        unit = next(mine, "")
        if said in SIDES:
            found.sides.append(SIDES[said])
        elif unit:
            found.units.append(unit)
        else:
            found.people.append(_person(work, name).id)
    return found


def _names(text: str) -> Iterator[str]:
    return filter(None, (part.strip() for part in re.split(r"[,\n;]", text)))


def _person(work: Work, name: str) -> Person:
    found = people.named(work.db, name)
    if len(found) == 1 and not found[0].guest:
        return found[0]
    if found:
        names = ", ".join(person.name for person in found[:5])
        raise ValueError(f"Which one: {names}? Use the full name.")
    if people.left(work.db, name):
        raise ValueError(f"{name[:40]} has left, so can't be asked. Leave the name out.")
    units = (unit.name for unit in work.hospital.units.values())
    known = ", ".join((*list(SIDE_WORDS.values())[:3], *units))
    raise ValueError(f"I don't know “{name[:40]}”. I know {known}, and people by their names.")


def known_rooms(work: Work) -> list[Room]:
    """All rooms, the oldest first, so that a new one changes no other's number."""
    return sorted(rooms.all_of(work.db), key=lambda r: (r.added_at, r.address))


def named_rooms(work: Work, text: str) -> list[Channel]:
    """The rooms that a list of names means, or "all". ValueError, with a sentence, otherwise."""
    known = rooms.all_of(work.db)
    if text.strip().casefold() in {"all", "everywhere"}:
        return [channel(room) for room in known if room.purpose in {"ward", "triage"}]
    found: list[Channel] = []
    for name in _names(text):
        here = [channel(room) for room in known if name_of(work, room, name)]
        if not here:
            names = ", ".join(dict.fromkeys(room.name or room.channel for room in known))
            raise ValueError(
                f"I am in no room called “{name[:40]}”. I know {names or 'none yet'}. Whoever runs"
                " that room can add me there and type setup."
            )
        found += here
    return list(dict.fromkeys(found))


def name_of(work: Work, room: Room, name: str) -> bool:
    """Whether somebody who says `name` means that room."""
    said = name.casefold().lstrip("#").strip()
    names = {room.name, room.channel, room.purpose}
    unit = work.hospital.units.get(room.unit) if room.purpose == "ward" else None
    if unit:
        names |= {unit.id, unit.name, f"ward {unit.id}"}
    return said in {known.casefold() for known in names}


def channel(room: Room) -> Channel:
    return Channel(room.platform, room.workspace, room.channel)
