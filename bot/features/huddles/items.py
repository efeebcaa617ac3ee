"""Moving an item of a huddle on: an owner and a day, its thread, an end, or a concern."""

from datetime import date, time, timedelta

from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns.creation import Raised, open_concern
from bot.features.concerns.first_questions import receipt
from bot.features.huddles import lookup, post, scheduling
from bot.features.huddles.wording import KINDS, channels, source_words, wall_words, zone_of
from bot.features.speech import date_words, short, who, who_id
from bot.rules.priority import from_sentence
from bot.rules.wall_time import local_day, moment
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    ChoiceField,
    DateField,
    Form,
    Message,
    Option,
    Quote,
    Reply,
    TextField,
    facts,
    line,
    with_errors,
)
from bot.words.events import Channel, Due, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import huddle_entries, people
from storage.nouns.huddle_entries import Word
from storage.nouns.huddles import Huddle
from storage.nouns.people import Person

feature = Feature("huddle items")
MORNING = time(8)
SETTLED = {
    "done": "has an end already",
    "thread": "is talked about in its thread",
    "concern": "is a concern of its own now",
}
HARM = {"unsafe": "could"}
CARE = {"unsafe": "slowed", "slowed": "slowed"}


@feature.press("huddle.item", right="raise")
def show(event: Press, work: Work) -> Reply:
    huddle, word = lookup.word(work, event.action.args)
    return card(work, huddle, word)


def card(work: Work, huddle: Huddle, word: Word) -> Message:
    told = f"{source_words(work, word)}, {date_words(word.day)}"
    owner = who_id(work, word.owner_id) if word.owner_id else "nobody yet"
    known = [("Told by", told), ("In", huddle.name), ("Owner", owner)]
    known += [("By", date_words(word.due_on))] if word.due_on else []
    known += [("Ended with", word.decision)] if word.decision else []
    blocks: list[Block] = [Quote(word.text), facts(*known)]
    if word.state == "open":
        # At the third time it can't go to its thread any more.
        act = post.item_action
        found = [
            Button("I take it", act("mine", word), "primary"),
            Button("Owner and day", act("owner", word)),
            Button("Done or decided", act("done", word)),
            Button("Make it a concern", act("raise", word)),
        ]
        if not post.forced(word):
            found.append(Button("To its thread", act("thread", word)))
        blocks += [*_pressing(word), Buttons(tuple(found))]
    elif word.state in SETTLED:
        blocks.append(line(f"It {SETTLED[word.state]}."))
    return Message(KINDS[word.kind].button if word.kind in KINDS else "Told", tuple(blocks))


def _pressing(word: Word) -> list[Block]:
    if not post.forced(word):
        return []
    told = f"It was in {word.times} huddles and nobody has it: now it needs an owner or a decision."
    return [line(told)]


def _open(work: Work, args: tuple[str, ...]) -> tuple[Huddle, Word]:
    """The item, if there is still something to do about it."""
    huddle, word = lookup.word(work, args)
    if word.state != "open":
        ended = SETTLED.get(word.state, "needs nobody")
        raise Refused(f"That item {ended}. Nothing was changed.")
    return huddle, word


@feature.press("huddle.mine", right="raise")
def mine(event: Press, work: Work) -> Reply:
    """One tap: it is mine until the huddle after this one."""
    huddle, word = _open(work, event.action.args)
    return own(work, huddle, word, work.me, _next_day(work, huddle))


def _next_day(work: Work, huddle: Huddle) -> date:
    coming = scheduling.next_post(work, huddle, work.now)
    tomorrow = local_day(work.now, zone_of(huddle)) + timedelta(days=1)
    return max(tomorrow, coming.wall.date()) if coming else tomorrow


def own(work: Work, huddle: Huddle, word: Word, person: Person, due: date) -> Message:
    word.owner_id, word.due_on = person.id, due
    at = moment(due, MORNING, zone_of(huddle))
    work.later(_key(word), at, "huddle.due", str(word.number), str(word.n))
    _moved(work, huddle, word)
    if person.id != work.me.id:
        given = Message("An item of a huddle is yours", (Quote(short(word.text)), _to(word)))
        work.tell(person, f"{_key(word)}:yours:{person.id}", given)
    return Message(f"{who(person)} has it until {date_words(due)}", (Quote(short(word.text)),))


def _key(word: Word) -> str:
    return f"huddle:{word.number}:item:{word.n}"


def _to(word: Word) -> Buttons:
    return Buttons((Button("Open", post.item_action("item", word)),))


def _moved(work: Work, huddle: Huddle, word: Word) -> None:
    """Show what became of an item in every post that lists it: its own, and the latest."""
    work.db.flush()
    last = scheduling.latest(work, huddle)
    for wall in dict.fromkeys((word.run, last.wall if last else "")):
        if wall:
            post.refresh(work, huddle, wall)


@feature.press("huddle.owner", right="raise", opens=True)
def ask_owner(event: Press, work: Work) -> Reply:
    return owner_form(work, *_open(work, event.action.args))


def owner_form(work: Work, huddle: Huddle, word: Word) -> Form:
    staff = [p for p in people.everyone(work.db) if p.side and not p.guest]
    names = tuple(Option(str(p.id), who(p)) for p in staff)
    fields = (
        ChoiceField("person", "Who has it?", names, str(word.owner_id or "")),
        DateField("due", "Until when?", word.due_on or _next_day(work, huddle)),
    )
    intro = (Quote(short(word.text)),)
    return Form("Owner and day", post.item_action("owner", word), fields, "Save", intro)


@feature.submit(
    "huddle.owner", right="raise", form=lambda args, work: owner_form(work, *_open(work, args))
)
def set_owner(event: Submit, work: Work) -> Reply:
    huddle, word = _open(work, event.action.args)
    chosen = event.values.get("person", "")
    person = people.get(work.db, int(chosen)) if is_number(chosen) else None
    due = _day(event.values.get("due", ""))
    errors = {}
    if person is None or person.gone:
        errors["person"] = "Choose someone who still works here."
    if due is None or due < local_day(work.now, zone_of(huddle)):
        errors["due"] = "Choose today or a day to come."
    if person is None or due is None or errors:
        return with_errors(owner_form(work, huddle, word), dict(event.values), errors)
    return own(work, huddle, word, person, due)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@feature.press("huddle.done", right="raise", opens=True)
def ask_end(event: Press, work: Work) -> Reply:
    return done_form(_open(work, event.action.args)[1])


def done_form(word: Word) -> Form:
    """What was done or decided is read by those who were not there."""
    field = TextField("decision", "What was done or decided?", multiline=True, limit=300)
    return Form(
        "Done or decided", post.item_action("done", word), (field,), "Save", (Quote(word.text),)
    )


@feature.submit(
    "huddle.done", right="raise", form=lambda args, work: done_form(_open(work, args)[1])
)
def end(event: Submit, work: Work) -> Reply:
    huddle, word = _open(work, event.action.args)
    decision = event.values.get("decision", "").strip()
    if len(decision.split()) < 2:
        wrong = {"decision": "Say it in a few words: it is read by those who were not there."}
        return with_errors(done_form(word), dict(event.values), wrong)
    word.state, word.decision = "done", decision[:300]
    _settled(work, huddle, word)
    return Message("It has an end", (Quote(short(word.decision)),))


def _settled(work: Work, huddle: Huddle, word: Word) -> None:
    work.forget(_key(word))
    _moved(work, huddle, word)


@feature.press("huddle.thread", right="raise")
def to_thread(event: Press, work: Work) -> Reply:
    """It leaves the huddle and is talked about under the post."""
    huddle, word = _open(work, event.action.args)
    if post.forced(word):
        raise Refused("It has come three times: name an owner, or say what was decided.")
    if not word.run:
        raise Refused("The huddle has not met yet. Once it is posted, its threads are there.")
    word.state = "thread"
    parent = f"{huddle.key}:{scheduling.POST}:{word.run}"
    told = Message(f"{source_words(work, word)}: talk about it here", (Quote(word.text),))
    work.show(f"{parent}:thread:{word.n}", told, *channels(huddle), parent=parent)
    _settled(work, huddle, word)
    return Message("It is in its thread", (line(f"Under the post of {wall_words(word.run)}."),))


@feature.press("huddle.raise", right="raise")
def make_concern(event: Press, work: Work) -> Reply:
    """One tap: the blocker is a concern, with its own clock and its own thread."""
    huddle, word = _open(work, event.action.args)
    guessed = from_sentence(word.text)
    answers = {"kind": guessed.kind, "reach": "unit"}
    answers["care"] = CARE.get(word.kind, guessed.care)
    answers["harm"] = HARM.get(word.kind, "no")
    if word.unit in work.hospital.units:
        answers["unit"] = word.unit
    channel: Channel = event.channel
    concern = open_concern(work, Raised(word.text, answers, channel, work.moment(event.at)))
    word.state, word.concern = "concern", concern.number
    _settled(work, huddle, word)
    return receipt(work, concern)


@feature.due("huddle.due")
def due(event: Due, work: Work) -> None:
    """On its day the owner is told, once, on shift."""
    number, n = event.args
    word = huddle_entries.get(work.db, int(number), int(n))
    owner = people.get(work.db, word.owner_id or 0) if word else None
    if word is None or word.state != "open" or owner is None or owner.gone:
        return
    told = (Quote(short(word.text)), line("You took it on in a huddle until today."), _to(word))
    key = f"{_key(word)}:due:{word.due_on}"
    work.tell(owner, key, Message("Today is the day of your item", told))
