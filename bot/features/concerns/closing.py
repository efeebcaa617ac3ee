"""How a concern ends: fixed with a plain note, checked by the ward, or not done with a reason."""

from datetime import datetime

from bot.core.acts import Given, Wrong
from bot.core.rights import require
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import (
    card,
    confidential,
    escalation,
    first_answer,
    forms,
    ladder,
    lookup,
    states,
)
from bot.features.concerns.card import act
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import (
    SOURCE,
    announce,
    refresh,
    settle,
    tell_it,
    tell_ward,
    ward_places,
)
from bot.features.nouns import CONCERN
from bot.features.speech import who
from bot.features.wins import milestones
from bot.rules.closing_notes import plain_note
from bot.rules.response_clock import close_at
from bot.words.cards import Button, Buttons, Message, Quote, Reply, line
from bot.words.events import Due, Press
from bot.words.refusal import Refused
from storage.nouns import people
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature(
    "closing",
    (
        Help("fixed C-101 what was done", "ask the ward to check", "it"),
        Help("confirm C-101", "it works; or reopen C-101 what still happens", "clinical"),
    ),
    urgent=True,
    lasts=True,
)
STILL = "Say in a few words what still happens, so that IT can look."
WHY_NOT = "A no needs a reason: at least five plain words that the ward will read."
ENDED = ("fixed", "closed", "unconfirmed", "not_doing")


@feature.act(
    CONCERN,
    "fixed",
    right="work",
    words="fixed",
    example="what works again, and what to try",
    reads="note",
    form=lambda _work, concern, _args: forms.fixed_form(concern),
    before=lambda _work, concern: states.need(concern, WITH_IT, "fix"),
)
def fixed(work: Work, concern: Concern, given: Given) -> Reply:
    """A plain note (R7), which is an answer too; then the units are asked to check."""
    if missing := plain_note(given["note"]):
        raise Wrong(note=missing)
    states.resume_clock(work, concern)
    concern.note, concern.fixed_at, concern.fixed_by = given["note"], work.now, work.me.id
    _count_as_answer(work, concern)
    concern.state = "fixed"
    note_down(work, concern, f"Fixed: {concern.note}")
    escalation.stop(work, concern)
    closes = _closes_at(work, concern)
    work.later(f"{concern.key}:unconfirmed", closes, "concern.unconfirmed", str(concern.number))
    tell_ward(work, concern, _check_key(concern), _please_check(work, concern))
    refresh(work, concern)
    checked = line("The ward is asked to check; until then it says so on the card.")
    return card.told(f"{concern.name} is marked as fixed", checked)


def _count_as_answer(work: Work, concern: Concern) -> None:
    """Words that end a concern stop its response clock where nothing has before (R5)."""
    if concern.answered_at is None and first_answer.answers(work, concern, work.me):
        concern.answered_at, concern.answered_by = work.now, work.me.id
        concern.answered_as = concern.priority
        ladder.answered(work, concern, work.now)


def _closes_at(work: Work, concern: Concern) -> datetime:
    reporter = people.get(work.db, concern.reporter_id or 0)
    if reporter is None:
        return close_at(work.now, None, work.hospital.zone)
    return close_at(work.now, work.shift(reporter), work.zone(reporter), reporter.weekdays)


def _check_key(concern: Concern) -> str:
    return f"check:{concern.reopened}"


def _please_check(work: Work, concern: Concern) -> Message:
    yes = Button("It works", act("confirm", concern), style="primary")
    buttons = Buttons((yes, Button("Not yet", act("reopen", concern))))
    by = line(f"{who(work.me)} says it is fixed:")
    ask = line("Anyone of the unit can check. Does it work for you?")
    return Message(f"Please check {concern.name}", (by, Quote(concern.note), ask, buttons))


@feature.act(CONCERN, "confirm", words="confirm")
def confirm(work: Work, concern: Concern, given: Given) -> Reply:
    """In their own chat with its card, the message that was pressed says what came of it."""
    again, channel = concern.state == "closed", given.event.channel
    reply = confirmed(work, concern)
    card_at = next((key for key, at in ward_places(work, concern) if at == channel), "")
    if again or not (isinstance(given.event, Press) and channel.dm and card_at):
        return reply
    assert isinstance(reply, Message)
    work.show(f"{concern.key}:{_check_key(concern)}", reply, channel, parent=card_at)
    return None


def confirmed(work: Work, concern: Concern) -> Reply:
    """The reporter or any clinician of the unit; everyone who reported it is told (R7), where they
    were asked to check."""
    work = lookup.own(work, concern)
    if concern.state == "closed":
        return card.told(f"{concern.name} was confirmed already", line("Thank you."))
    require(work.me, "check", lookup.standing(work, concern))
    states.need(concern, ("fixed",), "confirm")
    _close(work, concern, "closed")
    note_down(work, concern, "Confirmed: it works")
    done = _said_and_done(work, concern)
    settle(work, concern, _check_key(concern), done)
    tell_ward(work, concern, _check_key(concern), done)
    by = line(f"{who(work.me)} checked it on the ward: it works.")
    tell_it(
        work,
        concern,
        f"done:{concern.reopened}",
        Message(f"{concern.name} is confirmed", (by,), tone="good"),
    )
    refresh(work, concern)
    milestones.noticed(work, concern)
    return milestones.thanks(concern, done)


def _close(work: Work, concern: Concern, state: str) -> None:
    concern.state, concern.closed_at = state, work.now
    concern.closed_by = work.actor.id if work.actor else None
    work.forget(f"{concern.key}:unconfirmed")
    escalation.stop(work, concern)
    confidential.arm_destruction(work, concern)


def _said_and_done(work: Work, concern: Concern) -> Message:
    """You said / we did."""
    return Message(
        f"{concern.name} is closed",
        (
            line("You said:"),
            Quote(concern.text),
            line("We did:"),
            Quote(concern.note),
            Buttons((Button("It is back", act("reopen", concern)),)),
        ),
        tone="good",
    )


def _may_reopen(work: Work, concern: Concern) -> None:
    require(lookup.own(work, concern).me, "check", lookup.standing(work, concern))
    states.need(concern, ENDED, "reopen")


@feature.act(
    CONCERN,
    "reopen",
    words="reopen",
    example="what still happens",
    reads="reason",
    form=lambda _work, concern, _args: forms.reopen_form(concern),
    before=_may_reopen,
    nameless=True,
)
def reopen(work: Work, concern: Concern, given: Given) -> Reply:
    if not given["reason"]:
        raise Wrong(reason=STILL)
    return reopened(work, concern, given["reason"])


def reopened(work: Work, concern: Concern, reason: str) -> Reply:
    work = lookup.own(work, concern)
    require(work.me, "check", lookup.standing(work, concern))
    states.need(concern, ENDED, "reopen")
    if not reason:
        raise Refused(STILL)
    still = Message(f"{concern.name} does not work yet", (line(f"{who(work.me)} has checked it."),))
    settle(work, concern, _check_key(concern), still)
    concern.state, concern.reopened = "reopened", concern.reopened + 1
    concern.fixed_at = concern.closed_at = concern.closed_by = None
    concern.note = ""
    work.forget(f"{concern.key}:unconfirmed")
    confidential.disarm_destruction(work, concern)
    note_down(work, concern, f"Reopened: {reason}")
    escalation.start(work, concern)
    refresh(work, concern)
    by = line(f"{who(work.me)} says it is not fixed:")
    notice = Message(f"{concern.name} is reopened", (by, Quote(reason)), tone="warning")
    announce(work, concern, f"reopened:{concern.reopened}", notice)
    return card.told(f"{concern.name} is open again", line("IT has been told what still happens."))


@feature.act(
    CONCERN,
    "notdoing",
    right="work",
    words="notdoing",
    example="the reason, in plain words",
    reads="reason",
    form=lambda _work, concern, _args: forms.notdoing_form(concern),
    before=lambda _work, concern: states.need(concern, WITH_IT, "decline"),
)
def notdoing(work: Work, concern: Concern, given: Given) -> Reply:
    """A no needs a reason that the ward can read (R6), and the ward is told it."""
    if plain_note(given["reason"]):
        raise Wrong(reason=WHY_NOT)
    concern.note = given["reason"]
    _count_as_answer(work, concern)
    _close(work, concern, "not_doing")
    note_down(work, concern, f"Not doing: {concern.note}")
    by = line(f"{who(work.me)} says:")
    notice = Message(f"{concern.name} won't be done", (by, Quote(concern.note)))
    tell_ward(work, concern, f"notdoing:{concern.entries}", notice)
    refresh(work, concern)
    milestones.noticed(work, concern)
    return card.told(f"{concern.name} is closed as not doing", line("The ward is told why."))


@feature.act(CONCERN, "withdraw", words="withdraw")
def withdraw(work: Work, concern: Concern, given: Given) -> Reply:
    return withdrawn(work, concern)


def withdrawn(work: Work, concern: Concern) -> Reply:
    """Only its reporter, and only while nobody has answered."""
    work = lookup.own(work, concern)
    if not lookup.raised_it(work, concern):
        raise Refused(f"Only the person who raised {concern.name} can take it back.")
    states.need(concern, ("new",), "take back: it is with IT")
    _close(work, concern, "withdrawn")
    note_down(work, concern, "Withdrawn")
    settle(work, concern, SOURCE, card.told(f"{concern.name} is taken back"))
    refresh(work, concern)
    notice = Message(f"{concern.name} was taken back", (line("Its reporter no longer needs it."),))
    tell_it(work, concern, "withdrawn", notice)
    return card.told(f"{concern.name} is taken back")


@feature.due("concern.unconfirmed")
def unconfirmed(event: Due, work: Work) -> Reply:
    """Nobody checked in time (R7): closed, and said to be so."""
    concern = CONCERN.find(work, event.args[0])
    if concern.state == "fixed":
        _close(work, concern, "unconfirmed")
        note_down(work, concern, "Closed: nobody checked")
        ask = line("Nobody had time to check it, so it was closed. If it is back, reopen it.")
        back = Buttons((Button("It is back", act("reopen", concern)),))
        notice = Message(
            f"{concern.name} is closed, not confirmed", (ask, Quote(concern.note), back)
        )
        late = Message(f"{concern.name} was closed without a check")
        settle(work, concern, _check_key(concern), late)
        tell_ward(work, concern, f"unconfirmed:{concern.reopened}", notice)
        refresh(work, concern)
        milestones.noticed(work, concern)
    return None
