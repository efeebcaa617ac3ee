"""The weighted table that a group has filled in together: no ballots, exact sums, a tie told."""

import re

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.polls import closing
from bot.features.polls.audience import named_rooms
from bot.features.polls.definition import Asks, criteria, wrong
from bot.features.polls.opening import New, begin
from bot.words.cards import Reply
from bot.words.events import Command
from bot.words.refusal import Refused
from bot.words.spelling import say

feature = Feature(
    "polls",
    (Help("weigh Which? | Cost .6, Ease .4 | A 4 3 | B 3 4", "a table with weights", more=True),),
)
SCORE = re.compile(r"\d{1,4}(\.\d{1,4})?")
WHERE = (
    "A direct message has no room of its own, so nothing was asked. Say at its end where it is"
    " shown: --in IT triage, 5 West. Or type it in the room."
)
EXAMPLE = "weigh Which tool? | Cost .35, Ease .25, Speed .40 | Tool A 4 3 2 | Tool B 3 4 3"


@feature.command("weigh", right="raise")
def weigh(event: Command, work: Work) -> Reply:
    """The table at once, where it is asked, with its sums."""
    words, _, where = event.rest.partition(" --in ")
    asks = read(words)
    for what in wrong(asks).values():
        raise Refused(what)
    if event.channel.dm and not where.strip():
        raise Refused(WHERE)
    rooms = named_rooms(work, where) if where.strip() else [event.channel]
    new = New(asks, work.now, None, tuple(rooms))
    poll = begin(work, new, work.me.id)
    closing.close(work, poll)
    return closing.ended(work, poll)


def read(text: str) -> Asks:
    """Question, criteria with weights, then an option a part with its scores. `Refused`, with an
    example, for anything else."""
    question, *parts = (part.strip() for part in text.replace("\n", "|").split("|"))
    if len(parts) < 3:
        raise Refused(f"Say it like this: {say(EXAMPLE)}")
    named = criteria(parts[0])
    width, options, table = len(named), [], []
    for part in filter(None, parts[1:]):
        words = part.replace(",", " ").split()
        scores, name = words[-width:], " ".join(words[:-width])
        if not name or not all(SCORE.fullmatch(score) for score in scores):
            needs = f"“{part[:40]}” needs a name and {width} scores"
            raise Refused(f"{needs}. Say it like this: {say(EXAMPLE)}")
        options.append(name)
        table.append(tuple(scores))
    return Asks(question, "weighted", tuple(options), named, table=tuple(table))
