"""What a huddle's timers bring about: the post, the asking before it, and what follows both."""

from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import post, prompts, scheduling
from bot.features.huddles.wording import IT
from bot.words.events import Due
from storage.nouns import huddle_entries, huddle_schedule, huddles, people
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle runs")


@feature.due("huddle.run")
def run(event: Due, work: Work) -> None:
    """An occurrence has come; one of a huddle that was paused or ended meanwhile is nothing."""
    number, slot, wall = event.args
    huddle = huddles.locked(work.db, int(number))
    occurrence = huddle_schedule.run(work.db, int(number), slot, wall)
    if huddle is None or occurrence is None or huddle.state != "on":
        return
    if slot == scheduling.POST:
        post.publish(work, huddle, occurrence)
    elif slot == IT:
        prompts.ask_it(work, huddle, occurrence)
    elif slot.startswith("unit:"):
        prompts.ask_unit(work, huddle, occurrence)
    else:
        prompts.ask_person(work, huddle, occurrence)


@feature.due("huddle.fresh")
def fresh(event: Due, work: Work) -> None:
    """What is shown of concerns follows them: who took one, which is new. An unchanged message is
    not edited."""
    if (timed := _timed(event, work)) is None:
        return
    huddle, occurrence = timed
    look = post.freshen if occurrence.slot == scheduling.POST else prompts.freshen
    again = look(work, huddle, occurrence)
    if again is not None:
        work.later(event.key, again, "huddle.fresh", *event.args)


@feature.due("huddle.close")
def close(event: Due, work: Work) -> None:
    """A unit or IT can answer no more: its card says so."""
    if timed := _timed(event, work):
        huddle, occurrence = timed
        work.forget(f"{occurrence.key}:fresh")
        work.show(occurrence.key, prompts.card(work, huddle, occurrence, closed=True))


@feature.due("huddle.remind")
def remind(event: Due, work: Work) -> None:
    """Only to someone who has not answered, and is still at work."""
    timed = _timed(event, work)
    person = people.get(work.db, int(event.args[1].partition(":")[2]))
    if timed is None or timed[0].state != "on" or person is None:
        return
    huddle, occurrence = timed
    day = prompts.whom(occurrence).day
    missing = not huddle_entries.of_person(work.db, huddle, person.id, day)
    if missing and prompts.expected(work, huddle, person, day):
        left = occurrence.due_at + timedelta(minutes=huddle.window) - work.now
        minutes = max(1, round(left.total_seconds() / 60))
        work.tell(person, f"{occurrence.key}:reminder", prompts.reminder(huddle, day, minutes))


def _timed(event: Due, work: Work) -> tuple[Huddle, Run] | None:
    """The huddle and the occurrence that a timer is about, while they are there."""
    number, slot, wall = event.args
    huddle = huddles.get(work.db, int(number))
    occurrence = huddle_schedule.run(work.db, int(number), slot, wall)
    return None if huddle is None or occurrence is None else (huddle, occurrence)
