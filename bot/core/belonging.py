"""Says where a private answer belongs, for whoever reads it elsewhere than they asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.heard import RAISED, about
from bot.core.nouns import Noun
from bot.core.router import Routes, route_of
from bot.core.typed_text import is_number
from bot.words.events import Command, Deed, Event, Press, Said, Submit
from storage import HospitalSession
from storage.nouns import rooms


@dataclass(frozen=True, slots=True)
class Belonging:
    """Names what an event was about, by its number, and the room it came from.

    It says no more than whoever acted has seen or typed there: the number that stood on the card or
    in their words, and what the room is called; never a title or a text, and nothing of whether a
    thing of that number exists. Guests are told nothing, and neither is anybody after an event that
    nothing may link with them.
    """

    table: Routes
    nouns: Sequence[Noun[Any]]

    def sentence(self, db: HospitalSession, event: Event) -> str:
        """ "This is about C-101 in 5 West."; "" where it was asked in the person's own chat."""
        if not isinstance(event, Deed) or event.channel.dm or event.actor.guest:
            return ""
        route = route_of(self.table, event)
        if route is not None and route.unlinkable(event):
            return ""
        label, room = self._label(db, event), _room(db, event)
        where = f"in {room}" if room else "in another chat"
        if label:
            return f"This is about {label} {where}."
        if isinstance(event, Said):
            return f"This is about your message {where}."
        return f"You asked for this {where}."

    def fleeting(self, event: Event) -> bool:
        """Whether the answer may be gone tomorrow. A receipt may be all that somebody has: what may
        be without a name, or may link nobody, has its answer in the person's own chat."""
        route = route_of(self.table, event) if isinstance(event, Deed) else None
        return route is not None and not route.nameless and not route.unlinkable(event)

    def _label(self, db: HospitalSession, event: Deed) -> str:
        match event:
            case Press(action=action) | Submit(action=action):
                return self._named(action.name.partition(".")[0], *action.args[:1])
            case Command(rest=rest) if found := self._typed(rest):
                return found
            case Command(thread=ref, channel=channel) if ref and ref.isprintable():
                return self._key(about(Said("", channel, event.actor, "", "", ref), db))
            case Said():
                return self._key(about(event, db))
            case _:
                return ""

    def _typed(self, rest: str) -> str:
        found = ((noun, noun.begins(rest)) for noun in self.nouns)
        return next((noun.label(begins[0]) for noun, begins in found if begins), "")

    def _key(self, key: str) -> str:
        word, _, rest = key.partition(":")
        return self._named("concern" if word == RAISED else word, rest.partition(":")[0])

    def _named(self, word: str, number: str = "") -> str:
        known = (noun for noun in self.nouns if noun.word == word and is_number(number))
        return next((noun.label(number) for noun in known), "")


def _room(db: HospitalSession, event: Deed) -> str:
    """What the room is called by the settings, an administrator or its platform."""
    at = event.channel
    room = rooms.at(db, (at.platform, at.workspace, at.id))
    return (room.known_as if room is not None else "") or at.name
