"""The playground's people, rooms and two panes, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.words.events import Account, Channel

PLATFORM = "web"
WORKSPACE = "playground"
HOME = "home"
DM = "corridor"

PaneName: TypeAlias = Literal["ward", "it"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone a visitor can act as. `shift` says where and when they work ("5 West night")."""

    account: Account
    name: str
    side: str
    unit: str = ""
    shift: str = ""
    initials: str = ""

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def first(self) -> str:
        """What to call them in a sentence: the first name, past a title."""
        words = [w for w in self.name.split() if w.rstrip(".") not in {"Dr", "Prof"}]
        return words[0] if words else self.name

    @property
    def about(self) -> str:
        return self.shift


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room of the playground, as its list shows it. `unit` is the unit's name."""

    channel: Channel
    name: str
    purpose: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Pane:
    """One half of the page: whose it is, and which rooms its list has."""

    name: PaneName
    title: str
    sides: frozenset[str]
    purposes: tuple[str, ...]


PANES: Mapping[str, Pane] = {
    "ward": Pane(
        "ward", "Ward", frozenset({"clinical", "both"}), ("ward", "huddle", "wins", "leaders")
    ),
    "it": Pane("it", "IT", frozenset({"it", "both"}), ("triage", "huddle", "wins", "leaders")),
}

PURPOSES: Mapping[str, str] = {
    "ward": "Ward room. Concerns start here.",
    "triage": "IT works on concerns here.",
    "huddle": "The joint stand-up of both sides.",
    "wins": "Good things both sides did.",
    "leaders": "One screen a week.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone looks: a room, their direct messages with Corridor, or their home page."""

    channel: Channel
    name: str
    purpose: str
    about: str = ""

    @property
    def id(self) -> str:
        """How the address bar and the forms call it."""
        if self.purpose == HOME:
            return HOME
        return DM if self.channel.dm else self.channel.id

    @property
    def key(self) -> str:
        return key_of(self.channel)


@dataclass(frozen=True, slots=True)
class View:
    """What one pane shows: who acts in it, and where they look."""

    pane: Pane
    actor: Actor
    place: Place


def key_of(channel: Channel) -> str:
    """One name for a channel or a direct message, for the store."""
    return f"@{channel.id}" if channel.dm else channel.id


def direct(actor: Actor) -> Channel:
    return Channel(PLATFORM, WORKSPACE, actor.id, dm=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everyone and every room there is."""

    cast: Sequence[Actor]
    rooms: Sequence[RoomView]

    def actors(self, pane: Pane) -> list[Actor]:
        """Who can act in a pane: its own side first, then those who belong to both."""
        mine = [a for a in self.cast if a.side in pane.sides]
        return sorted(mine, key=lambda a: a.side == "both")

    def actor(self, account: str) -> Actor | None:
        return next((a for a in self.cast if a.id == account), None)

    def places(self, pane: Pane, actor: Actor) -> list[Place]:
        """What the list of a pane shows someone, in its order."""
        rooms = [r for purpose in pane.purposes for r in self.rooms if r.purpose == purpose]
        return [
            Place(direct(actor), "Home", HOME, f"What waits for {actor.first}, on one page."),
            Place(direct(actor), "Corridor", DM, "Direct messages. Nobody else sees them."),
            *(Place(r.channel, r.name, r.purpose, PURPOSES.get(r.purpose, "")) for r in rooms),
        ]

    def view(self, pane: Pane, account: str, place: str) -> View | None:
        """What a pane shows; someone or somewhere unknown is replaced by the first there is."""
        actors = self.actors(pane)
        if not actors:
            return None
        actor = next((a for a in actors if a.id == account), actors[0])
        places = self.places(pane, actor)
        found = next((p for p in places if p.id == place), None)
        return View(pane, actor, found or self._first(pane, actor, places))

    def _first(self, pane: Pane, actor: Actor, places: Sequence[Place]) -> Place:
        """Someone's own ward room, or the first room of the pane's own purpose."""
        own = [r for r in self.rooms if r.purpose == pane.purposes[0]]
        for room in sorted(own, key=lambda r: r.unit != actor.unit):
            return next(p for p in places if p.id == room.channel.id)
        return places[1]

    def has(self, channel: Channel) -> bool:
        """Whether a message can be delivered there."""
        if channel.dm:
            return self.actor(channel.id) is not None
        return any(r.channel == channel for r in self.rooms)
