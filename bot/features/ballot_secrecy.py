"""Who voted what: nobody is told, not even leaders; what may be said instead is the spread."""

import re
from dataclasses import replace

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.polls import panel_figures
from bot.features.polls.definition import Asks
from bot.features.polls.panel import whole
from bot.features.sentences import answered
from bot.rules.decimals import plainly
from bot.words.cards import Line, Message, Reply, line
from bot.words.events import Command
from storage.nouns import ballots, polls

feature = Feature("secrecy")
ASKED = re.compile(
    r"(?:has |have |did )?(?:rated?|voted?|answered|chose|said|ranked|scored)\b", re.I
)
DECLINED = (
    "Votes and ratings are secret: nobody is told who gave which, whoever asks. Who voted what is"
    " forgotten when a poll closes."
)
LATEST = 20


@feature.command("who", right="raise")
def who(event: Command, work: Work) -> Reply:
    """`who rated K4 low?` is declined, with the spread of that item where a panel has rated it."""
    if not ASKED.match(event.rest.strip()):
        return answered(replace(event, rest=f"who {event.rest}"), work)
    return Message("That stays secret", (line(DECLINED), *_spread(work, event.rest)))


def _spread(work: Work, words: str) -> tuple[Line, ...]:
    """The latest closed panel's figures for the item that the words name."""
    wanted = set(re.findall(r"[\w-]+", words.casefold()))
    for poll in polls.page(work.db, ("closed",), limit=LATEST):
        if poll.kind != "panel":
            continue
        asks, tally = Asks.of(poll), ballots.read(work.db, poll.number)
        part = whole(poll, asks, tally)
        for at, option in enumerate(asks.options):
            named = option.casefold().split()[0] in wanted
            if named and part is not None and (made := panel_figures.of(part, at)):
                median = f"{option} in {poll.name}: median {plainly(made.median)}"
                spread = f"{made.low} of {made.n} rated it 1-3, {made.high} rated it 7-9"
                return (line(f"{median}; {spread}."),)
    return ()
