"""People and rooms as Corridor knows them by now: who has no name yet, and where guests read."""

from collections.abc import Iterator

from bot.core.accounts import named
from bot.ops.checks.check import Check
from bot.run.database import opened_briefly
from bot.settings import Settings
from bot.words.events import Account
from storage import HospitalSession
from storage.nouns import people_found, rooms
from storage.nouns.rooms import Room

MOST = 10
WRITE = "they get their platform's name once they write to Corridor or are mentioned; or give name"
USE = "it gets its channel's name once somebody types to Corridor there; or give name"
REDUCED = "its cards name no reporter and no flag; see docs/howto/guests.md"


def known(settings: Settings) -> Iterator[Check]:
    """Looks at what is stored; nothing where all have a name and no room holds a guest."""
    with opened_briefly(settings) as database, database() as db:
        yield from _people(db)
        for room in rooms.all_of(db):
            yield from _room(room)
        db.rollback()


def _people(db: HospitalSession) -> Iterator[Check]:
    found = people_found.nameless(db)
    for person, held in found[:MOST]:
        accounts = [named(Account(a.platform, a.workspace, a.id)) for a in held]
        who = ", ".join(accounts) or person.email or f"person {person.id}"
        yield Check("warn", f"{who} has no name", WRITE)
    if len(found) > MOST:
        yield Check("warn", f"{len(found) - MOST} more people without a name", WRITE)


def _room(room: Room) -> Iterator[Check]:
    if room.spoken == room.channel and room.platform != "web":
        yield Check("warn", f"{room.purpose} room {room.channel} has no name", USE)
    if room.guests:
        yield Check("warn", f"a guest reads in {room.purpose} room {room.spoken}", REDUCED)
