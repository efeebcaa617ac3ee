"""The clocks of a concern: who is called when nobody answers, and reminders with a limit (R4)."""

from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, paging
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import announce, refresh, tell_it
from bot.features.nouns import CONCERN
from bot.features.speech import several, short, who
from bot.rules import response_clock
from bot.rules.working_hours import add_working
from bot.words.cards import Line, Mention, Message, Note, Reply, Span, line
from bot.words.events import Due
from storage.nouns import people
from storage.nouns.concerns import Concern

feature = Feature("clocks")
MOST_NUDGES = 5
EVERY = {"P1": timedelta(minutes=30), "P2": timedelta(hours=2)}
WORKING_EVERY = {"P3": timedelta(hours=4), "P4": timedelta(hours=9)}


def start(work: Work, concern: Concern) -> None:
    """Set the timers that fit the concern as it is now; call it after every change of it."""
    if concern.answered_at is None:
        # Call the on-call person for P1 and P2, the backup on the clock, and remind at the target.
        number = str(concern.number)
        rank = concern.priority
        if concern.urgent:
            paging.page(work, concern, "oncall")
        at = response_clock.escalate_at(concern.raised_at, rank, work.hospital)  # type: ignore[arg-type]
        if at is None or concern.escalated_at is not None:
            work.forget(f"{concern.key}:escalate")
        else:
            work.later(f"{concern.key}:escalate", at, "concern.escalate", number)
        work.later(f"{concern.key}:nudge", max(concern.due_at, work.now), "concern.nudge", number)
    else:
        work.forget(f"{concern.key}:escalate")
        # P1 and P2 owe the ward an update in a rhythm; the others are left alone once answered.
        every = EVERY.get(concern.priority)
        if every is None or concern.state == "on_hold" or concern.nudges >= MOST_NUDGES:
            work.forget(f"{concern.key}:nudge")
        else:
            at = work.now + every
            work.later(f"{concern.key}:nudge", at, "concern.nudge", str(concern.number))


def stop(work: Work, concern: Concern) -> None:
    """It has ended, or waits for the ward: nobody in IT is to be called or reminded."""
    for slug in ("escalate", "nudge", "look"):
        work.forget(f"{concern.key}:{slug}")


@feature.due("concern.escalate")
def escalate(event: Due, work: Work) -> Reply:
    """Nobody has answered: the backup is called, and both sides can see that."""
    concern = CONCERN.find(work, event.args[0])
    if concern.answered_at is not None or concern.state != "new":
        return None
    concern.escalated_at = work.now
    called = paging.page(work, concern, "backup")
    waited = response_clock.minutes(work.now - concern.raised_at).removesuffix(".0")
    note_down(work, concern, f"No answer for {waited} min, backup called")
    names = ", ".join(map(who, called)) or "nobody: no backup is set up"
    alarm = Message(
        f"{concern.name}: no answer for {waited} min",
        (line(f"The backup was called: {names}."), Note(card.emergency(work.hospital))),
        tone="urgent",
    )
    announce(work, concern, "escalated", alarm)
    refresh(work, concern)
    return None


@feature.due("concern.nudge")
def nudge(event: Due, work: Work) -> Reply:
    """A reminder in IT's thread, at most five for a concern, P3 and P4 in working hours only."""
    concern = CONCERN.find(work, event.args[0])
    idle = concern.state not in {"new", "acknowledged", "in_progress", "reopened"}
    if idle or concern.nudges >= MOST_NUDGES:
        return None
    concern.nudges += 1
    ask = "an update is due" if concern.answered_at else "nobody has answered yet"
    left = Note((f"{several(MOST_NUDGES - concern.nudges, 'reminder', 'reminders')} left",))
    reminder = Message(
        f"{concern.name}: {ask}",
        (_call(work, concern), line(short(concern.text)), left),
        tone="warning" if concern.urgent else "plain",
    )
    tell_it(work, concern, f"nudge:{concern.nudges}", reminder)
    if concern.nudges < MOST_NUDGES:
        _again(work, concern)
    refresh(work, concern)
    return None


def _again(work: Work, concern: Concern) -> None:
    if concern.urgent:
        at = work.now + (EVERY[concern.priority] if concern.answered_at else timedelta(minutes=15))
    elif concern.answered_at is None:
        span = WORKING_EVERY[concern.priority]
        at = add_working(work.now, span, work.hospital.hours, work.hospital.zone)
    else:
        return
    work.later(f"{concern.key}:nudge", at, "concern.nudge", str(concern.number))


def _call(work: Work, concern: Concern) -> Line:
    """Whose it is, else who is on call."""
    owner = people.get(work.db, concern.assignee_id or 0)
    whose = [owner] if owner else people.with_role(work.db, "oncall")
    calls: list[Span] = []
    for person in whose:
        calls += [Mention(account) for account in work.accounts(person)[:1]]
    return line(*(calls or ["No one has it, and nobody is set up as on call."]))
