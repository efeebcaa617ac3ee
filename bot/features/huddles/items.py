"""Moving an item of a huddle on: an owner and a day, its thread, an end, or a concern."""

from datetime import date, time, timedelta

from bot.core.acts import Given, Wrong
from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns.creation import Raised, open_concern
from bot.features.concerns.first_questions import receipt
from bot.features.huddles import contents, post, scheduling
from bot.features.huddles.lookup import ITEM, Item
from bot.features.huddles.wording import (
    KINDS,
    channels,
    item_act,
    source_words,
    wall_words,
    zone_of,
)
from bot.features.speech import date_words, short, who, who_id
from bot.rules.priority import from_sentence
from bot.rules.wall_time import local_day, moment
from bot.words.cards import Block, Button, Buttons, Form, Message, Quote, Reply, facts, line
from bot.words.events import Due
from bot.words.fields import ChoiceField, DateField, Option, TextField
from bot.words.refusal import Refused
from storage.nouns import huddle_entries, people
from storage.nouns.huddle_entries import Word
from storage.nouns.people import Person

feature = Feature("huddle items", lasts=True)
MORNING = time(8)
MOST_OFFERED = 300  # people in one list
SETTLED = {
    "done": "has an end already",
    "thread": "is talked about in its thread",
    "concern": "is a concern of its own now",
}
HARM = {"unsafe": "could"}
CARE = {"unsafe": "slowed", "slowed": "slowed"}


@feature.act(ITEM, "item")
def show(work: Work, item: Item, given: Given) -> Reply:
    """An item as it is now, with what can be done about it."""
    word = item.word
    told = f"{source_words(work, word)}, {date_words(word.day)}"
    owner = who_id(work, word.owner_id) if word.owner_id else "nobody yet"
    known = [("Told by", told), ("In", item.huddle.name), ("Owner", owner)]
    known += [("By", date_words(word.due_on))] if word.due_on else []
    known += [("Ended with", word.decision)] if word.decision else []
    blocks: list[Block] = [Quote(word.text), facts(*known)]
    if word.pending:
        blocks += _ways_on(word)
    elif word.state in SETTLED:
        blocks.append(line(f"It {SETTLED[word.state]}."))
    return Message(KINDS[word.kind].button if word.kind in KINDS else "Told", tuple(blocks))


def _ways_on(word: Word) -> list[Block]:
    """At the third time it can't go to its thread any more."""
    buttons = (
        Button("I take it", item_act("mine", word), "primary"),
        Button("Owner and day", item_act("owner", word)),
        Button("Done or decided", item_act("done", word)),
        Button("Make it a concern", item_act("raise", word)),
    )
    if word.state == "thread":
        return [
            line("It is talked about in its thread, and open until somebody ends it."),
            Buttons(buttons),
        ]
    if not contents.forced(word):
        return [Buttons((*buttons, Button("To its thread", item_act("thread", word))))]
    told = f"It was in {word.times} huddles and nobody has it: now it needs an owner or a decision."
    return [line(told), Buttons(buttons)]


def _need_open(work: Work, item: Item) -> None:
    """Refuses where there is nothing to do about an item any more."""
    if not item.word.pending:
        ended = SETTLED.get(item.word.state, "needs nobody")
        raise Refused(f"That item {ended}. Nothing was changed.")


@feature.act(ITEM, "mine", before=_need_open)
def mine(work: Work, item: Item, given: Given) -> Reply:
    """One tap: it is mine until the huddle after this one."""
    return _own(work, item, work.me, _next_day(work, item))


def _next_day(work: Work, item: Item) -> date:
    coming = scheduling.next_post(work, item.huddle, work.now)
    tomorrow = local_day(work.now, zone_of(item.huddle)) + timedelta(days=1)
    return max(tomorrow, coming.wall.date()) if coming else tomorrow


def _own(work: Work, item: Item, person: Person, due: date) -> Message:
    word = item.word
    word.state, word.owner_id, word.due_on = "open", person.id, due
    at = moment(due, MORNING, zone_of(item.huddle))
    work.later(_key(word), at, "huddle.due", str(word.number), str(word.n))
    _moved(work, item)
    quoted = Quote(short(word.text))
    if person.id != work.me.id:
        given = Message("An item of a huddle is yours", (quoted, _open(word)))
        work.tell(person, f"{_key(word)}:yours:{person.id}", given)
    return Message(f"{who(person)} has it until {date_words(due)}", (quoted,))


def _key(word: Word) -> str:
    return f"huddle:{word.number}:item:{word.n}"


def _open(word: Word) -> Buttons:
    return Buttons((Button("Open", item_act("item", word)),))


def _moved(work: Work, item: Item) -> None:
    """Show what became of an item in every post that lists it: its own, and the latest."""
    work.db.flush()
    last = scheduling.latest(work, item.huddle)
    for wall in dict.fromkeys((item.word.run, last.wall if last else "")):
        if wall:
            post.refresh(work, item.huddle, wall)


def _owner_form(work: Work, item: Item, args: tuple[str, ...]) -> Form:
    word = item.word
    names = tuple(Option(str(p.id), who(p)) for p in _could_have_it(work, item))
    fields = (
        ChoiceField("person", "Who has it?", names, str(word.owner_id or "")),
        DateField("due", "Until when?", word.due_on or _next_day(work, item)),
    )
    intro = (Quote(short(word.text)),)
    return Form("Owner and day", item_act("owner", word), fields, "Save", intro)


def _could_have_it(work: Work, item: Item) -> list[Person]:
    """Everybody, in a small hospital; else whom the huddle asks, the item's own unit and IT."""
    if not people.more_than(work.db, MOST_OFFERED):
        staff = people.on_sides(work.db, ("clinical", "it", "both"))
    else:
        asked = people.among(work.db, item.huddle.members)
        unit = people.in_units(work.db, filter(None, (item.word.unit,)))
        it = people.on_sides(work.db, ("it", "both"))
        staff = sorted({*asked, *unit, *it}, key=lambda person: (person.name, person.id))
    return [person for person in staff if person.side and not person.guest]


@feature.act(ITEM, "owner", form=_owner_form, before=_need_open)
def set_owner(work: Work, item: Item, given: Given) -> Reply:
    chosen = given["person"]
    person = people.get(work.db, int(chosen)) if is_number(chosen) else None
    try:
        due = date.fromisoformat(given["due"])
    except ValueError:
        due = date.min
    wrong = {}
    if person is None or person.gone:
        wrong["person"] = "Choose someone who still works here."
    if due < local_day(work.now, zone_of(item.huddle)):
        wrong["due"] = "Choose today or a day to come."
    if person is None or wrong:
        raise Wrong(**wrong)
    return _own(work, item, person, due)


def _done_form(work: Work, item: Item, args: tuple[str, ...]) -> Form:
    field = TextField("decision", "What was done or decided?", multiline=True, limit=300)
    action, intro = item_act("done", item.word), (Quote(item.word.text),)
    return Form("Done or decided", action, (field,), "Save", intro)


@feature.act(ITEM, "done", form=_done_form, before=_need_open)
def end(work: Work, item: Item, given: Given) -> Reply:
    """What was done or decided is read by those who were not there."""
    decision = given["decision"]
    if len(decision.split()) < 2:
        few = "Say it in a few words: it is read by those who were not there."
        raise Wrong(decision=few)
    item.word.state, item.word.decision = "done", decision[:300]
    _settled(work, item)
    return Message("It has an end", (Quote(short(item.word.decision)),))


def _settled(work: Work, item: Item) -> None:
    work.forget(_key(item.word))
    _moved(work, item)


@feature.act(ITEM, "thread", before=_need_open)
def to_thread(work: Work, item: Item, given: Given) -> Reply:
    """It leaves the huddle and is talked about under the post."""
    huddle, word = item
    if contents.forced(word):
        raise Refused("It has come three times: name an owner, or say what was decided.")
    if word.state == "thread":
        raise Refused("It is in its thread already. Name an owner, or say what was decided.")
    if not word.run:
        raise Refused("The huddle has not met yet. Once it is posted, its threads are there.")
    word.state = "thread"
    parent = f"{huddle.key}:{scheduling.POST}:{word.run}"
    told = Message(f"{source_words(work, word)}: talk about it here", (Quote(word.text),))
    work.show(f"{parent}:thread:{word.n}", told, *channels(huddle), parent=parent)
    _settled(work, item)
    return Message("It is in its thread", (line(f"Under the post of {wall_words(word.run)}."),))


@feature.act(ITEM, "raise", before=_need_open)
def make_concern(work: Work, item: Item, given: Given) -> Reply:
    """One tap: the blocker is a concern, with its own clock and its own thread."""
    word, event = item.word, given.event
    guessed = from_sentence(word.text)
    answers = {"kind": guessed.kind, "reach": "unit"}
    answers["care"] = CARE.get(word.kind, guessed.care)
    answers["harm"] = HARM.get(word.kind, "no")
    if word.unit in work.hospital.units:
        answers["unit"] = word.unit
    raised = Raised(word.text, answers, event.channel, work.moment(event.at))
    concern = open_concern(work, raised)
    word.state, word.concern = "concern", concern.number
    _settled(work, item)
    return receipt(work, concern)


@feature.due("huddle.due")
def due(event: Due, work: Work) -> None:
    """On its day the owner is told, once, on shift."""
    number, n = event.args
    word = huddle_entries.get(work.db, int(number), int(n))
    owner = people.get(work.db, word.owner_id or 0) if word else None
    if word is None or word.state != "open" or owner is None or owner.gone:
        return
    told = (Quote(short(word.text)), line("You took it on in a huddle until today."), _open(word))
    key = f"{_key(word)}:due:{word.due_on}"
    work.tell(owner, key, Message("Today is the day of your item", told))
