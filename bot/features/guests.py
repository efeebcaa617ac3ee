"""Guests: what they can't do, told to whoever brings one into a room, and what changes there."""

from bot.core.room_facts import learn
from bot.core.work import Work
from bot.words.cards import Message, line
from bot.words.events import Joined
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.rooms import Room

THEY = (
    "Guests can't raise, answer, vote or thank: Corridor is for the hospital's own people. They can"
    " read what is posted in the room."
)
CARDS = (
    "From now on the cards of concerns in it name no reporter and no flag, and of danger only the"
    " number, the priority and the unit."
)
BEFORE = "What was posted in threads before they came stays where it is, and they can read it."
VENDOR = (
    f"To ask a guest about a concern, IT types {say('vendor C-104')}: a text of its own goes there."
)


def came(event: Joined, work: Work) -> None:
    """Somebody from outside was brought into a channel: whoever did it is told, if it is a room."""
    room = learn(work, event.channel, guest=True)
    if room is None:
        return
    person = people.of_account(work.db, event.actor)
    if person is not None and not person.guest and not person.gone:
        work.tell(person, f"room:guest:{event.id}", told(room), urgent=True)


def told(room: Room) -> Message:
    words = (line(THEY), line(CARDS), line(BEFORE), line(VENDOR))
    return Message(f"A guest reads in {room.spoken} now", words, tone="warning")
