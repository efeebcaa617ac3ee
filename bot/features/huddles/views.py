"""A huddle read another way, privately: by unit, by question, by need; and any past day's."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import contents, lookup, post, scheduling
from bot.features.huddles.contents import Agenda
from bot.features.huddles.wording import (
    IT,
    KINDS,
    NOTHING,
    question,
    source_words,
    wall_words,
    zone_of,
)
from bot.features.speech import unit_name
from bot.rules.wall_time import local_day
from bot.words.cards import Block, Button, Buttons, Heading, Message, Note, Reply, line, load
from bot.words.events import Action, Press
from bot.words.refusal import Refused
from storage.nouns import huddle_schedule
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle views")
MOST = 12
FOR_IT = ("unsafe", "slowed", "need", "workaround")
FOR_WARD = ("waiting",)
LAYOUTS = {"units": "by unit", "questions": "by question", "needs": "by need from the other side"}


@feature.press("huddle.view", right="raise", opens=True)
def view(event: Press, work: Work) -> Reply:
    number, wall, layout = (*event.action.args, "", "", "")[:3]
    huddle = lookup.huddle(work, number)
    run = huddle_schedule.run(work.db, huddle.number, scheduling.POST, wall)
    if run is None or layout not in LAYOUTS:
        raise Refused("That huddle is not kept any more. Type huddles to see the others.")
    return laid_out(work, contents.again(work, huddle, run), layout)


def laid_out(work: Work, agenda: Agenda, layout: str) -> Message:
    makers: Mapping[str, Callable[[Work, Agenda], Iterable[Block]]] = {
        "units": _by_unit,
        "questions": _by_question,
        "needs": _by_need,
    }
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
    words = [w for w in agenda.words if w.kind in FOR_IT or _decides(w, "clinical")]
    waiting = [post.concern_row(work, c, agenda) for c in agenda.parts.get("unsafe", [])]
    yield from [*_items(work, words), *waiting] or [line("Nothing just now.")]
    yield Heading("IT needs from the ward")
    words = [w for w in agenda.words if w.kind in FOR_WARD or _decides(w, IT)]
    checks = [post.concern_row(work, c, agenda) for c in agenda.parts.get("check", [])]
    yield from [*_items(work, words), *checks] or [line("Nothing just now.")]


def _decides(word: Word, side: str) -> bool:
    return word.kind == "decide" and (IT if word.side == IT else "clinical") == side


def _items(work: Work, words: list[Word]) -> list[Block]:
    shown: list[Block] = [post.item(work, word) for word in words[:MOST]]
    return shown


def on_day(work: Work, huddle: Huddle, day: date) -> Message:
    """The huddle of a day as it was posted, and the ways to those around it."""
    after = (day + timedelta(days=1)).isoformat()
    found = huddle_schedule.runs(work.db, huddle.number, scheduling.POST, before=after)
    if not found or not found[0].body:
        raise Refused(f"{huddle.name} has not met until then. Type huddle {huddle.label}.")
    return as_posted(work, huddle, found[0])


def as_posted(work: Work, huddle: Huddle, run: Run) -> Message:
    kept = load(json.loads(run.body))
    earlier = huddle_schedule.runs(work.db, huddle.number, scheduling.POST, before=run.wall)
    back = [_to("Earlier", earlier[0])] if earlier else []
    looks = [
        Button(f"By {name}", Action("huddle.view", (str(run.number), run.wall, key)))
        for key, name in (("units", "unit"), ("questions", "question"), ("needs", "need"))
    ]
    text = tuple(block for block in kept.blocks if not isinstance(block, Buttons))
    past = Note(("As it was last shown.",))
    return Message(kept.title, (past, *text, Buttons((*back, *looks))))


def _to(label: str, run: Run) -> Button:
    return Button(label, Action("huddle.on", (str(run.number), run.wall)))


@feature.press("huddle.on", right="raise", opens=True)
def show_run(event: Press, work: Work) -> Reply:
    number, wall = (*event.action.args, "", "")[:2]
    huddle = lookup.huddle(work, number)
    run = huddle_schedule.run(work.db, huddle.number, scheduling.POST, wall)
    if run is None or not run.body:
        raise Refused("That huddle is not kept any more. Type huddles to see the others.")
    return as_posted(work, huddle, run)


@feature.press("huddle.preview", right="raise", opens=True)
def first_post(event: Press, work: Work) -> Reply:
    return sample(work, lookup.live(work, lookup.first(event)))


def sample(work: Work, huddle: Huddle) -> Message:
    """The post as it would look now; nothing is sent or kept."""
    wall = f"{local_day(work.now, zone_of(huddle)).isoformat()}T{huddle.times[:5]}"
    run = Run(hospital_id=work.hid, number=huddle.number, slot=scheduling.POST, wall=wall)
    run.due_at = run.ran_at = work.now
    run.missed = 0
    shown = post.post(work, contents.preview(work, huddle, run))
    blocks = tuple(block for block in shown.blocks if not isinstance(block, Buttons))
    only = Note(("Only you see this: it is how the post would look now.",))
    return Message(shown.title, (only, *blocks))
