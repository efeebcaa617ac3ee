"""IT at work on a concern: take, assign, hold, ticket, and what else there is to do."""

from datetime import UTC, date, datetime, time

from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import card, escalation, forms, lookup, states
from bot.features.concerns.card import act
from bot.features.concerns.history import note_down
from bot.features.concerns.similar import Alike, similar
from bot.features.concerns.thread import refresh, tell_it, tell_ward
from bot.features.concerns.wording import HOLDS, short, when, who
from bot.rules.parse_when import read_date
from bot.words.cards import Block, Button, Buttons, Message, Option, Quote, Reply, Row, line
from bot.words.events import Command, Due, Press, Submit
from bot.words.refusal import Refused
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
)
MORNING = time(8)


@feature.press("concern.take", act="work")
def take(event: Press, work: Work) -> Reply:
    return _assign(work, lookup.concern(work, event.action.args[0]), work.me)


@feature.command("take", act="work")
def take_by_words(event: Command, work: Work) -> Reply:
    number, _ = lookup.split(event.rest, "take C-101")
    return _assign(work, lookup.concern(work, number), work.me)


@feature.press("concern.assign", act="work", opens=True)
def ask_whom(event: Press, work: Work) -> Reply:
    staff = [p for p in people.everyone(work.db) if p.side in {"it", "both"}]
    names = tuple(Option(str(p.id), who(p)) for p in staff)
    return forms.assign_form(lookup.concern(work, event.action.args[0]), names)


@feature.submit("concern.assign", act="work")
def assign(event: Submit, work: Work) -> Reply:
    chosen = event.values.get("person", "")
    person = people.get(work.db, int(chosen)) if is_number(chosen) else None
    if person is None:
        raise Refused("Choose who should take it.")
    return _assign(work, lookup.concern(work, event.action.args[0]), person)


@feature.command("assign", act="work")
def assign_by_words(event: Command, work: Work) -> Reply:
    number, name = lookup.split(event.rest, "assign C-101 Kim Lee")
    return _assign(work, lookup.concern(work, number), lookup.person(work, name))


def _assign(work: Work, concern: Concern, person: Person) -> Reply:
    """Taking is no answer: the clock runs on until somebody writes (R5)."""
    states.need(concern, WITH_IT, "take")
    if concern.assignee_id == person.id:
        return card.told(f"{concern.name} is with {who(person)} already")
    if person.side not in {"it", "both"}:
        raise Refused(f"{person.name} is not on the IT side, so can't take a concern.")
    concern.assignee_id = person.id
    states.to(concern, "in_progress", frm=("acknowledged", "reopened"))
    entry = note_down(work, concern, f"With {who(person)}")
    refresh(work, concern)
    if person.id != work.me.id:
        handed = Message(f"{concern.name} is yours", (Quote(short(concern.text)), _open(concern)))
        work.tell(person, f"{concern.key}:yours:{entry.n}", handed, urgent=concern.urgent)
        return card.told(f"{concern.name} is with {who(person)} now")
    return _reminder(concern)


def _reminder(concern: Concern) -> Reply:
    if concern.answered_at is not None:
        return None
    ask = line("The ward's clock stops when you write to them, in the thread or with Answer.")
    return card.told(f"{concern.name} is yours", ask)


def _open(concern: Concern) -> Buttons:
    return Buttons((Button("Open", act("show", concern)),))


@feature.press("concern.hold", act="work", opens=True)
def ask_why_hold(event: Press, work: Work) -> Reply:
    concern = lookup.concern(work, event.action.args[0])
    states.need(concern, WITH_IT, "hold")
    if concern.state == "on_hold":
        states.resume(work, concern)
        note_down(work, concern, "Off hold")
        escalation.start(work, concern)
        refresh(work, concern)
        return None
    return forms.hold_form(concern)


@feature.submit(
    "concern.hold",
    act="work",
    form=lambda args, work: forms.hold_form(lookup.concern(work, args[0])),
)
def hold(event: Submit, work: Work) -> Reply:
    concern = lookup.concern(work, event.action.args[0])
    look = _morning(work, event.values.get("look", ""))
    return _hold(
        work, concern, event.values.get("for", ""), event.values.get("note", "").strip(), look
    )


@feature.command("hold", act="work")
def hold_by_words(event: Command, work: Work) -> Reply:
    number, rest = lookup.split(event.rest, "hold C-101 vendor until friday")
    reason, _, until = rest.partition(" ")
    said, _, moment = until.partition("until ") if "until " in until else ("", "", until)
    look = _moment(work, moment.strip())
    return _hold(work, lookup.concern(work, number), reason.lower(), said.strip(), look)


def _morning(work: Work, day: str) -> datetime:
    try:
        return _at_eight(work, date.fromisoformat(day))
    except ValueError:
        raise Refused("Give the day on which you will look again.") from None


def _moment(work: Work, words: str) -> datetime:
    found = read_date(words, work.hospital.zone, work.now)
    if found is None:
        raise Refused("Say until when, like this: hold C-101 vendor until friday")
    return found if isinstance(found, datetime) else _at_eight(work, found)


def _at_eight(work: Work, day: date) -> datetime:
    return datetime.combine(day, MORNING, work.hospital.zone).astimezone(UTC)


def _hold(work: Work, concern: Concern, reason: str, note: str, look: datetime) -> Reply:
    """On hold needs a reason the ward can read and a day to look again."""
    states.need(concern, WITH_IT, "hold")
    if reason not in HOLDS:
        raise Refused(f"It can wait for: {', '.join(HOLDS)}.")
    if look <= work.now:
        raise Refused("That day is past. Give one that is still to come.")
    states.pause(work, concern, reason)
    concern.hold_note, concern.look_again = note, look
    work.later(f"{concern.key}:look", look, "concern.look", str(concern.number))
    entry = note_down(work, concern, f"On hold for {HOLDS[reason]}. {note}".strip())
    escalation.start(work, concern)
    refresh(work, concern)
    blocks: list[Block] = [line("Waiting for ", HOLDS[reason], ", look again ", when(work, look))]
    if note:
        blocks.append(Quote(note))
    if reason == "reporter":
        blocks.append(line("IT needs a word from you: write in this thread."))
    tell_ward(
        work, concern, f"hold:{entry.n}", Message(f"{concern.name} is on hold", tuple(blocks))
    )
    return None


@feature.press("concern.ticket", act="work", opens=True)
def ask_ticket(event: Press, work: Work) -> Reply:
    return forms.ticket_form(lookup.concern(work, event.action.args[0]))


@feature.submit(
    "concern.ticket",
    act="work",
    form=lambda args, work: forms.ticket_form(lookup.concern(work, args[0])),
)
def ticket(event: Submit, work: Work) -> Reply:
    concern = lookup.concern(work, event.action.args[0])
    return _ticket(work, concern, event.values.get("ticket", ""))


@feature.command("ticket", act="work")
def ticket_by_words(event: Command, work: Work) -> Reply:
    number, name = lookup.split(event.rest, "ticket C-101 INC0012345")
    return _ticket(work, lookup.concern(work, number), name)


def _ticket(work: Work, concern: Concern, name: str) -> Reply:
    if not name.strip() or len(name) > 64:
        raise Refused("Give the ticket's number, like this: ticket C-101 INC0012345")
    concern.ticket = name.strip()
    note_down(work, concern, f"Ticket {concern.ticket}")
    refresh(work, concern)
    return card.told(f"{concern.name} carries {concern.ticket} now")


@feature.press("concern.more", act="work", opens=True)
def more(event: Press, work: Work) -> Reply:
    """What is needed more rarely, and the concerns that sound alike."""
    concern = lookup.concern(work, event.action.args[0])
    blocks: list[Block] = [
        Buttons(
            (
                card.button("Assign", "assign", concern),
                card.button("Priority", "priority", concern),
                card.button("Ticket", "ticket", concern),
                card.button("Duplicate", "link", concern),
            )
        ),
        Buttons(
            (
                card.button("A way round it", "answer", concern, "workaround"),
                card.button("Note for IT only", "answer", concern, "note"),
                card.button("Not doing", "notdoing", concern),
                card.button("History", "history", concern),
            )
        ),
    ]
    alike = similar(work, concern)
    blocks += [_alike(concern, other) for other in alike]
    return Message(f"More for {concern.name}", tuple(blocks))


def _alike(concern: Concern, other: Alike) -> Row:
    link = Button("Link", act("merge", concern, str(other.number)))
    return Row((f"Sounds like {other.name}: {short(other.text, 60)}",), link)


@feature.due("concern.look")
def look_again(event: Due, work: Work) -> Reply:
    concern = lookup.concern(work, event.args[0])
    if concern.state == "on_hold":
        waited = line(f"It has waited for {HOLDS[concern.hold_for]} until today.")
        said = Message(f"Look again at {concern.name}", (waited, _open(concern)))
        tell_it(work, concern, f"look:{concern.entries}", said)
    return None
