"""A concern whose words say that somebody is in danger: the telephone first, then a P1 (R16)."""

from bot.core.acts import Given
from bot.core.emergencies import not_called, plan, says
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, escalation, leaders, lookup
from bot.features.concerns.creation import rank_of
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import refresh, tell_it
from bot.features.nouns import CONCERN
from bot.features.speech import who
from bot.rules.emergency import call
from bot.rules.priority import IN_DANGER, Answers
from bot.rules.response_clock import answer_due
from bot.words.cards import Button, Buttons, Message, Note, Reply, line
from bot.words.refusal import Refused
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature("danger", urgent=True, nameless=True)
EQUIPMENT = "equipment"  # its writer has said that nobody is in danger
SAFE = "safe"  # they were, and its writer has said that they are safe now
__all__ = ["EQUIPMENT", "SAFE", "feature", "in_danger", "says", "screen"]


def in_danger(concern: Concern) -> bool:
    """Whether its words say so, and nobody has said since that it is about equipment."""
    return concern.danger in {IN_DANGER, SAFE}


def screen(work: Work, concern: Concern) -> Message:
    """What its writer reads: whom to call, then what was done. No details are asked for, and it is
    not offered as the same as somebody else's."""
    told = " Leaders are told." if leaders.reached(work) else ""
    it = f"{concern.name} is with IT as {concern.priority}.{told}"
    return Message(
        call(work.hospital),
        (
            *plan(work.hospital, concern.unit),
            not_called(),
            line(it),
            Note((concern.why,)),
            Note(card.event_report(work.hospital)),
            Buttons(
                (
                    Button("The patient is safe", card.act("safe", concern)),
                    Button("This is about equipment", card.act("equipment", concern)),
                )
            ),
        ),
        tone="urgent",
    )


def _its_writer(work: Work, concern: Concern) -> None:
    if not lookup.raised_it(lookup.own(work, concern), concern):
        raise Refused(f"Only the person who raised {concern.name} can say that.")
    if concern.state not in WITH_IT or not in_danger(concern):
        raise Refused(f"{concern.name} has moved on; its card shows where it is now.")


@feature.act(CONCERN, "safe", before=_its_writer)
def safe(work: Work, concern: Concern, given: Given) -> Reply:
    """It is written down and lowers nothing: what happened is a safety matter (R3)."""
    if concern.danger == SAFE:
        return card.told(f"It is written down already. {concern.name} stays {concern.priority}")
    concern.danger = SAFE
    note_down(lookup.own(work, concern), concern, "The patient is safe")
    said = Message(f"{concern.name}: the patient is safe", (line(_by(work, concern)),))
    tell_it(work, concern, "safe", said)
    leaders.tell(work, concern, "safe", "the patient is safe, says who raised it")
    refresh(work, concern)
    stays = line(f"It stays {concern.priority} until somebody of clinical informatics lowers it.")
    return card.told(f"{concern.name}: IT and leaders read that the patient is safe", stays)


@feature.act(CONCERN, "equipment", before=_its_writer)
def equipment(work: Work, concern: Concern, given: Given) -> Reply:
    """The guess was wrong: the priority is the one that it would have had."""
    concern.danger, concern.harm = EQUIPMENT, "no"
    answers = Answers(concern.kind, concern.care, concern.reach, "no")
    concern.priority, concern.why = rank_of(work.hospital, answers, concern.unit)
    if concern.answered_at is None:
        concern.first_priority = concern.priority
        concern.due_at = answer_due(concern.raised_at, concern.priority, work.hospital)
    (escalation.start if concern.urgent else escalation.lowered)(work, concern)
    note_down(lookup.own(work, concern), concern, f"About equipment: {concern.priority}")
    said = Message(f"{concern.name} is about equipment", (line(_by(work, concern)),))
    tell_it(work, concern, "equipment", said)
    leaders.tell(work, concern, "equipment", "about equipment; nobody is in danger")
    refresh(work, concern)
    return card.told(f"{concern.name} is {concern.priority}: about equipment", line(concern.why))


def _by(work: Work, concern: Concern) -> str:
    person = lookup.own(work, concern).me
    return f"{who(person)} says so. It is {concern.priority}."
