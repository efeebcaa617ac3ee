"""What a huddle's clocks bring about: the post, and the asking before it."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import post, prompts, scheduling
from bot.features.huddles.wording import IT
from bot.words.events import Due
from storage.nouns import huddle_schedule, huddles
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle

feature = Feature("huddle runs")


@feature.due("huddle.run")
def run(event: Due, work: Work) -> None:
    """An occurrence has come; one of a huddle that was paused or ended meanwhile is nothing."""
    number, slot, wall = event.args
    huddle = huddles.locked(work.db, int(number))
    found = huddle_schedule.run(work.db, int(number), slot, wall)
    if huddle is not None and found is not None and huddle.state == "on":
        _run(work, huddle, found)


def _run(work: Work, huddle: Huddle, found: Run) -> None:
    if found.slot == scheduling.POST:
        post.publish(work, huddle, found)
    elif found.slot == IT:
        prompts.ask_it(work, huddle, found)
    elif found.slot.startswith("unit:"):
        prompts.ask_unit(work, huddle, found)
    else:
        prompts.ask_person(work, huddle, found)


@feature.due("huddle.fresh")
def fresh(event: Due, work: Work) -> None:
    """What is shown of concerns follows them: who took one, which is new. An unchanged message is
    not edited."""
    if (found := prompts.asked_by(event, work)) is None:
        return
    huddle, run = found
    look = post.freshen if run.slot == scheduling.POST else prompts.freshen
    again = look(work, huddle, run)
    if again is not None:
        work.later(event.key, again, "huddle.fresh", *event.args)
