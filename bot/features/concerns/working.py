"""IT at work on a concern: take, assign, hold, ticket, and what else there is to do."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from bot.core.acts import Given, Wrong
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import naming, ways
from bot.features.concerns import card, escalation, forms, having, states
from bot.features.concerns.card import act
from bot.features.concerns.similar import Alike, similar
from bot.features.concerns.states import HOLDS, note_down
from bot.features.concerns.thread import refresh, tell_it, tell_ward
from bot.features.nouns import CONCERN
from bot.features.speech import short, when, who
from bot.rules.parse_when import read_date
from bot.words.cards import Block, Button, Buttons, Form, Message, Quote, Reply, Row, line
from bot.words.events import Due
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.concerns import WITH_IT, Concern
from storage.nouns.people import Person

feature = Feature(
    "working",
    (
        Help("take C-101", "it is yours; assign C-101 Kim gives it away", "it"),
        Help("hold C-101 vendor until friday", "wait, with the reason and a date", "it", more=True),
        Help("ticket C-101 INC0012345", "carry another system's number", "it", more=True),
    ),
    urgent=True,
    lasts=True,
)
MORNING = time(8)
ALIKE = 2  # beside four buttons


@feature.act(CONCERN, "take", right="work", words="take")
def take(work: Work, concern: Concern, given: Given) -> Reply:
    return _assign(work, concern, work.me)


def _assign_form(work: Work, concern: Concern, args: tuple[str, ...]) -> Form:
    return forms.assign_form(concern)


def _read_person(work: Work, words: str) -> Mapping[str, str]:
    return {"person": str(naming.person(work, words).id)}


@feature.act(
    CONCERN,
    "assign",
    right="work",
    words="assign",
    example="Kim Lee",
    reads=_read_person,
    form=_assign_form,
)
def assign(work: Work, concern: Concern, given: Given) -> Reply:
    chosen = given["person"]
    if not chosen:
        raise Wrong(person="Choose who should take it.")
    # A number is what was typed, read by now; or it is of a window that listed people.
    known = people.get(work.db, int(chosen)) if is_number(chosen) else None
    person = known or _picked(work, chosen)
    if person.side not in {"it", "both"}:
        raise Wrong(person=f"{person.name} is not on the IT side, so can't take a concern.")
    return _assign(work, concern, person)


def _picked(work: Work, chosen: str) -> Person:
    try:
        return naming.person(work, chosen)
    except Refused as refused:
        raise Wrong(person=str(refused)) from None


def _assign(work: Work, concern: Concern, person: Person) -> Reply:
    """Taking is no answer: the clock runs on until somebody writes (R5)."""
    states.need(concern, WITH_IT, "take")
    if concern.assignee_id == person.id:
        if person.id == work.me.id:
            having.take_on(work, concern)
        return card.told(f"{concern.name} is with {who(person)} already")
    if person.side not in {"it", "both"}:
        raise Refused(f"{person.name} is not on the IT side, so can't take a concern.")
    concern.assignee_id = person.id
    states.to(concern, "in_progress", frm=("acknowledged", "reopened"))
    entry = note_down(work, concern, f"With {who(person)}")
    if person.id == work.me.id:
        having.take_on(work, concern)
    refresh(work, concern)
    if person.id != work.me.id:
        handed = Message(f"{concern.name} is yours", (Quote(short(concern.text)), _open(concern)))
        work.tell(person, f"{concern.key}:yours:{entry.n}", handed, urgent=concern.urgent)
        return card.told(f"{concern.name} is with {who(person)} now")
    if concern.answered_at is not None:
        return card.told(f"{concern.name} is yours", line("The ward sees it on the card."))
    ask = line("The ward's clock stops when you write to them, in the thread or with Answer.")
    return card.told(f"{concern.name} is yours", ask)


def _open(concern: Concern) -> Buttons:
    return Buttons((Button("Open", act("show", concern)),))


def _resume_or_ask(work: Work, concern: Concern, args: tuple[str, ...]) -> Reply:
    """The same button takes a concern off hold."""
    if concern.state != "on_hold":
        return forms.hold_form(concern)
    states.resume(work, concern)
    note_down(work, concern, "Off hold")
    escalation.start(work, concern)
    refresh(work, concern)
    return card.told(f"{concern.name} is off hold", line("It is in progress again."))


def _read_hold(work: Work, words: str) -> Mapping[str, str]:
    """ "vendor until friday", "vendor they send a part until friday"."""
    reason, _, until = words.partition(" ")
    note, _, moment = until.rpartition("until ") if "until " in until else ("", "", until)
    day = read_date(moment.strip(), work.hospital.zone, work.now)
    if day is None:
        raise Wrong(look=f"Say until when, like this: {say('hold C-101 vendor until friday')}")
    return {"for": reason.lower(), "note": note, "look": day.isoformat()}


@feature.act(
    CONCERN,
    "hold",
    right="work",
    words="hold",
    example="vendor until friday",
    reads=_read_hold,
    form=lambda _work, concern, _args: forms.hold_form(concern),
    before=lambda _work, concern: states.need(concern, WITH_IT, "hold"),
    pressed=_resume_or_ask,
)
def hold(work: Work, concern: Concern, given: Given) -> Reply:
    """On hold needs a reason the ward can read and a day to look again."""
    reason, note, look = given["for"], given["note"], _look_again(work, given["look"])
    if reason not in HOLDS:
        raise Wrong(**{"for": f"It can wait for: {', '.join(HOLDS)}."})
    if look <= work.now:
        raise Wrong(look="That day is past. Give one that is still to come.")
    states.pause(work, concern, reason)
    concern.hold_note, concern.look_again = note, look
    if reason != "reporter":
        having.take_on(work, concern)  # whoever puts it on hold knows of it
    work.later(f"{concern.key}:look", look, "concern.look", str(concern.number))
    entry = note_down(work, concern, f"On hold for {HOLDS[reason]}. {note}".strip())
    escalation.start(work, concern)
    refresh(work, concern)
    blocks: list[Block] = [line("Waiting for ", HOLDS[reason], ", look again ", when(work, look))]
    if note:
        blocks.append(Quote(note))
    if reason == "reporter":
        blocks.append(line("IT needs a word from you: write in this thread."))
    held = Message(f"{concern.name} is on hold", tuple(blocks))
    tell_ward(work, concern, f"hold:{entry.n}", held)
    told = line("The ward is told. You are asked to look again ", when(work, look), ".")
    return card.told(f"{concern.name} is on hold", told)


def _look_again(work: Work, text: str) -> datetime:
    """A day is its morning on the hospital's clock; a moment was typed with its time (UTC)."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(look="Give the day on which you will look again.") from None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return datetime.combine(at.date(), MORNING, work.hospital.zone).astimezone(UTC)


@feature.act(
    CONCERN,
    "ticket",
    right="work",
    words="ticket",
    example="INC0012345",
    reads="ticket",
    form=lambda _work, concern, _args: forms.ticket_form(concern),
)
def ticket(work: Work, concern: Concern, given: Given) -> Reply:
    name = given["ticket"]
    if not name or len(name) > 64:
        raise Wrong(ticket=f"Give the ticket's number, like this: {say('ticket C-101 INC0012345')}")
    concern.ticket = name
    note_down(work, concern, f"Ticket {concern.ticket}")
    refresh(work, concern)
    return card.told(f"{concern.name} carries {concern.ticket} now")


@feature.act(CONCERN, "more", right="work", opens=True)
def more(work: Work, concern: Concern, given: Given) -> Reply:
    """What is needed more rarely, and the concerns that sound alike."""
    blocks: list[Block] = [
        Buttons(
            (
                card.button("Assign", "assign", concern),
                card.button("Priority", "priority", concern),
                card.button("Note for IT only", "answer", concern, "note"),
                card.button("A way round it", "answer", concern, "workaround"),
            ),
            more=(
                card.button("My last answer: IT only", "only_it", concern),
                card.button("Ticket", "ticket", concern),
                card.button("Duplicate", "link", concern),
                card.button("Not doing", "notdoing", concern),
                card.button("History", "history", concern),
            ),
        ),
    ]
    blocks += [_alike(work, concern, other) for other in similar(work, concern)[:ALIKE]]
    return Message(f"More for {concern.name}", tuple(blocks))


def _alike(work: Work, concern: Concern, other: Alike) -> Row:
    link = Button("Link", act("merge", concern, str(other.number)))
    return Row(("Sounds like ", ways.mine(work, other.number), f": {short(other.text, 60)}"), link)


@feature.due("concern.look")
def look_again(event: Due, work: Work) -> Reply:
    concern = CONCERN.find(work, event.args[0])
    if concern.state == "on_hold":
        waited = line(f"It has waited for {HOLDS[concern.hold_for]} until today.")
        notice = Message(f"Look again at {concern.name}", (waited, _open(concern)))
        tell_it(work, concern, f"look:{concern.entries}", notice)
    return None
