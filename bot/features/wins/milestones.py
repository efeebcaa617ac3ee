"""Milestones: what happened and is worth a win, proposed to people and never posted without one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.speech import short
from bot.features.wins import forms
from bot.words.cards import Button, Buttons, Message, Quote, Reply, Row, line
from bot.words.events import Action, Channel, Due, Press
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import concerns, people, rooms, wins
from storage.nouns.concerns import Concern
from storage.nouns.wins import Milestone

feature = Feature("milestones")
TEN = 10
CALM = timedelta(days=30)
CALM_KEY = "calm"
WITH_FEEDBACK = ("closed", "not_doing")
DRAFTS: Mapping[str, str] = {
    "ten": "The first ten concerns are closed, and whoever raised them knows what became of them.",
    CALM_KEY: "For 30 days, every fix was checked by the ward that had asked for it.",
    "why": "One step less: somebody asked why we do it, and it is gone.",
}


def noticed(work: Work, concern: Concern) -> None:
    """A concern has ended: look what that makes. Practice never counts (R13)."""
    if concern.practice:
        return
    if concern.state == "unconfirmed":
        # A fix that nobody checked: the 30 days start anew, also after they were reached once.
        wins.notice(work.db, CALM_KEY, work.now, state="waiting")
        wins.settle(work.db, CALM_KEY, frm=("proposed", "taken", "declined"), to="waiting")
        work.later("milestone:calm", work.now + CALM, "milestone.calm")
        return
    if concern.state == "closed":
        if concern.kind == "why":
            _propose(work, "why", concern.number)
        # The 30 days start with the first confirmed fix.
        if wins.notice(work.db, CALM_KEY, work.now, state="waiting"):
            work.later("milestone:calm", work.now + CALM, "milestone.calm")
    # Whether it is known is asked first: the count reads every concern there ever was.
    known = wins.milestone(work.db, "ten") is not None
    if not known and concerns.ended(work.db, WITH_FEEDBACK) >= TEN:
        _propose(work, "ten")


def thanks(concern: Concern, reply: Message) -> Message:
    """What whoever confirms a fix is told, with a way to thank both sides for it."""
    if concern.practice or concern.fixed_by is None:
        return reply
    button = Button("Thank them", Action("win.new", (str(concern.number),)))
    return replace(reply, blocks=(*reply.blocks, Buttons((button,), "Did it make a difference?")))


@feature.due("milestone.calm")
def calm(event: Due, work: Work) -> Reply:
    """30 days without an unconfirmed fix; told only if there was a fix to confirm in them."""
    if concerns.confirmed_since(work.db, work.now - CALM) == 0:
        work.later("milestone:calm", work.now + CALM, "milestone.calm")
    elif wins.settle(work.db, CALM_KEY, frm=("waiting",), to="proposed"):
        _show(work, CALM_KEY)
    return None


def _propose(work: Work, key: str, about: int | None = None) -> None:
    if wins.notice(work.db, key, work.now, about=about, state="proposed"):
        _show(work, key)


def _show(work: Work, key: str) -> None:
    """To the leaders' rooms; where there is none, to the leaders, on shift (R12)."""
    milestone = wins.milestone(work.db, key)
    assert milestone is not None
    yes = Button("Make it a win", Action("milestone.take", (key,)), "primary")
    no = Button("Not this one", Action("milestone.decline", (key,)))
    about = concerns.by_number(work.db, [milestone.about] if milestone.about else [])
    words = tuple(Quote(concern.text) for concern in about)
    ask = line("It goes out only if one of you says so.")
    proposal = Message("Worth a win?", (line(DRAFTS[key]), *words, ask, Buttons((yes, no))))
    message_key = f"milestone:{key}:{int(work.now.timestamp())}"
    if leaders := rooms.all_of(work.db, "leaders"):
        work.show(message_key, proposal, *(Channel(*room.address) for room in leaders))
        return
    for leader in people.with_role(work.db, "leader"):
        work.tell(leader, f"{message_key}:{leader.id}", proposal)


def row(work: Work, milestone: Milestone) -> Row:
    take = Button("Make it a win", Action("milestone.take", (milestone.key,)))
    return Row((short(DRAFTS[milestone.key], 80),), take)


@feature.press("milestone.take", right="raise", opens=True)
def take(event: Press, work: Work) -> Reply:
    """The form with a first sentence; both sides are there as teams, so that nobody is singled
    out by the bot."""
    milestone = _proposed(event, work)
    values = {"text": DRAFTS[milestone.key], "clinical": "the wards", "it": "the IT team"}
    return forms.win_form(values, ("", str(milestone.about or ""), milestone.key))


@feature.press("milestone.decline", right="raise")
def decline(event: Press, work: Work) -> Reply:
    milestone = _proposed(event, work)
    wins.settle(work.db, milestone.key, frm=("proposed",), to="declined")
    return Message("Not this one", (line("Nothing is announced."),))


def _proposed(event: Press, work: Work) -> Milestone:
    milestone = wins.milestone(work.db, event.action.args[0])
    if milestone is None or milestone.state != "proposed":
        raise Refused(
            f"Somebody has decided on that one already. Type {say('wins')} to see the latest."
        )
    return milestone
