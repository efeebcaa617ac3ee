"""What the reporter is told at once: what was assumed, and the two questions that are asked.

Kind, unit, reach and system are guessed from the sentence, and one *Change* puts them right. Asked
are only the two things that decide about care, one at a time (R42)."""

from datetime import timedelta
from typing import cast

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, forms, in_danger, lookup, modes, reprioritize
from bot.features.concerns.card import act
from bot.features.concerns.creation import read_answers, triage_rooms, ward_rooms
from bot.features.concerns.similar import similar
from bot.features.concerns.thread import refresh
from bot.features.nouns import CONCERN
from bot.features.speech import several, short, unit_name, when
from bot.rules.hospital import Priority, WorkingHours
from bot.rules.priority import (
    CARE,
    CARE_QUESTION,
    HARM,
    HARM_QUESTION,
    KINDS,
    REACH,
    REACH_QUESTION,
    SYSTEMS,
)
from bot.rules.working_hours import day_length, is_working, next_opening
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Form,
    Message,
    Note,
    Reply,
    Row,
    Span,
    line,
)
from bot.words.fields import ChoiceField, Field, Option
from bot.words.refusal import Refused
from storage.nouns import concerns
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature("taps", urgent=True)
CARE_STEP, HARM_STEP, DONE = "care", "harm", "done"
ALIKE = 2  # that are shown beside a question: three buttons of it, and Change


def receipt(work: Work, concern: Concern, *, asked: bool = False) -> Message:
    """It is with IT, this is its number, and by when somebody should answer. Where its words tell
    of danger, the telephone comes first, and nothing is asked. What was `asked` by a form is not
    assumed."""
    if in_danger.in_danger(concern):
        return in_danger.screen(work, concern)
    routes = _ways_on(work, concern) if asked else _notes(work, concern)
    blocks = [*routes, *similar_rows(work, concern, ALIKE)]
    if not asked:
        blocks += _step(work, concern, CARE_STEP)
    return _next(work, concern, *blocks)


def _step(work: Work, concern: Concern, step: str) -> list[Block]:
    """One question, and what was assumed without asking."""
    asks: list[Block] = []
    if step == CARE_STEP:
        care = (Button(c.label, act("care", concern, key)) for key, c in CARE.items())
        asks = [Buttons(tuple(care), CARE_QUESTION)]
    elif step == HARM_STEP:
        harm = (Button(c.label, act("harm", concern, key)) for key, c in HARM.items())
        asks = [Buttons(tuple(harm), HARM_QUESTION)]
    else:
        asks = [*_ways_on(work, concern), line("That is all. You will be told here what happens.")]
    rarely = _depends(concern) if step != DONE else ()
    change = Button("Change", act("assumed", concern, step))
    return [*asks, Buttons((change,), _assumed(work, concern), rarely)]


def _assumed(work: Work, concern: Concern) -> str:
    parts = [KINDS[concern.kind].label, unit_name(work.hospital, concern.unit)]
    parts += [REACH[concern.reach].label.lower(), concern.system]
    return f"Assumed: {' · '.join(part for part in parts if part and part != 'Not sure')}"


def _promise(work: Work, concern: Concern) -> tuple[Span, ...]:
    """When a person should answer, said plainly where it is not round the clock (R4)."""
    due, rank = when(work, concern.due_at), Bold(concern.priority)
    if concern.answered_at is not None:
        return (rank, ": answered already.")
    target = work.hospital.targets[cast(Priority, concern.priority)]
    if not target.working:
        return (rank, ": someone should answer by ", due, ".")
    within = working_words(target.span, work.hospital.hours)
    office = (work.hospital.hours, work.hospital.zone)
    opening = (" (from ", when(work, next_opening(work.now, *office)), ")")
    since: tuple[Span, ...] = () if is_working(work.now, *office) else opening
    return (rank, " is answered in working hours", *since, f", within {within}: by ", due, ".")


def working_words(span: timedelta, hours: WorkingHours) -> str:
    """A working target as people say it: "3 working days", "8 working hours"."""
    days = span / day_length(hours)
    if days == int(days):
        return several(int(days), "working day", "working days")
    return several(round(span / timedelta(hours=1)), "working hour", "working hours")


def _notes(work: Work, concern: Concern) -> list[Block]:
    notes: list[Block] = list(card.notes(work.hospital, concern))
    if concern.kind == "why":
        notes.append(line("Thank you for asking why: every such question gets a reason back."))
    return notes


def _ways_on(work: Work, concern: Concern) -> list[Block]:
    routes = _notes(work, concern)
    if not concern.urgent:
        urgent = Button("Care is affected now", act("urgent", concern))
        routes.append(Buttons((urgent,), "If it gets worse"))
    if depends := _depends(concern):
        routes.append(Buttons(depends, "Numbers that are wrong can mislead"))
    return routes


def _depends(concern: Concern) -> tuple[Button, ...]:
    if concern.kind != "wrong_info" or concern.priority != "P4":
        return ()
    return (Button("Decisions depend on it", act("depends", concern)),)


def similar_rows(work: Work, concern: Concern, most: int | None = None) -> list[Block]:
    """Open concerns that sound alike, each with a button that makes the two one."""
    rows: list[Block] = []
    for other in similar(work, concern)[:most]:
        same = Button("Same thing", act("same", concern, str(other.number)))
        rows.append(Row((f"{other.name}: {short(other.text, 60)}",), same))
    return [line("It may be known already:"), *rows] if rows else []


def _asked(work: Work, concern: Concern) -> None:
    if not lookup.raised_it(work, concern):
        raise Refused(f"Only the person who raised {concern.name} answers these questions.")
    if concern.state not in WITH_IT:
        raise Refused(f"{concern.name} has moved on; its card shows where it is now.")


def _assumed_form(work: Work, concern: Concern, args: tuple[str, ...]) -> Form:
    fields: list[Field] = [
        ChoiceField("kind", "What kind?", forms.choices(KINDS), concern.kind),
        ChoiceField("reach", REACH_QUESTION, forms.choices(REACH), concern.reach),
    ]
    units = tuple(Option(unit.id, unit.name) for unit in work.hospital.units.values())
    if units and concern.mode == modes.NAMED:
        fields.append(ChoiceField("unit", "Where?", units, concern.unit, required=False))
    systems = tuple(Option(name, name) for name in SYSTEMS)
    fields.append(ChoiceField("system", "Which system?", systems, concern.system, required=False))
    action = act("assumed", concern, *args[:1])
    return Form(f"What {concern.name} is", action, tuple(fields), "Change")


@feature.act(CONCERN, "assumed", before=_asked, form=_assumed_form)
def assumed(work: Work, concern: Concern, given: Given) -> Reply:
    """What was guessed, put right; the question that was open is asked again."""
    unit, system = given["unit"], given["system"]
    if unit in work.hospital.units and unit != concern.unit and concern.mode == modes.NAMED:
        concerns.move(work.db, concern, work.me.id, unit)
    if system in SYSTEMS:
        concern.system = system
    known = {"kind": KINDS, "reach": REACH}
    _set(work, concern, **{name: given[name] for name in known if given[name] in known[name]})
    work.show(concern.key, card.ward(work, concern), *ward_rooms(work, concern))
    triage = triage_rooms(work, concern)
    work.show(concern.it_key, card.triage(work, concern), *triage, urgent=concern.urgent)
    step = given.args[0] if given.args else CARE_STEP
    return _next(work, concern, *_step(work, concern, step))


@feature.act(CONCERN, "kind", before=_asked)
def kind(work: Work, concern: Concern, given: Given) -> Reply:
    """A button on receipts of the version before, which asked for it."""
    _set(work, concern, kind=given.args[0])
    return _next(work, concern, *_step(work, concern, CARE_STEP))


@feature.act(CONCERN, "care", before=_asked)
def care(work: Work, concern: Concern, given: Given) -> Reply:
    """With whom it is about, on receipts of the version before."""
    of = given.args[1] if len(given.args) > 1 else concern.reach
    _set(work, concern, care=given.args[0], reach=of)
    step = DONE if concern.kind == "idea" else HARM_STEP
    return _next(work, concern, *_step(work, concern, step))


@feature.act(CONCERN, "harm", before=_asked)
def harm(work: Work, concern: Concern, given: Given) -> Reply:
    _set(work, concern, harm=given.args[0])
    return _next(work, concern, *_step(work, concern, DONE))


def _set(work: Work, concern: Concern, **answers: str) -> None:
    """Write an answer down and work the priority out again."""
    before = {name: getattr(concern, name) for name in ("kind", "care", "reach", "harm")}
    given = {name: value for name, value in answers.items() if value}
    reprioritize.by_answers(work, concern, read_answers(before | given))
    refresh(work, concern)


def _next(work: Work, concern: Concern, *blocks: Block) -> Message:
    promise = line(*_promise(work, concern))
    return Message(f"{concern.name} is with IT", (promise, Note((concern.why,)), *blocks))
