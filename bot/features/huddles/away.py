"""Away: someone is not asked while they are, and says so once for all their huddles."""

from datetime import date, datetime, timedelta

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.huddles import lookup, prompts, scheduling
from bot.features.nouns import HUDDLE
from bot.features.speech import date_words
from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day
from bot.words.cards import Button, Buttons, Form, Message, Reply, line, with_errors
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import DateField
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import huddles
from storage.nouns.huddles import Huddle

feature = Feature(
    "away",
    (Help("away until friday", "huddles don't ask you; back ends it", more=True),),
    lasts=True,
)
HOW = "Say until when you are away, the last day of it: away until friday, away until 13 Mar."


@feature.command("away")
def go(event: Command, work: Work) -> Reply:
    """From today on, or "tomorrow" alone, which is that one day."""
    zone = scheduling.own_zone(work, work.me)
    first = local_day(work.now, zone)
    words = event.rest.strip().lower()
    if words in {"until", "till"}:
        return form(work)
    until = words.removeprefix("until ").removeprefix("till ")
    day = first if until in {"", "today"} else read_date(until, zone, work.now)
    if day is None:
        raise Refused(HOW)
    if words == "tomorrow":
        first += timedelta(days=1)
    last = max(first, local_day(day, zone) if isinstance(day, datetime) else day)
    return _gone(work, first, last)


def _gone(work: Work, first: date, last: date) -> Message:
    huddles.go_away(work.db, work.me.id, first, last)
    told = line(f"No huddle asks you on those days. Back earlier? Type {say('back')}.")
    longer = Buttons((Button("Until another day", Action("away.until")),))
    return Message(f"You are away until {date_words(last)}", (told, longer))


def form(work: Work) -> Form:
    first = local_day(work.now, scheduling.own_zone(work, work.me))
    hint = "The last day on which no huddle asks you."
    field = DateField("until", "Away until", first + timedelta(days=1), hint=hint)
    return Form("Away", Action("away.save"), (field,), "Save")


@feature.press("away.until", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work)


@feature.submit("away.save", form=lambda _, work: form(work))
def save(event: Submit, work: Work) -> Reply:
    """From today on, until the day that was picked."""
    first = local_day(work.now, scheduling.own_zone(work, work.me))
    try:
        last = date.fromisoformat(event.values.get("until", ""))
    except ValueError:
        last = date.min
    if last < first:
        told = "Choose today or a day to come."
        return with_errors(form(work), dict(event.values), {"until": told})
    return _gone(work, first, last)


@feature.command("back", alone=True)
def back(event: Command, work: Work) -> Reply:
    if not huddles.come_back(work.db, work.me.id):
        raise Refused("You are not away, so nothing was changed.")
    return Message("Welcome back", (line("Huddles ask you again from the next one on."),))


@feature.act(HUDDLE, "away", before=lookup.live, opens=True)
def today(work: Work, huddle: Huddle, given: Given) -> Reply:
    """From the question itself: away on that day only."""
    try:
        day = date.fromisoformat(given.args[0])
    except ValueError:
        raise Refused(HOW) from None
    huddles.go_away(work.db, work.me.id, day, day)
    prompts.refresh_person(work, huddle, work.me, day)
    return Message(
        "You are away today", (line(f"Nobody reminds you. Type {say('back')} if that changes."),)
    )
