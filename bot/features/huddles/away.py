"""Away: someone is not asked while they are, and says so once for all their huddles."""

from datetime import date, datetime, timedelta

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.huddles import lookup, prompts, scheduling
from bot.features.speech import date_words
from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day
from bot.words.cards import Message, Reply, line
from bot.words.events import Command, Press
from bot.words.refusal import Refused
from storage.nouns import huddles

feature = Feature(
    "away", (Help("away until friday", "huddles don't ask you; back ends it", more=True),)
)
HOW = "Say until when you are away, the last day of it: away until friday, away until 13 Mar."


@feature.command("away")
def go(event: Command, work: Work) -> Reply:
    zone = scheduling.own_zone(work, work.me)
    today = local_day(work.now, zone)
    words = event.rest.strip().lower()
    first, until = _first(words, today)
    found = today if until in {"", "today"} else read_date(until, zone, work.now)
    if found is None:
        raise Refused(HOW)
    last = local_day(found, zone) if isinstance(found, datetime) else found
    huddles.go_away(work.db, work.me.id, first, max(first, last))
    return Message(
        f"You are away until {date_words(max(first, last))}",
        (line("No huddle asks you on those days. Back earlier? Type back."),),
    )


def _first(words: str, today: date) -> tuple[date, str]:
    """The first day, and the words for the last one: "tomorrow" alone is one day."""
    if words == "tomorrow":
        return today + timedelta(days=1), "tomorrow"
    return today, words.removeprefix("until ").removeprefix("till ")


@feature.command("back")
def back(event: Command, work: Work) -> Reply:
    if not huddles.come_back(work.db, work.me.id):
        raise Refused("You are not away, so nothing was changed.")
    return Message("Welcome back", (line("Huddles ask you again from the next one on."),))


@feature.press("huddle.away", right="raise", opens=True)
def today(event: Press, work: Work) -> Reply:
    """From the question itself: away on that day only."""
    huddle = lookup.live(work, lookup.first(event))
    try:
        day = date.fromisoformat((*event.action.args, "")[1])
    except ValueError:
        raise Refused(HOW) from None
    huddles.go_away(work.db, work.me.id, day, day)
    prompts.refresh_person(work, huddle, work.me, day)
    return Message("You are away today", (line("Nobody reminds you. Type back if that changes."),))
