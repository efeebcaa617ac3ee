"""The answers to an open question that has closed, as a list or by themes (R25)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.work import Work
from bot.features.polls.definition import Asks
from bot.features.speech import listed, several, short, who_id
from bot.rules.suppression import LEAST
from bot.rules.themes import counted_apart
from bot.words.cards import Block, Bold, Note, Quote, line
from storage.nouns import open_answers
from storage.nouns.ballots import Tally
from storage.nouns.open_answers import OpenAnswer
from storage.nouns.polls import Poll

LEAST_NAMELESS = 2 * LEAST  # as how somebody writes can tell who they are
ON_A_CARD = 12  # answers
LONGEST_SHOWN = 300
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Grouped:
    """A theme with its answers, or all that are in none that is shown (`OTHER`)."""

    theme: str
    answers: tuple[OpenAnswer, ...]


def least(asks: Asks) -> int:
    """How many must have answered for anything to be shown."""
    return LEAST_NAMELESS if asks.anonymous else LEAST


def on_card(work: Work, poll: Poll, asks: Asks) -> Sequence[OpenAnswer]:
    """The answers to a closed one; none of too few."""
    found = open_answers.every(work.db, poll.number)
    return found if poll.state == "closed" and len(found) >= least(asks) else ()


def blocks(work: Work, poll: Poll, asks: Asks, tally: Tally) -> Iterator[Block]:
    answers = on_card(work, poll, asks)
    if not answers:
        few = f"Fewer than {least(asks)} people answered, so nothing of it is shown."
        yield line(few if tally.voters else "Nobody answered.")
        return
    groups = by_theme(asks, answers)
    some = several(len(answers), "answer", "answers")
    apart = [group for group in groups if group.theme != OTHER]
    yield line(f"{several(len(apart), 'theme', 'themes')} from {some}:" if apart else f"{some}:")
    shown = 0
    for group in groups:
        if apart:
            yield line(Bold(group.theme), f": {several(len(group.answers), 'answer', 'answers')}")
        for answer in group.answers[: ON_A_CARD // len(groups)]:
            shown += 1
            yield from _answer(work, asks, answer)
    yield from _uncounted(answers, apart)
    if len(answers) > shown:
        yield Note((f"{len(answers) - shown} more are in the file: figures {poll.name}",))


def _answer(work: Work, asks: Asks, answer: OpenAnswer) -> Iterator[Block]:
    yield Quote(short(answer.text, LONGEST_SHOWN))
    if name := _writer(work, asks, answer):
        yield Note((name,))


def _uncounted(answers: Sequence[OpenAnswer], apart: Sequence[Grouped]) -> Iterator[Block]:
    """The themes that are too small to be counted."""
    counted = {group.theme for group in apart}
    if small := sorted({answer.theme for answer in answers} - counted - {""}):
        where = f" Their answers stand under {OTHER}." if apart else ""
        yield Note((f"Named too, and not counted, to protect few people: {listed(small)}.{where}",))


def by_theme(asks: Asks, answers: Sequence[OpenAnswer]) -> list[Grouped]:
    """The themes that are shown, the largest first, then all other answers; one group alone where
    there are none."""
    sizes = Counter(answer.theme for answer in answers)
    others = sizes.pop("", 0)
    apart = counted_apart(sizes, others, secret=asks.anonymous)
    found: dict[str, list[OpenAnswer]] = {name: [] for name in (*apart, OTHER)}
    for answer in answers:
        found[answer.theme if answer.theme in apart else OTHER].append(answer)
    return [Grouped(name, tuple(group)) for name, group in found.items() if group]


def _writer(work: Work, asks: Asks, answer: OpenAnswer) -> str:
    """Who wrote it, which is nobody in an anonymous poll."""
    return "" if asks.anonymous else who_id(work, answer.person_id)


def rows(work: Work, poll: Poll, asks: Asks) -> list[dict[str, str]]:
    """The same as rows of a file, all of them."""
    groups = by_theme(asks, on_card(work, poll, asks))
    themed = any(group.theme != OTHER for group in groups)
    return [
        {
            "who": _writer(work, asks, answer),
            "answer": answer.text,
            "theme": group.theme if themed else "",
        }
        for group in groups
        for answer in group.answers
    ]
