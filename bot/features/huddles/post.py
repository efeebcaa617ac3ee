"""The one post of a huddle, in the order in which seven minutes are spent.

What people write under it in one room is shown under it in the others.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import talk, ways
from bot.features.concerns.states import STATES
from bot.features.huddles import contents, scheduling
from bot.features.huddles.contents import THIRD, Agenda
from bot.features.huddles.parts import TITLES, Entry, Ref, entries
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
from bot.features.speech import date_words, listed, several, short, unit_name, when, who, who_id
from bot.rules.time_left import time_left
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
from storage.nouns import concerns, huddle_schedule, huddles
from storage.nouns.concerns import Concern
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle talk")
MOST = 5  # items a part: seven minutes hold no more
EMPTY = {
    "unsafe": "",
    "over": "nothing carried over",
    "changes": "no changes told",
    "decisions": "no decisions needed",
}
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
    left = f" Times left are those at {at_words(huddle, run.ran_at, run.ran_at)}."
    blocks: list[Block] = [Note((RULE, left)), *_lateness(huddle, run)]
    empty = []
    for part, none in EMPTY.items():
        rows = _part(work, agenda, part)
        blocks += [Heading(TITLES[part]), *rows] if rows else []
        empty += [] if rows else [none]
    blocks += [Heading(", ".join(empty).capitalize())] if empty else []
    blocks += [Heading("5 Who has spoken"), *_spoken(work, agenda)]
    good = few(work, agenda, "good") or [line("Who has one? Add it before you go.")]
    blocks += [Heading(TITLES["good"]), *good]
    if late := few(work, agenda, "late"):
        blocks += [Heading(TITLES["late"]), *late]
    views = (("units", "By unit"), ("questions", "By question"), ("needs", "By need"))
    add = Button("Add something", act("add", huddle, run.wall))
    look = (Button(name, act("view", huddle, run.wall, key)) for key, name in views)
    blocks.append(Buttons((add, *look)))
    return Message(f"{huddle.name} · {wall_words(run.wall)}", tuple(blocks))


def _part(work: Work, agenda: Agenda, part: str) -> list[Block]:
    rows = few(work, agenda, part)
    if part == "unsafe" and not rows:
        return [line(_nothing_unsafe(agenda))]
    if part == "changes" and agenda.huddle.mode == "units" and not contents.it_spoke(agenda):
        rows.append(line("IT has not said yet what changed or will change."))
    return rows


def _nothing_unsafe(agenda: Agenda) -> str:
    """Only what was looked for: a post of an earlier version did not look for all of it, and a fix
    that nobody has checked is no end."""
    at = at_words(agenda.huddle, agenda.run.ran_at, agenda.run.ran_at)
    if agenda.fixed is None:
        return "No safety matter was listed."
    if agenda.fixed:
        waits = several(agenda.fixed, "fix that waits", "fixes that wait")
        return f"At {at} nothing unsafe was left with IT but {waits} for a check, see 2."
    return f"Nothing unsafe is open at {at}."


def few(work: Work, agenda: Agenda, part: str) -> list[Block]:
    """The first of a part; the rest is counted, and a button leads to all of it."""
    found = entries(agenda, part)
    rows = drawn(work, agenda, found[:MOST])
    if not (left := found[MOST:]):
        return rows
    concerns = sum(isinstance(one, Ref) for one in left)
    kinds = {"concern": concerns, "item": len(left) - concerns}
    what = listed([several(n, name, f"{name}s") for name, n in kinds.items() if n])
    more = f"And {len(left)} more: {what}"
    if not agenda.kept:
        return [*rows, line(f"{more}.")]
    return [*rows, Row((more,), Button("All", act("part", agenda.huddle, agenda.run.wall, part)))]


def drawn(work: Work, agenda: Agenda, found: Sequence[Entry]) -> list[Block]:
    """Entries as rows; a concern whose texts are not kept any more is left out."""
    numbers = [one.number for one in found if isinstance(one, Ref)]
    known = {concern.number: concern for concern in concerns.by_number(work.db, numbers)}
    rows: list[Block] = []
    for one in found:
        if not isinstance(one, Ref):
            rows.append(item(work, one))
        elif one.number in known:
            rows.append(concern_row(work, known[one.number], agenda, one.why))
    return rows


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


def concern_row(work: Work, concern: Concern, agenda: Agenda, why: str = "") -> Row:
    """A concern in a huddle: its own owner and its own clock are the item's."""
    times = agenda.counts.get(concern.number, 1)
    head = f" · {concern.priority} · {STATES[concern.state]} · {why}"
    spans: Spans = (
        *_third(times, settled=bool(concern.assignee_id)),
        ways.shared(concern.number),
        head,
        short(concern.text, 60),
    )
    spans += (" · ", *_held(work, concern, agenda.run.ran_at))
    if concern.flagged and concern.open and contents.old(concern, agenda.run.ran_at):
        spans += (" · open for longer than a shift",)
    return Row(spans, Button("Open", Action("concern.show", (str(concern.number),))))


def _held(work: Work, concern: Concern, at: datetime) -> Spans:
    """Who has it, until when and how much time was left at `at`, as far as it is open."""
    if not concern.open or concern.state == "fixed":
        return (who_id(work, concern.fixed_by) if concern.fixed_by else "ended",)
    owner = who_id(work, concern.assignee_id) if concern.assignee_id else "nobody has it yet"
    held_until = concern.look_again if concern.state == "on_hold" else None
    due = held_until if concern.answered_at else concern.due_at
    if due is None:
        return (owner,)
    return f"{owner}, by ", when(work, due), f" ({time_left(due, at)})"


def _third(times: int, *, settled: bool) -> Spans:
    if times < THIRD or settled:
        return ()
    word = "Third" if times == THIRD else f"{times}th"
    return (Bold(f"{word} time, so it needs an owner or a decision now. "),)


def item(work: Work, word: Word) -> Row | Line:
    """One thing that was told, who has it, and the button that moves it on."""
    came = "came later, " if word.late and word.kind == "unsafe" else ""
    spans: Spans = (f"{came}{source_words(work, word)}: ", *_text(word))
    spans = tuple(s for s in (*_third(word.times, settled=not contents.forced(word)), *spans) if s)
    if word.concern:
        spans += (f" · {FATES['concern']}",) if word.state == "concern" else ()
        return Row(spans, Button("Open", Action("concern.show", (str(word.concern),))))
    if not word.state:
        return line(*spans)
    spans += (" · ", *_fate(work, word))
    loose = word.pending and word.owner_id is None
    label = "Owner or decision" if contents.forced(word) else "Move on" if loose else "Open"
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
