"""What the reporter is told at once, and the three taps that say the rest."""

from datetime import timedelta
from typing import cast

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, in_danger, lookup, reprioritize
from bot.features.concerns.card import act
from bot.features.concerns.creation import read_answers
from bot.features.concerns.similar import similar
from bot.features.concerns.thread import refresh
from bot.features.nouns import CONCERN
from bot.features.speech import several, short, when
from bot.rules.hospital import Priority, WorkingHours
from bot.rules.priority import CARE, CARE_QUESTION, HARM, HARM_QUESTION, KINDS, REACH
from bot.rules.working_hours import day_length, is_working, next_opening
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, Reply, Row, Span, line
from bot.words.refusal import Refused
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature("taps", urgent=True)


def receipt(work: Work, concern: Concern, *, asked: bool = False) -> Message:
    """It is with IT, this is its number, and by when somebody should answer. Where its words tell
    of danger, the telephone comes first, and nothing is asked."""
    if in_danger.in_danger(concern):
        return in_danger.screen(work, concern)
    blocks: list[Block] = [
        line(*_promise(work, concern)),
        Note((concern.why,)),
        *_routes(work, concern),
    ]
    blocks += similar_rows(work, concern)
    if not asked:
        # Nine kinds, in two rows: no platform shows more than five buttons in a row.
        of = tuple(Button(c.label, act("kind", concern, key)) for key, c in KINDS.items())
        blocks += (Buttons(of[:5], "Tap 1 of 3: what kind is it?"), Buttons(of[5:]))
    return Message(f"{concern.name} is with IT", tuple(blocks))


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


def _routes(work: Work, concern: Concern) -> list[Block]:
    routes: list[Block] = list(card.notes(work.hospital, concern))
    if concern.kind == "why":
        routes.append(line("Thank you for asking why: every such question gets a reason back."))
    if not concern.urgent:
        urgent = Button("Care is affected now", act("urgent", concern))
        routes.append(Buttons((urgent,), "If it gets worse"))
    if concern.kind == "wrong_info" and concern.priority == "P4":
        depends = Button("Decisions depend on it", act("depends", concern))
        routes.append(Buttons((depends,), "Numbers that are wrong can mislead"))
    return routes


def similar_rows(work: Work, concern: Concern) -> list[Block]:
    """Open concerns that sound alike, each with a button that makes the two one."""
    rows: list[Block] = []
    for other in similar(work, concern):
        same = Button("Same thing", act("same", concern, str(other.number)))
        rows.append(Row((f"{other.name}: {short(other.text, 60)}",), same))
    return [line("It may be known already:"), *rows] if rows else []


def _asked(work: Work, concern: Concern) -> None:
    if not lookup.raised_it(work, concern):
        raise Refused(f"Only the person who raised {concern.name} answers these questions.")
    if concern.state not in WITH_IT:
        raise Refused(f"{concern.name} has moved on; its card shows where it is now.")


@feature.act(CONCERN, "kind", before=_asked)
def kind(work: Work, concern: Concern, given: Given) -> Reply:
    _set(work, concern, kind=given.args[0])
    blocks: list[Block] = [line("Tap 2 of 3: ", CARE_QUESTION[0].lower() + CARE_QUESTION[1:])]
    for care_key, how_bad in CARE.items():  # two questions in one tap: how bad it is, and for whom
        buttons = (
            Button(whom.label, act("care", concern, care_key, key)) for key, whom in REACH.items()
        )
        blocks.append(Buttons(tuple(buttons), f"{how_bad.label}, for"))
    return _next(work, concern, *blocks)


@feature.act(CONCERN, "care", before=_asked)
def care(work: Work, concern: Concern, given: Given) -> Reply:
    _set(work, concern, care=given.args[0], reach=given.args[1])
    if concern.kind == "idea":
        return _done(work, concern)
    buttons = tuple(Button(c.label, act("harm", concern, key)) for key, c in HARM.items())
    return _next(work, concern, Buttons(buttons, f"Tap 3 of 3: {HARM_QUESTION.lower()}"))


@feature.act(CONCERN, "harm", before=_asked)
def harm(work: Work, concern: Concern, given: Given) -> Reply:
    _set(work, concern, harm=given.args[0])
    return _done(work, concern)


def _set(work: Work, concern: Concern, **answers: str) -> None:
    """Write an answer down and work the priority out again."""
    before = {name: getattr(concern, name) for name in ("kind", "care", "reach", "harm")}
    reprioritize.by_answers(work, concern, read_answers(before | answers))
    refresh(work, concern)


def _next(work: Work, concern: Concern, *blocks: Block) -> Message:
    promise = line(*_promise(work, concern))
    return Message(f"{concern.name} is with IT", (promise, Note((concern.why,)), *blocks))


def _done(work: Work, concern: Concern) -> Message:
    end = line("That is all. You will be told here what happens.")
    return _next(work, concern, *_routes(work, concern), end)
