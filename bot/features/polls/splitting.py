"""After the close the organiser lets results be shown by unit, site or shift (R25)."""

import re

from bot.core.acts import Given
from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import results, splits
from bot.features.polls.card import card, refresh
from bot.features.polls.closing import show_ended
from bot.features.polls.conditions import need_ended
from bot.features.polls.definition import Asks
from bot.features.polls.interpretation import breakdown
from bot.words.cards import Message, Reply, line
from bot.words.refusal import Refused
from storage.nouns import ballots
from storage.nouns.polls import Poll

feature = Feature(
    "polls", (Help("poll P-101 by unit", "after the close; or by site, by shift", more=True),)
)
BY = re.compile(r"(?:show(?:n)? )?by (?P<by>\S.*)", re.IGNORECASE)


def _need_ended(work: Work, poll: Poll) -> None:
    need_ended(work, poll, "show its results by unit, site or shift")


def by_words(work: Work, poll: Poll, words: str) -> Reply:
    """What is typed behind the number of a poll: "by unit"; alone the number shows the poll."""
    match = BY.fullmatch(words)
    if match is None:
        return card(work, poll)
    _need_ended(work, poll)
    return _show_by(work, poll, breakdown(work, match["by"]))


@feature.act(POLL, "split", before=_need_ended)
def split(work: Work, poll: Poll, given: Given) -> Reply:
    return _show_by(work, poll, breakdown(work, "".join(given.args)))


def _show_by(work: Work, poll: Poll, by: str) -> Message:
    """Show it on every card, where R10 allows for all groups; else `Refused`, with why not."""
    if by in splits.Splits.of(poll).shown:
        return Message(f"{poll.name} is shown by {by} already")
    asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
    if why := results.why_not_by(poll, asks, tally, by):
        raise Refused(why)
    splits.add(poll, by)
    note(work, "poll.decided", poll.name, f"by {by}")
    refresh(work, poll)
    show_ended(work, poll)
    return Message(f"{poll.name} is shown by {by}", (line("Its card has the figures now."),))
