"""Patient data typed where others read it: only its writer can take it away there (R37).

They are asked at once, in their own chat, and once more after five minutes if it still stands.
Where the platform lets us look we look; where not, they say so by a button. Of the message only is
kept where it is and what kinds were found in it, never a word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TypeAlias

from bot.core.route import Route
from bot.core.work import Work
from bot.privacy import Checked
from bot.rules.response_clock import clock_words
from bot.words.cards import Block, Button, Buttons, Message, When, line
from bot.words.events import Account, Action, Channel, Command, Event, Said, Shortcut
from bot.words.platforms import KEPT_CLEANED
from storage.nouns import rooms

Found: TypeAlias = Mapping[str, Checked]
WAIT = timedelta(minutes=5)
LOOK, DONE = "cleanup.look", "cleanup.done"
TITLE = "Please edit or delete your message"
FIRST, TOLD, LAST = "first", "told", "last"  # asked once, said to be done, asked once more


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is, as timers and buttons carry it."""

    platform: str
    workspace: str
    channel: str
    thread: str
    ref: str

    @property
    def args(self) -> tuple[str, ...]:
        """Some platforms' ids are digits alone, which no button of ours carries (`Args`)."""
        return (self.platform, self.workspace, self.channel, f"m:{self.thread}", f"m:{self.ref}")

    @classmethod
    def of(cls, args: Sequence[str]) -> "Place":
        """What `args` carried; what stands behind it is left alone."""
        platform, workspace, channel, thread, ref = args[:5]
        return cls(platform, workspace, channel, thread[2:], ref[2:])

    @property
    def key(self) -> str:
        """What the requests about it are below; a ref may be longer than a key."""
        name = "\0".join((self.platform, self.workspace, self.channel, self.ref))
        return f"cleanup:{blake2b(name.encode(), digest_size=12).hexdigest()}"


def unasked(table: Mapping[tuple[type, str], Route], event: Event) -> bool:
    """Whether nobody may be asked because nothing may tell that this person did this now. What is
    picked from a menu is somebody's message, whoever picks it."""
    if not isinstance(event, Command):
        return False
    route = table.get((Command, event.verb))
    return route is not None and route.unlinkable(event)


def stands(event: Event, found: Found) -> bool:
    """Whether an event is a message with patient data in it that others can read."""
    return _place(event) is not None and bool(_kinds(found))


def ask(work: Work, event: Event, found: Found) -> None:
    """Ask its writer to edit or delete it, and look again in five minutes."""
    place, kinds = _place(event), _kinds(found)
    if place is None or not kinds or not isinstance(event, Command | Said | Shortcut):
        return
    writer = _writer(event)
    if writer is None:
        return
    at = None if isinstance(event, Shortcut) else work.moment(event.at)
    where = work.hospital
    moment = () if at is None else (When(at, clock_words(at, where.zone, work.now)),)
    name = _room(work, place)
    lead = "Your message of " if moment else "Your message"
    why = line(lead, *moment, f"{name} has {kinds} in it. Others can read it there.")
    key = f"{place.key}:{_short(event.id)}"
    own = Channel(place.platform, place.workspace, writer.id, dm=True)
    work.show(key, _asking(TITLE, place, FIRST, kinds, (why,)), own, urgent=True)
    work.later(place.key, work.now + WAIT, LOOK, *place.args, FIRST, kinds)


def followed(work: Work, event: Event, found: Found) -> None:
    """A message that somebody was asked about was edited or deleted: the requests say so. One that
    still has something in it is asked about anew, where it is looked at as any other."""
    if not isinstance(event, Said) or event.change == "new":
        return
    place = _place(event)
    if place is None or not (keys := work.keys_below(place.key)):
        if place is not None and event.addressed and not work.about:
            ask(work, event, found)
        return
    work.forget(place.key)
    if event.change == "deleted":
        settle(work, keys, gone())
    elif kinds := _kinds(found):
        settle(work, keys, Message("You edited it, and I asked you once more", (still(kinds),)))
        ask(work, event, found)
    else:
        settle(work, keys, clean())


def asked_about(work: Work, at: Channel, ref: str) -> bool:
    """Whether the writer of a message was asked to edit or delete it."""
    place = Place(at.platform, at.workspace, at.id, "", ref)
    return bool(work.keys_below(place.key))


def overruled(work: Work, at: tuple[str, str, str], ref: str) -> None:
    """Its writer has said, with a reason, that it is no patient data (R9)."""
    place = Place(*at, "", ref)
    if keys := work.keys_below(place.key):
        work.forget(place.key)
        why = line("You said why it is no patient data, so nothing has to be changed.")
        settle(work, keys, Message("Your message can stay", (why,)))


def settle(work: Work, keys: Iterable[str], message: Message) -> None:
    """What was asked there is answered: it says how, and its buttons go (R28)."""
    for key in keys:
        work.unsend(key)
        work.show(key, message)


def once_more(work: Work, place: Place, kinds: str, *, seen: bool) -> None:
    """The second request, and the last; `seen` says that we have looked."""
    keys = work.keys_below(place.key)
    own = next((channel for key in keys for channel in work.places(key)), None)
    if own is None:
        return
    settle(work, keys, Message("I asked you once more below"))
    if seen:
        title, why = "Your message still stands", still(kinds)
    else:
        title = "Have you edited or deleted your message?"
        why = line(f"It had {kinds} in it when I read it. I can't look at it now.")
    asking = _asking(title, place, LAST, kinds, (why,))
    work.show(f"{place.key}:{_short(keys[-1])}:again", asking, own, urgent=True)


def still(kinds: str) -> Block:
    return line(f"It has {kinds} in it as it stands now.")


def gone() -> Message:
    return Message("Thank you, your message is deleted")


def clean() -> Message:
    told = line("As it stands now, I find no patient data in it.")
    return Message("Thank you, your message is edited", (told,))


def _asking(title: str, place: Place, stage: str, kinds: str, blocks: tuple[Block, ...]) -> Message:
    can = line("I can't change it for you. I keep where it is and what I found, not its words.")
    done = Button("I have done it", Action(DONE, (*place.args, stage, kinds)))
    return Message(title, (*blocks, can, Buttons((done,))), tone="warning")


def _place(event: Event) -> Place | None:
    """Where the message of an event is; None for what nobody else reads, and for what is kept
    cleaned."""
    if not isinstance(event, Command | Said | Shortcut) or event.channel.dm or not event.ref:
        return None
    at = event.channel
    if at.platform in KEPT_CLEANED or not event.ref.isprintable():
        return None
    thread = "" if isinstance(event, Shortcut) else event.thread
    return Place(at.platform, at.workspace, at.id, thread, event.ref)


def _writer(event: Command | Said | Shortcut) -> Account | None:
    return event.author if isinstance(event, Shortcut) else event.actor


def _kinds(found: Found) -> str:
    kinds = [kind for one in found.values() for kind in one.kinds.split(", ") if kind]
    return ", ".join(dict.fromkeys(kinds))


def _room(work: Work, place: Place) -> str:
    room = rooms.at(work.db, (place.platform, place.workspace, place.channel))
    return f" in {room.known_as}" if room is not None and room.known_as else ""


def _short(name: str) -> str:
    return blake2b(name.encode(), digest_size=6).hexdigest()
