"""A huddle read another way, privately: by unit, by question, by need; and any past day's."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.core.acts import Given
from bot.core.nouns import Part
from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.huddles import contents, lookup, post, scheduling
from bot.features.huddles.contents import Agenda
from bot.features.huddles.parts import CHECK, TITLES, Entry, Ref, entries
from bot.features.huddles.wording import (
    IT,
    KINDS,
    NOTHING,
    act,
    question,
    source_words,
    wall_words,
    zone_of,
)
from bot.features.lists import listing
from bot.features.nouns import HUDDLE
from bot.features.speech import unit_name
from bot.rules.wall_time import local_day
from bot.words.cards import Block, Button, Buttons, Heading, Message, Note, Reply, line, load
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import huddle_schedule
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle views")
MOST = 12
NONE = "Nothing just now."
FOR_IT = ("unsafe", "slowed", "need", "workaround")
FOR_WARD = ("waiting",)
GONE = f"That huddle is not kept any more. Type {say('huddles')} to see the others."
LAYOUTS = {"units": "by unit", "questions": "by question", "needs": "by need from the other side"}


class Posted(NamedTuple):
    """A huddle, and one occurrence of it that was posted."""

    huddle: Huddle
    run: Run


def _posted(work: Work, args: tuple[str, ...]) -> Posted:
    huddle = HUDDLE.find(work, args[0])
    run = huddle_schedule.run(work.db, huddle.number, scheduling.POST, args[1])
    if run is None or not run.body:
        raise Refused(GONE)
    return Posted(huddle, run)


POSTED = Part("huddle", 2, _posted)


@feature.act(POSTED, "view", opens=True)
def view(work: Work, posted: Posted, given: Given) -> Reply:
    """A post in another layout, with its items as they are now."""
    makers: Mapping[str, Callable[[Work, Agenda], Iterable[Block]]] = {
        "units": _by_unit,
        "questions": _by_question,
        "needs": _by_need,
    }
    layout = given.args[0]
    if layout not in makers:
        raise Refused(GONE)
    agenda = contents.again(work, *posted)
    blocks = list(makers[layout](work, agenda)) or [line("Nothing was told.")]
    title = f"{agenda.huddle.name}, {wall_words(agenda.run.wall)}, {LAYOUTS[layout]}"
    return Message(title, tuple(blocks))


def _by_unit(work: Work, agenda: Agenda) -> Iterable[Block]:
    """Units in their order, IT, then people; units without a word are named as such."""
    groups: dict[str, list[Word]] = {unit: [] for unit in agenda.huddle.units}
    for word in sorted(agenda.words, key=lambda w: w.unit == IT):
        groups.setdefault(source_words(work, word) if not word.unit else word.unit, []).append(word)
    for name, words in groups.items():
        yield Heading("IT" if name == IT else unit_name(work.hospital, name))
        yield from _items(work, words) or [line("No word yet.")]


def _by_question(work: Work, agenda: Agenda) -> Iterable[Block]:
    for kind in KINDS:
        words = [w for w in agenda.words if w.kind == kind]
        if words:
            yield Heading(question(agenda.huddle, kind) or KINDS[kind].question)
            yield from _items(work, words)
    if quiet := [source_words(work, w) for w in agenda.words if w.kind == NOTHING]:
        yield Heading("Nothing to report")
        yield line(", ".join(quiet))


def _by_need(work: Work, agenda: Agenda) -> Iterable[Block]:
    """What each side needs from the other; concerns wait for IT, checks for the ward."""
    yield Heading("The ward needs from IT")
    unsafe = [one for one in entries(agenda, "unsafe") if isinstance(one, Ref)]
    checks = [one for one in entries(agenda, "over") if isinstance(one, Ref) and one.why == CHECK]
    words = [w for w in agenda.words if w.kind in FOR_IT or _decides(w, "clinical")]
    yield from _some(work, agenda, [*unsafe, *agenda.items, *words]) or [line(NONE)]
    yield Heading("IT needs from the ward")
    words = [w for w in agenda.words if w.kind in FOR_WARD or _decides(w, IT)]
    yield from _some(work, agenda, [*words, *checks]) or [line(NONE)]


def _some(work: Work, agenda: Agenda, found: Sequence[Entry]) -> list[Block]:
    """The first, and how many more there are."""
    more = len(found) - MOST
    left = [line(f"And {more} more; the post leads to all.")] if more > 0 else []
    return [*post.drawn(work, agenda, found[:MOST]), *left]


@feature.act(POSTED, "part", opens=True)
def part(work: Work, posted: Posted, given: Given) -> Reply:
    """All of one part of a post, a page at a time, as its items are now."""
    name, start = given.args[0], given.args[1] if len(given.args) > 1 else "0"
    if name not in TITLES or not (start == "0" or is_number(start)):
        raise Refused(GONE)
    agenda = contents.again(work, *posted)
    found = entries(agenda, name)[int(start) :]
    rows = post.drawn(work, agenda, found[:MOST])
    more = act("part", agenda.huddle, agenda.run.wall, name, str(int(start) + MOST))
    further = more if len(found) > MOST else None
    title = f"{agenda.huddle.name}, {wall_words(agenda.run.wall)}: {TITLES[name]}"
    return listing(title, rows, empty="No more.", further=further)


def _decides(word: Word, side: str) -> bool:
    return word.kind == "decide" and (IT if word.side == IT else "clinical") == side


def _items(work: Work, words: list[Word]) -> list[Block]:
    shown: list[Block] = [post.item(work, word) for word in words[:MOST]]
    return shown


@feature.act(HUDDLE, "past", opens=True)
def past(work: Work, huddle: Huddle, given: Given) -> Reply:
    return on_day(work, huddle, local_day(work.now, zone_of(huddle)))


def on_day(work: Work, huddle: Huddle, day: date) -> Message:
    """The huddle of a day as it was posted, else the last before it."""
    last = min(day, local_day(work.now, zone_of(huddle)))
    after = (last + timedelta(days=1)).isoformat()
    runs = huddle_schedule.runs(work.db, huddle.number, scheduling.POST, before=after)
    if not runs or not runs[0].body:
        raise Refused(
            f"{huddle.name} has not met until then. Type {say(f'huddle {huddle.label}')}."
        )
    return _as_posted(work, huddle, runs[0])


@feature.act(POSTED, "on", opens=True)
def show_posted(work: Work, posted: Posted, given: Given) -> Reply:
    return _as_posted(work, *posted)


def _as_posted(work: Work, huddle: Huddle, run: Run) -> Message:
    """A post as it was last shown, and the ways to read it and the one before it."""
    kept = load(json.loads(run.body))
    earlier = huddle_schedule.runs(work.db, huddle.number, scheduling.POST, before=run.wall)
    back = [Button("Earlier", act("on", huddle, earlier[0].wall))] if earlier else []
    looks = [
        Button(f"By {name}", act("view", huddle, run.wall, layout))
        for layout, name in (("units", "unit"), ("questions", "question"), ("needs", "need"))
    ]
    text = tuple(block for block in kept.blocks if not isinstance(block, Buttons))
    note = Note(("As it was last shown.",))
    return Message(kept.title, (note, *text, Buttons((*back, *looks))))


@feature.act(HUDDLE, "preview", opens=True)
def preview(work: Work, huddle: Huddle, given: Given) -> Reply:
    """The post as it would look now; nothing is sent or kept."""
    lookup.live(work, huddle)
    wall = f"{local_day(work.now, zone_of(huddle)).isoformat()}T{huddle.times[:5]}"
    run = Run(hospital_id=work.hid, number=huddle.number, slot=scheduling.POST, wall=wall)
    run.due_at = run.ran_at = work.now
    run.missed = 0
    shown = post.post(work, contents.preview(work, huddle, run))
    blocks = tuple(block for block in shown.blocks if not isinstance(block, Buttons))
    only = Note(("Only you see this: it is how the post would look now.",))
    return Message(shown.title, (only, *blocks))
