"""Changing a priority: by answers, by IT, or because care is affected now (R2, R3)."""

from collections.abc import Mapping
from typing import cast

from bot.core.acts import Given, Wrong
from bot.core.audit import note
from bot.core.rights import require
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, escalation, forms, leaders, lookup
from bot.features.concerns.creation import rank, rank_of
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import refresh, tell_ward
from bot.features.nouns import CONCERN
from bot.features.speech import who
from bot.rules.hospital import Priority, Side
from bot.rules.priority import Answers, is_lower, lowering_refusal
from bot.rules.response_clock import answer_due
from bot.words.cards import Message, Quote, Reply, line
from bot.words.refusal import Refused
from storage.nouns import people
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature(
    "priority",
    (Help("priority C-101 P2 because …", "change a priority, with the reason", "it", more=True),),
    urgent=True,
    lasts=True,
)
DEPENDS = "decisions depend on it"
RANKS = ("P1", "P2", "P3", "P4")


def by_answers(work: Work, concern: Concern, answers: Answers) -> None:
    """The reporter's own taps: they may raise it, and lower it unless it is a safety matter."""
    new, why = rank_of(work.hospital, answers, concern.unit, concern.danger)
    if refusal := lowering_refusal(rank(concern), new, concern.harm, "clinical", ""):
        raise Refused(refusal)
    concern.kind, concern.care = answers.kind, answers.care
    concern.reach, concern.harm = answers.reach, answers.harm
    if concern.answered_at is None:
        concern.first_priority = new
    _set(work, concern, new, why)


def widen(work: Work, concern: Concern) -> None:
    """More than one unit has it: it counts as several units, and may rise (R2, R8)."""
    if len(concern.units) < 2 or concern.reach == "site":
        return
    concern.reach = "site"
    answers = Answers(concern.kind, concern.care, "site", concern.harm)
    new, why = rank_of(work.hospital, answers, concern.unit, concern.danger)
    if not is_lower(new, rank(concern)):
        _set(work, concern, new, why)


def _set(work: Work, concern: Concern, new: Priority, why: str) -> None:
    """The clock follows the priority until somebody has answered."""
    changed, was_urgent, concern.why = new != concern.priority, concern.urgent, why
    concern.priority = new
    leaders.of_harm(work, concern)
    if changed and concern.answered_at is None:
        concern.due_at = answer_due(concern.raised_at, new, work.hospital)
    if was_urgent and not concern.urgent:
        escalation.lowered(work, concern)
    elif changed:
        escalation.start(work, concern)


def _worked_on(_work: Work, concern: Concern) -> None:
    if concern.state not in WITH_IT:
        raise Refused(f"{concern.name} is not being worked on, so its priority stays.")


@feature.act(CONCERN, "urgent", before=_worked_on)
def urgent(work: Work, concern: Concern, given: Given) -> Reply:
    """One tap by anyone who stands behind it, or by IT: care is affected now."""
    work = lookup.own(work, concern)
    if work.me.side != "it":
        require(work.me, "check", lookup.standing(work, concern))
    answers = Answers(concern.kind, "stopped", concern.reach, concern.harm)
    new, why = rank_of(work.hospital, answers, concern.unit, concern.danger)
    if not is_lower(rank(concern), new):
        raise Refused(f"{concern.name} is {concern.priority} already.")
    concern.care = "stopped"
    _changed(work, concern, new, why, "care is affected now")
    notes = card.notes(work.hospital, concern)
    return card.told(f"{concern.name} is {new} now", line(concern.why), *notes, tone="warning")


@feature.act(CONCERN, "depends", before=_worked_on)
def depends(work: Work, concern: Concern, given: Given) -> Reply:
    """One tap by whoever stands behind wrong information: decisions are made by it, so P3."""
    work = lookup.own(work, concern)
    require(work.me, "check", lookup.standing(work, concern))
    if concern.kind != "wrong_info" or concern.priority != "P4":
        raise Refused(f"{concern.name} is {concern.priority} already.")
    _changed(work, concern, "P3", f"{concern.why} Decisions depend on it: P3.", DEPENDS)
    return card.told(f"{concern.name} is P3 now", line(concern.why))


def _read_priority(_work: Work, words: str) -> Mapping[str, str]:
    """ "p2 because the workaround holds"."""
    wanted, _, reason = words.partition(" ")
    return {"priority": wanted.upper(), "reason": reason}


@feature.act(
    CONCERN,
    "priority",
    right="work",
    words="priority",
    example="P2 because the workaround holds on all units",
    reads=_read_priority,
    form=lambda _work, concern, _args: forms.priority_form(concern),
    before=_worked_on,
)
def priority(work: Work, concern: Concern, given: Given) -> Reply:
    """Lowering a safety matter needs clinical informatics; any change needs a reason (R3)."""
    if given["priority"] not in RANKS:
        raise Wrong(priority="A priority is P1, P2, P3 or P4.")
    new, reason = cast(Priority, given["priority"]), given["reason"]
    if new == concern.priority:
        raise Wrong(priority=f"{concern.name} is {new} already.")
    side = cast(Side, work.me.side)
    if refusal := lowering_refusal(rank(concern), new, concern.harm, side, reason):
        both = [person.name for person in people.on_sides(work.db, ("both",), 3)]
        ask = f" That is {' or '.join(both)}." if both and side != "both" else ""
        raise Wrong(priority=f"{refusal}{ask}")
    if not reason:
        raise Wrong(reason="Give the reason too: the people who reported it will see it.")
    _changed(work, concern, new, f"Set to {new} by {who(work.me)}: {reason}", reason)
    return card.told(f"{concern.name} is {new} now", line("Its reporters were told why."))


def _changed(work: Work, concern: Concern, new: Priority, why: str, reason: str) -> None:
    old = concern.priority
    if concern.flagged and is_lower(new, rank(concern)):
        note(work, "concern.lowered", concern.name, f"{old} to {new}")
    _set(work, concern, new, why)
    entry = note_down(work, concern, f"{old} to {new}: {reason}")
    refresh(work, concern)
    title = f"{concern.name} went from {old} to {new}"
    notice = Message(title, (line(f"{who(work.me)} changed it:"), Quote(reason)))
    tell_ward(work, concern, f"change:{entry.n}", notice)
