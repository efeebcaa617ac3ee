"""The clocks of a concern: paging while a P1 or P2 waits, and reminders (R4, R18)."""

from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import ladder
from bot.features.concerns.thread import refresh, tell_it
from bot.features.nouns import CONCERN
from bot.features.oncall.duty import on_duty
from bot.features.speech import several, short
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
    if concern.urgent:
        ladder.follow(work, concern)
    number = str(concern.number)
    if concern.answered_at is None and concern.urgent:
        work.forget(f"{concern.key}:nudge")  # people are paged, with no limit
    elif concern.answered_at is None:
        work.later(f"{concern.key}:nudge", max(concern.due_at, work.now), "concern.nudge", number)
    else:
        # P1 and P2 owe the ward an update in a rhythm; the others are left alone once answered.
        every = EVERY.get(concern.priority)
        if every is None or concern.state == "on_hold":
            work.forget(f"{concern.key}:nudge")
        else:
            work.later(f"{concern.key}:nudge", work.now + every, "concern.nudge", number)


def lowered(work: Work, concern: Concern) -> None:
    """A P1 or P2 that is none any more: nobody is paged about it."""
    ladder.follow(work, concern)
    start(work, concern)


def stop(work: Work, concern: Concern) -> None:
    """It has ended, or waits for the ward: nobody in IT is to be paged or reminded."""
    if concern.urgent:
        ladder.follow(work, concern)
    for slug in ("escalate", "nudge", "look"):
        work.forget(f"{concern.key}:{slug}")


@feature.due("concern.escalate")
def escalate(event: Due, work: Work) -> Reply:
    """A timer of an earlier version of Corridor: the ladder goes on from there."""
    start(work, CONCERN.find(work, event.args[0]))
    return None


@feature.due("concern.nudge")
def nudge(event: Due, work: Work) -> Reply:
    """A reminder in IT's thread: of P1 and P2 that an update is due; of P3 and P4 in working hours,
    and at most five for a concern."""
    concern = CONCERN.find(work, event.args[0])
    if concern.urgent and concern.answered_at is None:
        start(work, concern)
        return None
    idle = concern.state not in {"new", "acknowledged", "in_progress", "reopened"}
    if idle or (not concern.urgent and concern.nudges >= MOST_NUDGES):
        return None
    concern.nudges += 1
    ask = "an update is due" if concern.answered_at else "nobody has answered yet"
    reminder = Message(
        f"{concern.name}: {ask}",
        (_call(work, concern), line(short(concern.text)), *_left(concern)),
        tone="warning" if concern.urgent else "plain",
    )
    tell_it(work, concern, f"nudge:{concern.nudges}", reminder)
    _again(work, concern)
    refresh(work, concern)
    return None


def _left(concern: Concern) -> tuple[Note, ...]:
    if concern.urgent:
        return ()
    return (Note((f"{several(MOST_NUDGES - concern.nudges, 'reminder', 'reminders')} left",)),)


def _again(work: Work, concern: Concern) -> None:
    if concern.urgent:
        at = work.now + EVERY[concern.priority]
    elif concern.answered_at is None and concern.nudges < MOST_NUDGES:
        span = WORKING_EVERY[concern.priority]
        at = add_working(work.now, span, work.hospital.hours, work.hospital.zone)
    else:
        return
    work.later(f"{concern.key}:nudge", at, "concern.nudge", str(concern.number))


def _call(work: Work, concern: Concern) -> Line:
    """Whose it is, else who is on call."""
    owner = people.get(work.db, concern.assignee_id or 0)
    whose = [owner] if owner else on_duty(work, "oncall", concern)
    calls: list[Span] = []
    for person in whose:
        calls += [Mention(account) for account in work.accounts(person)[:1]]
    return line(*(calls or ["No one has it, and nobody is set up as on call."]))
