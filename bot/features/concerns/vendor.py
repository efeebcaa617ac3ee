"""Asking somebody from outside about a concern: a text of its own, and their answers to IT (R39).

Nothing of the concern goes with it: neither who raised it, nor their words, nor a way in. What is
answered in its thread stands in IT's threads as the vendor's words; who wrote it is not kept.
"""

from bot.core.acts import Given, Wrong
from bot.core.room_facts import OUTSIDE, REDRAW, with_guests
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import talk
from bot.features.concerns import card
from bot.features.concerns.thread import VENDOR, mirror, refresh
from bot.features.nouns import CONCERN
from bot.words.cards import Form, Message, Note, Reply, line
from bot.words.events import Channel, Due, Said
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.refusal import Refused
from bot.words.spelling import in_room
from storage.nouns import concern_lists, entries, rooms
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry

feature = Feature(
    "vendor",
    (Help("vendor C-101", "ask a guest, in words of your own", "it", more=True),),
    lasts=True,
)
NO_ROOM = (
    "No room is known to hold a guest. In the room that you share with them, an administrator types"
    f" {in_room('setup')} and says so."
)
HINT = "No patient, no colleague, no link: they are not of this hospital. Nothing else is shared."
NEW = "Write what they need to know, in words of your own."
COPIED = "That is the concern's own text. Write it anew, for somebody from outside."
AT_ONCE = 25  # open concerns whose cards are drawn anew in a transaction
LONGEST = 1000  # characters
LINK = "://"
NO_LINK = "Leave the link out: those of this hospital are not for people from outside."


def _form(work: Work, concern: Concern, args: tuple[str, ...]) -> Form:
    places = [Option(_value(one), _name(work, one)) for one in with_guests(work)]
    if not places:
        raise Refused(NO_ROOM)
    text = TextField("text", "What do you ask them?", multiline=True, limit=LONGEST, hint=HINT)
    where = ChoiceField("room", "In which room?", tuple(places), places[0].value)
    return Form(
        f"Ask a guest about {concern.name}", card.act("vendor", concern), (text, where), "Ask"
    )


def _value(channel: Channel) -> str:
    return "|".join((channel.platform, channel.workspace, channel.id))


def _name(work: Work, channel: Channel) -> str:
    room = rooms.at(work.db, (channel.platform, channel.workspace, channel.id))
    return f"{room.spoken if room else channel.id} ({channel.platform.capitalize()})"


def _open(work: Work, concern: Concern) -> None:
    if not concern.open:
        raise Refused(f"{concern.name} has ended, so there is nothing to ask about it.")


@feature.act(CONCERN, "vendor", right="work", words="vendor", form=_form, before=_open)
def ask(work: Work, concern: Concern, given: Given) -> Reply:
    """Typed words are no text for outside: the form asks for one, and for the room."""
    text = given["text"]
    if not given["room"]:
        raise Refused(f"Type only vendor {concern.name}: a form asks for the text and the room.")
    place = next((one for one in with_guests(work) if _value(one) == given["room"]), None)
    if place is None:
        raise Wrong(room="No guest is known to read there any more. Choose another room.")
    if not text:
        raise Wrong(text=NEW)
    if LINK in text:
        raise Wrong(text=NO_LINK)
    if " ".join(concern.text.split()).casefold() in " ".join(text.split()).casefold():
        raise Wrong(text=COPIED)
    words = f"Asked in {_name(work, place)}: {text}"
    entry = entries.add(
        *(work.db, concern, VENDOR, words, work.now), person_id=work.me.id, side=work.me.side
    )
    work.show(f"{OUTSIDE}{concern.number}:{entry.n}", asked(work, concern, text), place)
    mirror(work, concern, entry)
    told = line(f"It stands in {_name(work, place)}; answers in its thread come to IT's thread.")
    return card.told(f"Asked about {concern.name}", told)


def asked(work: Work, concern: Concern, text: str) -> Message:
    """All that somebody from outside reads."""
    title = f"{work.hospital.name} asks · {concern.name}"
    answer = Note(("Please answer in this thread. IT reads it. No patient data.",))
    return Message(title, (line(text), answer))


@feature.said(VENDOR)
def said(event: Said, work: Work) -> Reply:
    """What is written under it comes to IT's threads, and so do its edits."""
    source = (event.channel.platform, event.channel.workspace, event.channel.id, event.ref)
    concern = CONCERN.find(work, work.about.split(":")[1])
    entry = entries.written_at(work.db, source)
    if entry is not None:
        _changed(event, work, entry)
    elif event.change == "deleted" or not event.text.strip():
        return None
    else:
        person = work.actor
        entry = entries.add(
            *(work.db, concern, VENDOR, event.text.strip(), work.moment(event.at)),
            person_id=None if person is None else person.id,
            side="" if person is None else person.side,
            source=source,
        )
    mirror(work, concern, entry, event.channel)
    return talk.kept(work, entry.text)


@feature.due(REDRAW)
def redrawn(event: Due, work: Work) -> Reply:
    """A guest has come to a room or left one: the cards of what is open look as they should. Those
    that a transaction leaves (behind the number in `args`) are the next one's."""
    after = int(event.args[0]) if event.args else 0
    drawn = concern_lists.by_number(work.db, concern_lists.ALL_OPEN, after, AT_ONCE)
    for concern in drawn:
        refresh(work, concern)
    if len(drawn) == AT_ONCE:
        work.later(event.key, work.now, REDRAW, str(drawn[-1].number))
    return None


def _changed(event: Said, work: Work, entry: Entry) -> None:
    if event.change == "deleted":
        entry.text, entry.deleted_at = "", work.now
    elif event.change == "edited" and event.text.strip() != entry.text:
        entry.text, entry.edited_at = event.text.strip(), work.now
