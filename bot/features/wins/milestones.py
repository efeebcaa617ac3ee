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
    if concern.state == "closed" and concern.kind == "why":
        _propose(work, "why", concern.number)
    if concern.state == "closed":
        _begin(work)
    if not _known(work, "ten") and concerns.ended(work.db, WITH_FEEDBACK) >= TEN:
        _propose(work, "ten")


def _known(work: Work, key: str) -> bool:
    """Asked before anything is counted: a count reads every concern there ever was."""
    return wins.milestone(work.db, key) is not None


def thanks(concern: Concern, told: Message) -> Message:
    """What whoever confirms a fix is told, with a way to thank both sides for it."""
    if concern.practice or concern.fixed_by is None:
        return told
    button = Button("Thank them", Action("win.new", (str(concern.number),)))
    return replace(told, blocks=(*told.blocks, Buttons((button,), "Did it make a difference?")))


def _begin(work: Work) -> None:
    """The 30 days start with the first confirmed fix."""
    if wins.notice(work.db, CALM_KEY, work.now, state="waiting"):
        work.later("milestone:calm", work.now + CALM, "milestone.calm")


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
    found = wins.milestone(work.db, key)
    assert found is not None
    said, shown = _card(work, found), f"milestone:{key}:{int(work.now.timestamp())}"
    leaders = rooms.all_of(work.db, "leaders")
    if leaders:
        work.show(shown, said, *(Channel(r.platform, r.workspace, r.channel) for r in leaders))
        return
    for leader in people.with_role(work.db, "leader"):
        work.tell(leader, f"{shown}:{leader.id}", said)


def _card(work: Work, found: Milestone) -> Message:
    yes = Button("Make it a win", Action("milestone.take", (found.key,)), "primary")
    no = Button("Not this one", Action("milestone.decline", (found.key,)))
    about = concerns.by_number(work.db, [found.about] if found.about else [])
    words = tuple(Quote(concern.text) for concern in about)
    return Message(
        "Worth a win?",
        (
            line(DRAFTS[found.key]),
            *words,
            line("It goes out only if one of you says so."),
            Buttons((yes, no)),
        ),
    )


def row(work: Work, found: Milestone) -> Row:
    take = Button("Make it a win", Action("milestone.take", (found.key,)))
    return Row((short(DRAFTS[found.key], 80),), take)


@feature.press("milestone.take", right="raise", opens=True)
def take(event: Press, work: Work) -> Reply:
    """The form with a first sentence; both sides are there as teams, so that nobody is singled
    out by the bot."""
    found = _open(event, work)
    values = {"text": DRAFTS[found.key], "clinical": "the wards", "it": "the IT team"}
    return forms.win_form(values, ("", str(found.about or ""), found.key))


@feature.press("milestone.decline", right="raise")
def decline(event: Press, work: Work) -> Reply:
    found = _open(event, work)
    wins.settle(work.db, found.key, frm=("proposed",), to="declined")
    return Message("Not this one", (line("Nothing is announced."),))


def _open(event: Press, work: Work) -> Milestone:
    key = event.action.args[0] if event.action.args else ""
    found = wins.milestone(work.db, key)
    if found is None or found.state != "proposed":
        raise Refused("Somebody has decided on that one already. Type wins to see the latest.")
    return found
