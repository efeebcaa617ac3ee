"""Changing a priority: by answers, by IT, or because care is affected now (R2, R3)."""

from typing import cast

from bot.core.audit import note
from bot.core.rights import require
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, escalation, forms, lookup
from bot.features.concerns.creation import rank, rank_of
from bot.features.concerns.history import note_down
from bot.features.concerns.thread import refresh, tell_ward
from bot.features.speech import who
from bot.rules.hospital import Priority, Side
from bot.rules.priority import Answers, is_lower, lowering_refusal
from bot.rules.response_clock import answer_due
from bot.words.cards import Message, Quote, Reply, line
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import people
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature(
    "priority",
    (Help("priority C-101 P2 because …", "change a priority, with the reason", "it", more=True),),
    urgent=True,
)
DEPENDS = "decisions depend on it"
RANKS = ("P1", "P2", "P3", "P4")


def by_answers(work: Work, concern: Concern, answers: Answers) -> None:
    """The reporter's own taps: they may raise it, and lower it unless it is a safety matter."""
    new, why = rank_of(work.hospital, answers, concern.unit)
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
    new, why = rank_of(work.hospital, answers, concern.unit)
    if not is_lower(new, rank(concern)):
        _set(work, concern, new, why)


def _set(work: Work, concern: Concern, new: Priority, why: str) -> None:
    """The clock follows the priority until somebody has answered."""
    changed, concern.why = new != concern.priority, why
    concern.priority = new
    if changed and concern.answered_at is None:
        concern.due_at = answer_due(concern.raised_at, new, work.hospital)
    if changed:
        escalation.start(work, concern)


@feature.press("concern.urgent", right="raise")
def urgent(event: Press, work: Work) -> Reply:
    """One tap by anyone who stands behind it, or by IT: care is affected now."""
    concern = _open(lookup.concern(work, event.action.args[0]))
    work = lookup.own(work, concern)
    if work.me.side != "it":
        require(work.me, "check", lookup.standing(work, concern))
    answers = Answers(concern.kind, "stopped", concern.reach, concern.harm)
    new, why = rank_of(work.hospital, answers, concern.unit)
    if not is_lower(rank(concern), new):
        raise Refused(f"{concern.name} is {concern.priority} already.")
    concern.care = "stopped"
    _changed(work, concern, new, why, "care is affected now")
    return Message(
        f"{concern.name} is {new} now",
        (line(concern.why), *card.notes(work.hospital, concern)),
        tone="warning",
    )


@feature.press("concern.depends", right="raise")
def depends(event: Press, work: Work) -> Reply:
    """One tap by whoever stands behind wrong information: decisions are made by it, so P3."""
    concern = _open(lookup.concern(work, event.action.args[0]))
    work = lookup.own(work, concern)
    require(work.me, "check", lookup.standing(work, concern))
    if concern.kind != "wrong_info" or concern.priority != "P4":
        raise Refused(f"{concern.name} is {concern.priority} already.")
    _changed(work, concern, "P3", f"{concern.why} Decisions depend on it: P3.", DEPENDS)
    return Message(f"{concern.name} is P3 now", (line(concern.why),))


@feature.press("concern.priority", right="work", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return forms.priority_form(_open(lookup.concern(work, event.action.args[0])))


@feature.submit(
    "concern.priority",
    right="work",
    form=lambda args, work: forms.priority_form(lookup.concern(work, args[0])),
)
def change(event: Submit, work: Work) -> Reply:
    concern = _open(lookup.concern(work, event.action.args[0]))
    return _by_it(
        work, concern, event.values.get("priority", ""), event.values.get("reason", "").strip()
    )


@feature.command("priority", right="work")
def change_by_words(event: Command, work: Work) -> Reply:
    example = "priority C-101 P2 because the workaround holds on all units"
    number, rest = lookup.split(event.rest, example)
    new, _, reason = rest.partition(" ")
    return _by_it(work, _open(lookup.concern(work, number)), new.upper(), reason.strip())


def _by_it(work: Work, concern: Concern, wanted: str, reason: str) -> Reply:
    """Lowering a safety matter needs clinical informatics; any change needs a reason (R3)."""
    if wanted not in RANKS:
        raise Refused("A priority is P1, P2, P3 or P4.")
    new = cast(Priority, wanted)
    if new == concern.priority:
        raise Refused(f"{concern.name} is {new} already.")
    side = cast(Side, work.me.side)
    if refusal := lowering_refusal(rank(concern), new, concern.harm, side, reason):
        raise Refused(f"{refusal} {_informatics(work)}".rstrip())
    if not reason:
        raise Refused("Give the reason too: the people who reported it will see it.")
    _changed(work, concern, new, f"Set to {new} by {who(work.me)}: {reason}", reason)
    return Message(f"{concern.name} is {new} now", (line("Its reporters were told why."),))


def _informatics(work: Work) -> str:
    """Who can lower a safety matter, by name (R3)."""
    names = [p.name for p in people.everyone(work.db) if p.side == "both"]
    return f"That is {' or '.join(names[:3])}." if names and work.me.side != "both" else ""


def _changed(work: Work, concern: Concern, new: Priority, why: str, reason: str) -> None:
    old = concern.priority
    if concern.flagged and is_lower(new, rank(concern)):
        note(work, "concern.lowered", concern.name, f"{old} to {new}")
    _set(work, concern, new, why)
    entry = note_down(work, concern, f"{old} to {new}: {reason}")
    refresh(work, concern)
    title = f"{concern.name} went from {old} to {new}"
    said = Message(title, (line(f"{who(work.me)} changed it:"), Quote(reason)))
    tell_ward(work, concern, f"change:{entry.n}", said)


def _open(concern: Concern) -> Concern:
    if concern.state not in WITH_IT:
        raise Refused(f"{concern.name} is not being worked on, so its priority stays.")
    return concern
