"""The one post of a huddle, in the order in which seven minutes are spent.

What people write under it in one room is shown under it in the others.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import talk
from bot.features.concerns.states import STATES
from bot.features.huddles import contents, scheduling
from bot.features.huddles.contents import THIRD, Agenda
from bot.features.huddles.wording import (
    IT,
    NOTHING,
    act,
    at_words,
    channels,
    item_act,
    source_words,
    wall_words,
)
from bot.features.speech import date_words, short, unit_name, when, who, who_id
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Heading,
    Line,
    Message,
    Note,
    Reply,
    Row,
    Span,
    Spans,
    dump,
    line,
)
from bot.words.events import Action, Said
from storage.nouns import huddle_schedule, huddles
from storage.nouns.concerns import Concern
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle talk")
MOST = 5  # items a part: seven minutes hold no more
FIRST_LOOK, FOLLOWED = timedelta(minutes=1), timedelta(hours=8)
LATE = timedelta(minutes=2)
FATES = {"thread": "in its thread", "concern": "now a concern"}
RULE = (
    "Seven minutes: each item gets an owner and a day, or goes to its thread. Solving comes after."
)


def publish(work: Work, huddle: Huddle, run: Run) -> None:
    """Post a huddle in all its rooms, and set its clocks for what comes."""
    show(work, contents.first(work, huddle, run))
    scheduling.arm(work, huddle)
    args = (str(run.number), run.slot, run.wall)
    work.later(f"{run.key}:fresh", work.now + FIRST_LOOK, "huddle.fresh", *args)


def freshen(work: Work, huddle: Huddle, run: Run) -> datetime | None:
    """Follow the concerns of a post, often while people meet and seldom later. When to look again;
    None in the end."""
    refresh(work, huddle, run.wall)
    since = work.now - run.ran_at
    return work.now + max(FIRST_LOOK, since / 2) if since < FOLLOWED else None


def refresh(work: Work, huddle: Huddle, wall: str) -> Run | None:
    """Bring a post up to date after something in it changed; the post's occurrence."""
    run = huddle_schedule.run(work.db, huddle.number, scheduling.POST, wall)
    if run is not None and run.body:
        show(work, contents.again(work, huddle, run))
    return run


def show(work: Work, agenda: Agenda) -> None:
    message = post(work, agenda)
    agenda.run.body = json.dumps(dump(message))
    work.show(agenda.run.key, message, *channels(agenda.huddle))


def post(work: Work, agenda: Agenda) -> Message:
    huddle, run = agenda.huddle, agenda.run
    blocks: list[Block] = [Note((RULE,)), *_lateness(huddle, run)]
    unsafe = _concerns(work, agenda, "unsafe") + _items(work, agenda.told("unsafe"))
    unsafe += _items(work, agenda.told("unsafe", late=True))
    good = _items(work, agenda.told("good"))
    for title, part in (
        ("1 Safety first", _few(unsafe, "Nothing unsafe is open.")),
        ("2 Carried over", _over(work, agenda)),
        ("3 Changed, and changing in the next 24 hours", _changes(work, agenda)),
        ("4 Decisions needed", _decisions(work, agenda)),
        ("5 Who has spoken", _spoken(work, agenda)),
        ("6 One good thing", _few(good, "Who has one? Add it before you go.")),
    ):
        blocks += [Heading(title), *part]
    if late := [w for w in agenda.words if w.late and w.kind != "unsafe"]:
        blocks += [Heading("Came later"), *_items(work, late)]
    views = (("units", "By unit"), ("questions", "By question"), ("needs", "By need"))
    add = Button("Add something", act("add", huddle, run.wall))
    look = (Button(name, act("view", huddle, run.wall, key)) for key, name in views)
    blocks.append(Buttons((add, *look)))
    return Message(f"{huddle.name} · {wall_words(run.wall)}", tuple(blocks))


def _lateness(huddle: Huddle, run: Run) -> list[Block]:
    """Said once, where Corridor was not running at the hour."""
    if run.ran_at - run.due_at <= LATE:
        return []
    due = at_words(huddle, run.due_at, run.ran_at)
    came = at_words(huddle, run.ran_at, run.ran_at)
    told = f"This was due at {due}. Corridor was not running then, so it comes at {came}."
    if run.missed:
        several = "One before it was" if run.missed == 1 else f"{run.missed} before it were"
        told += f" {several} missed too; what was told for them is here."
    return [line(Bold(told))]


def _over(work: Work, agenda: Agenda) -> list[Block]:
    """What forces an owner or a decision stands first."""
    words = sorted(agenda.carried, key=lambda w: (not forced(w), w.n))
    rows = _items(work, words) + _concerns(work, agenda, "again", "coming back, ")
    rows += _concerns(work, agenda, "check", "waiting for the ward's check, ")
    return _few(rows, "Nothing is left over.")


def _changes(work: Work, agenda: Agenda) -> list[Block]:
    rows = _items(work, agenda.told("changed", "changing")) + _concerns(work, agenda, "ended")
    if agenda.huddle.mode == "units" and not contents.it_spoke(agenda):
        rows.append(line("IT has not said yet what changed or will change."))
    return _few(rows, "Nobody has said that anything changes.")


def _decisions(work: Work, agenda: Agenda) -> list[Block]:
    kinds = ("decide", "waiting", "need", "slowed", "workaround")
    asked = _items(work, [w for kind in kinds for w in agenda.told(kind)])
    return _few(_concerns(work, agenda, "undecided") + asked, "No decision is asked for.")


def _spoken(work: Work, agenda: Agenda) -> list[Block]:
    """Units, never people (R12); in person mode a count and who is away by their own word."""
    if agenda.huddle.mode == "persons":
        huddle, run = agenda.huddle, agenda.run
        spoke = {w.person_id for w in agenda.words}
        day = date.fromisoformat(run.wall[:10])
        away = [n for n in huddle.members if huddles.away(work.db, n, day)]
        asked = len([n for n in huddle.members if n not in away])
        told = line(f"{len(spoke)} of {asked} have answered.")
        names = ", ".join(_away(work, n) for n in away)
        return [told, *([line(f"Away: {names}")] if names else [])]
    lines = []
    for title, units in (("No word yet", agenda.silent), ("Nothing to report", agenda.quiet)):
        if units:
            lines.append(line(f"{title}: {', '.join(unit_name(work.hospital, u) for u in units)}"))
    return [*lines] or [line("Every unit has spoken.")]


def _away(work: Work, person_id: int) -> str:
    absence = work.db.get(huddles.Absence, (work.hid, person_id))
    until = f" until {date_words(absence.last)}" if absence else ""
    return f"{who_id(work, person_id)}{until}"


def _few(rows: Sequence[Block], none: str) -> list[Block]:
    if not rows:
        return [line(none)]
    more = len(rows) - MOST
    return [*rows[:MOST], *([line(f"And {more} more: see By unit.")] if more > 0 else [])]


def _concerns(work: Work, agenda: Agenda, part: str, why: str = "") -> list[Block]:
    return [concern_row(work, concern, agenda, why) for concern in agenda.parts.get(part, [])]


def concern_row(work: Work, concern: Concern, agenda: Agenda, why: str = "") -> Row:
    """A concern in a huddle: its own owner and its own clock are the item's."""
    times = agenda.counts.get(concern.number, 1)
    head = f"{concern.name} · {concern.priority} · {STATES[concern.state]} · {why}"
    spans: Spans = (
        *_third(times, settled=bool(concern.assignee_id)),
        head,
        short(concern.text, 60),
    )
    spans += (" · ", *_held(work, concern))
    if concern.flagged and concern.open and contents.old(concern, agenda.run.ran_at):
        spans += (" · open for longer than a shift",)
    return Row(spans, Button("Open", Action("concern.show", (str(concern.number),))))


def _held(work: Work, concern: Concern) -> Spans:
    """Who has it and until when, as far as it is open."""
    if not concern.open or concern.state == "fixed":
        return (who_id(work, concern.fixed_by) if concern.fixed_by else "ended",)
    owner = who_id(work, concern.assignee_id) if concern.assignee_id else "nobody has it yet"
    due = concern.look_again or (None if concern.answered_at else concern.due_at)
    return (owner,) if due is None else (f"{owner}, by ", when(work, due))


def _third(times: int, *, settled: bool) -> Spans:
    if times < THIRD or settled:
        return ()
    word = "Third" if times == THIRD else f"{times}th"
    return (Bold(f"{word} time, so it needs an owner or a decision now. "),)


def forced(word: Word) -> bool:
    """Listed three times without an owner: only an owner or a decision moves it on."""
    return word.state == "open" and word.times >= THIRD and word.owner_id is None


def _items(work: Work, words: Iterable[Word]) -> list[Block]:
    return [item(work, word) for word in words if word.kind != NOTHING or word.late]


def item(work: Work, word: Word) -> Row | Line:
    """One thing that was told, who has it, and the button that moves it on."""
    came = "came later, " if word.late and word.kind == "unsafe" else ""
    spans: Spans = (f"{came}{source_words(work, word)}: ", *_text(word))
    spans = tuple(s for s in (*_third(word.times, settled=not forced(word)), *spans) if s)
    if word.concern:
        spans += (f" · {FATES['concern']}",) if word.state == "concern" else ()
        return Row(spans, Button("Open", Action("concern.show", (str(word.concern),))))
    if not word.state:
        return line(*spans)
    spans += (" · ", *_fate(work, word))
    loose = word.state == "open" and word.owner_id is None
    label = "Owner or decision" if forced(word) else "Move on" if loose else "Open"
    return Row(spans, Button(label, item_act("item", word)))


def _text(word: Word) -> tuple[Span, ...]:
    if word.kind == NOTHING:
        return ("nothing to report",)
    lead = {"changing": "will change: ", "waiting": "waits for the ward: "}.get(word.kind, "")
    concern = f"C-{word.concern} " if word.concern else ""
    return (f"{lead if word.unit == IT else ''}{concern}{short(word.text, 90)}",)


def _fate(work: Work, word: Word) -> Spans:
    if word.state == "done":
        return (f"done: {short(word.decision, 60)}" if word.decision else "done",)
    if word.state in FATES:
        return (FATES[word.state],)
    if word.owner_id is None:
        return ("nobody has it yet",)
    due = f" by {date_words(word.due_on)}" if word.due_on else ""
    return (f"{who_id(work, word.owner_id)}{due}",)


@feature.said("huddle")
def said(event: Said, work: Work) -> Reply:
    """Only under the post: what is written under the question to a unit stays on the unit."""
    if f":{scheduling.POST}:" not in work.about:
        return None
    place = (event.channel.platform, event.channel.workspace, event.channel.id, event.ref)
    key = f"{work.about}:said:{sha256(repr(place).encode()).hexdigest()[:16]}"
    return talk.mirror(work, event, key, who(work.me), work.places(work.about))
