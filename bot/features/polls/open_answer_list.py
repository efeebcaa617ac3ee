"""The answers to an open question that has closed, as a list (R25)."""

from collections.abc import Iterator

from bot.core.work import Work
from bot.features.polls.definition import Asks
from bot.features.speech import several, short, who_id
from bot.rules.suppression import LEAST
from bot.words.cards import Block, Note, Quote, line
from storage.nouns import open_answers
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll

LEAST_NAMELESS = 2 * LEAST  # as how somebody writes can tell who they are
ON_A_CARD = 12  # answers
LONGEST_SHOWN = 300


def least(asks: Asks) -> int:
    """How many must have answered for anything to be shown."""
    return LEAST_NAMELESS if asks.anonymous else LEAST


def blocks(work: Work, poll: Poll, asks: Asks, tally: Tally) -> Iterator[Block]:
    """The answers to a closed one, as a list."""
    answers = answers_shown(work, poll, asks)
    if not answers:
        few = f"Fewer than {least(asks)} people answered, so nothing of it is shown."
        yield line(few if tally.voters else "Nobody answered.")
        return
    yield line(several(len(answers), "answer", "answers"), ":")
    for name, text in answers[:ON_A_CARD]:
        yield Quote(short(text, LONGEST_SHOWN))
        if name:
            yield Note((name,))
    if len(answers) > ON_A_CARD:
        yield Note((f"{len(answers) - ON_A_CARD} more are in the file: figures {poll.name}",))


def answers_shown(work: Work, poll: Poll, asks: Asks) -> list[tuple[str, str]]:
    """Each answer with its writer, who is nobody in an anonymous poll; none of too few."""
    found = open_answers.every(work.db, poll.number)
    if poll.state != "closed" or len(found) < least(asks):
        return []
    named = not asks.anonymous
    return [(who_id(work, one.person_id) if named else "", one.text) for one in found]


def rows(work: Work, poll: Poll, asks: Asks) -> list[dict[str, str]]:
    """The same as rows of a file, all of them."""
    return [{"who": name, "answer": text} for name, text in answers_shown(work, poll, asks)]
