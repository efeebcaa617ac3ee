"""What a concern looks like: one card with one clock, with the buttons that each side needs."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from bot.core.emergencies import plan
from bot.core.work import Work
from bot.features.concerns import modes, page_lines
from bot.features.concerns.states import HOLDS, STATES
from bot.features.speech import SIDES, several, short, unit_name, when, who_id
from bot.rules import response_clock
from bot.rules.emergency import call
from bot.rules.hospital import Hospital, Priority
from bot.rules.priority import IN_DANGER, KINDS, safety_flagged
from bot.rules.spoken_span import spoken, spoken_working
from bot.rules.working_hours import day_length
from bot.words.cards import (
    Alert,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    Link,
    Message,
    Note,
    Quote,
    Span,
    Spans,
    Tone,
    line,
)
from bot.words.events import Action
from storage.nouns import pages, people
from storage.nouns.concerns import WITH_IT, Concern
from storage.trust import sealed_reporters

TONES: dict[str, Tone] = {"P1": "urgent", "P2": "warning"}
TELLING = frozenset(("Priority", "Raised", "Reported by"))  # what a guest does not read
ENDED: frozenset[str] = frozenset({"closed", "unconfirmed", "not_doing"})


def ward(work: Work, concern: Concern) -> Message:
    """The card where the concern was raised."""
    return _card(work, concern, ward_buttons(concern))


def triage(work: Work, concern: Concern) -> Message:
    """The card in IT's rooms, with who was paged."""
    shown = _card(work, concern, triage_buttons(work, concern))
    paged = page_lines.paged(work, concern)
    if not paged:
        return shown
    at = next(n for n, block in enumerate(shown.blocks) if isinstance(block, Facts)) + 1
    return replace(shown, blocks=(*shown.blocks[:at], Note((paged,)), *shown.blocks[at:]))


def reduced(work: Work, concern: Concern, buttons: tuple[Buttons, ...]) -> Message:
    """The card where a guest reads (R39): no reporter, and nothing that tells what it may do to a
    patient; of danger the number, the priority and the unit, and no more."""
    unit = unit_name(work.hospital, concern.unit)
    if concern.danger in {IN_DANGER, "safe"}:
        title = " · ".join(part for part in (concern.name, concern.priority, unit) if part)
        return Message(title, (line(Bold(STATES[concern.state])), *buttons))
    full = _card(work, concern, buttons)
    known = (pair for block in full.blocks if isinstance(block, Facts) for pair in block.pairs)
    priority: tuple[str, Spans] = ("Priority", (concern.priority,))
    kept = (priority, *(pair for pair in known if pair[0] not in TELLING))
    said = line(Bold(STATES[concern.state]), *((f" · {unit}",) if unit else ()))
    blocks: tuple[Block, ...] = (said, Quote(concern.text), Facts(kept), *buttons)
    return replace(full, blocks=blocks)


def face(work: Work, concern: Concern) -> Message:
    """The card for the person who asks: IT's for IT, the ward's for everybody else."""
    it = work.me.side in {"it", "both"} and concern.reporter_id != work.me.id
    return triage(work, concern) if it else ward(work, concern)


def act(name: str, concern: Concern, *more: str) -> Action:
    return Action(f"concern.{name}", (str(concern.number), *more))


def button(label: str, name: str, concern: Concern, *more: str, confirm: str = "") -> Button:
    return Button(label, act(name, concern, *more), confirm=confirm)


def _card(work: Work, concern: Concern, buttons: tuple[Buttons, ...]) -> Message:
    parts = [KINDS[concern.kind].label, unit_name(work.hospital, concern.unit)]
    if concern.practice:
        parts.insert(0, "PRACTICE")
    blocks: list[Block] = [
        *danger(work.hospital, concern),
        line(Bold(STATES[concern.state]), *tuple(f" · {part}" for part in parts if part)),
        *((line(Bold(has)),) if (has := page_lines.has_it(work, concern)) else ()),
        Quote(concern.text),
        facts(work, concern),
        *notes(work.hospital, concern),
        *unreachable(work, concern),
        *buttons,
    ]
    tone = TONES.get(concern.priority, "plain")
    if not concern.open:
        tone = "good" if concern.state == "closed" else "plain"
    elif concern.state == "fixed":
        tone = "plain"
    title = f"{concern.name} · {concern.priority} · {short(concern.text)}"
    return Message(title, tuple(blocks), tone=tone)


def danger(hospital: Hospital, concern: Concern) -> tuple[Block, ...]:
    """Whom to call, on the card too, while its words say that somebody is in danger."""
    if not concern.open or concern.danger not in {IN_DANGER, "safe"}:
        return ()
    if concern.danger == "safe":
        return (line(Bold("The patient is safe"), ", says who raised it."),)
    return (
        line(Bold(f"{call(hospital)}: somebody may be in danger.")),
        *plan(hospital, concern.unit),
    )


def facts(work: Work, concern: Concern) -> Facts:
    """What is known, in the order people ask for it."""
    # Without a name also without a time of day (R15a).
    raised: Spans = (f"{modes.reporter(concern)}, {modes.day(work.hospital, concern)}",)
    if concern.mode == modes.NAMED:
        raised = (f"{who_id(work, concern.reporter_id)}, ", when(work, concern.raised_at))
    several_behind = concern.reporters > 1 or len(concern.units) > 1
    known: tuple[tuple[str, Spans], ...] = (
        ("Priority", (concern.why or concern.priority,)),
        ("Raised", raised),
        ("Answer", _answer(work, concern)),
        ("With", (who_id(work, concern.assignee_id),) if concern.assignee_id else ()),
        ("Reported by", (reach(concern),) if several_behind else ()),
        ("Waiting for", _waiting(work, concern)),
        ("For now", (concern.workaround,) if concern.workaround else ()),
        ("Ticket", (concern.ticket,) if concern.ticket else ()),
        ("Same as", (f"C-{concern.parent}",) if concern.parent else ()),
        _ending(work, concern),
    )
    return Facts(tuple((name, value) for name, value in known if value))


def reach(concern: Concern) -> str:
    """ "3 reporters, 3 units" (R8)."""
    people = several(concern.reporters, "reporter", "reporters")
    return f"{people}, {several(len(concern.units), 'unit', 'units')}"


def _answer(work: Work, concern: Concern) -> Spans:
    """The one clock: when an answer is due, or how long the first one took (R4, R5)."""
    if concern.answered_at is not None:
        if _in_time(work.hospital, concern):
            return (f"{who_id(work, concern.answered_by)}, {took(work.hospital, concern)}",)
        # A missed target is the system's, so nobody is named beside it (R27).
        at, side = when(work, concern.answered_at), _answered_by_side(work, concern)
        return (at, f" by {side}, {took(work.hospital, concern)}")
    if concern.state not in WITH_IT:
        return ()
    late: tuple[Span, ...] = (", late",) if concern.due_at < work.now else ()
    escalated = (", backup paged",) if _backup_paged(work, concern) else ()
    return ("due by ", when(work, concern.due_at), *late, *escalated)


def _backup_paged(work: Work, concern: Concern) -> bool:
    known = concern.urgent and concern.escalated_at is not None
    return known and page_lines.backup_paged(work, concern)


def _answered_by_side(work: Work, concern: Concern) -> str:
    person = people.get(work.db, concern.answered_by or 0)
    return SIDES.get(person.side if person else "", "IT")


def took(hospital: Hospital, concern: Concern) -> str:
    """ "after 15 min, met", "after 48 min, missed (target 15 min)": in working time where the
    target counts that (R4, R27)."""
    if concern.answered_at is None:
        return "not yet"
    priority = cast(Priority, concern.answered_as)
    spent = response_clock.response_time(concern.raised_at, concern.answered_at, priority, hospital)
    target, said = hospital.targets[priority], _span(hospital, priority, spent)
    how = said if said == "at once" else f"after {said}"
    if _in_time(hospital, concern):
        return f"{how}, met"
    return f"{how}, missed (target {_span(hospital, priority, target.span)})"


def _in_time(hospital: Hospital, concern: Concern) -> bool:
    assert concern.answered_at is not None
    priority = cast(Priority, concern.answered_as)
    return response_clock.met(concern.raised_at, concern.answered_at, priority, hospital)


def _span(hospital: Hospital, priority: Priority, span: timedelta) -> str:
    if not hospital.targets[priority].working:
        return spoken(span)
    return spoken_working(span, day_length(hospital.hours))


def _waiting(work: Work, concern: Concern) -> Spans:
    if concern.state != "on_hold":
        return ()
    parts: Spans = (HOLDS[concern.hold_for], f": {concern.hold_note}" if concern.hold_note else "")
    look = (", look again ", when(work, concern.look_again)) if concern.look_again else ()
    return tuple(part for part in (*parts, *look) if part)


def _ending(work: Work, concern: Concern) -> tuple[str, Spans]:
    if not concern.note:
        return "", ()
    name = "Why not" if concern.state == "not_doing" else "What was done"
    moment = concern.closed_at if concern.state == "not_doing" else concern.fixed_at
    stamp: Spans = (" (", when(work, moment), ")") if moment else ()
    return name, (concern.note, *stamp)


def notes(hospital: Hospital, concern: Concern) -> tuple[Note, ...]:
    """The other routes: the telephone for what can't wait, the event report for what could hurt."""
    routes = []
    if concern.open and concern.urgent and concern.danger != IN_DANGER:  # it is said above then
        routes.append(Note(emergency(hospital)))
    if concern.open and safety_flagged(concern.harm):
        routes.append(Note(event_report(hospital)))
    return tuple(routes)


def unreachable(work: Work, concern: Concern) -> tuple[Note, ...]:
    """Said where answers would go to a sealed reporter, and the key to them was lost."""
    if concern.mode != modes.CONFIDENTIAL or not sealed_reporters.lost(work.db, concern.number):
        return ()
    return (Note(("The key to who raised it was lost: answers don't reach them any more.",)),)


def emergency(hospital: Hospital) -> Spans:
    """Promise 1: an emergency is a phone call, and the chat says so."""
    number = hospital.emergency or hospital.phone
    phone = f"call {number}" if number else "call for help"
    spans: Spans = (f"A patient in danger is a phone call, not a chat: {phone}.",)
    if hospital.downtime:
        spans += (" If screens are down: ", Link("downtime procedure", hospital.downtime), ".")
    return spans


def call_first(hospital: Hospital) -> Alert:
    """The same, before the questions of a form. It stands in each of them, so it is no alarm: one
    that is always there is not seen when it counts."""
    return Alert(emergency(hospital), "info")


def event_report(hospital: Hospital) -> Spans:
    """Where a safety event belongs; its details do not belong in chat."""
    if not hospital.event_report:
        return ("Please also file a safety event report. No details of the case here.",)
    report = Link("safety event report", hospital.event_report)
    return ("Please also file a ", report, ". No details of the case here.")


def ward_buttons(concern: Concern) -> tuple[Buttons, ...]:
    """What the ward can do now, at most five."""
    if concern.state == "fixed":
        yes = Button("It works", act("confirm", concern), style="primary")
        return (Buttons((yes, button("Not yet", "reopen", concern)), "Please check"),)
    if concern.state in ENDED:
        return (Buttons((button("Reopen", "reopen", concern),)),)
    if concern.state not in WITH_IT:
        return ()
    buttons = [button("Me too", "metoo", concern)]
    if not concern.urgent:
        buttons.append(button("Care is affected now", "urgent", concern))
    elif concern.danger != IN_DANGER:  # nobody is asked for details then
        buttons.append(button("Add details", "sbar", concern))
    if concern.state == "new":
        sure = f"Take {concern.name} back? IT will stop working on it."
        buttons.append(button("Withdraw", "withdraw", concern, confirm=sure))
    return (Buttons(tuple(buttons)),)


def triage_buttons(work: Work, concern: Concern) -> tuple[Buttons, ...]:
    """What IT can do now, at most five in a row; while people are paged, first that somebody has
    it."""
    if concern.state not in WITH_IT:
        return (Buttons((button("More", "more", concern),)),) if concern.open else ()
    take = Button("Take", act("take", concern), "plain" if concern.assignee_id else "primary")
    rest = [
        button("Answer", "answer", concern),
        button("Hold" if concern.state != "on_hold" else "Resume", "hold", concern),
        button("Fixed", "fixed", concern),
        button("More", "more", concern),
    ]
    return (*_have(work, concern), Buttons((take, *rest)))


def _have(work: Work, concern: Concern) -> tuple[Buttons, ...]:
    row = pages.ladder(work.db, concern.number) if concern.urgent else None
    if row is None or row.ended_at is not None:
        return ()
    return (Buttons((button("I have it", "have", concern),)),)


def told(title: str, *blocks: Block, tone: Tone = "plain") -> Message:
    return Message(title, blocks, tone)
