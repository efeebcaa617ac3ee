"""Figures of polls in which options are put in order: Schulze's order, and why in a sentence."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.polls.kinds import CREDITS
from bot.features.speech import listed
from bot.rules.ranking import Order, Pairs, condorcet, pairs, schulze
from bot.rules.tally import rankings
from bot.words.cards import Block, Bold, Line, Note, Table, line


def blocks(asks: Asks, visible: Shown) -> list[Block]:
    lines: list[Block] = []
    for part in visible.parts:
        levels, met = order(asks, part), duels(asks, part)
        ranking = " > ".join(" = ".join(level) for level in levels)
        lines.append(line(Bold(f"{part.name}, {part.n} people: "), ranking))
        lines.append(_why(asks, part, levels, met))
        if not part.side:
            table = tuple(((pair,), (count,)) for pair, count in _head_to_head(asks, met))
            lines += [Table(("Head to head", "People"), table), Note((CREDITS["ranked"],))]
    return lines


def order(asks: Asks, part: Part) -> Order[str]:
    """From best to worst, ties side by side."""
    ranked = schulze(_numbers(asks), rankings(part.bag))
    return [tuple(asks.options[number - 1] for number in level) for level in ranked]


def duels(asks: Asks, part: Part) -> Pairs[str]:
    """How many put one before the other."""
    counts = pairs(_numbers(asks), rankings(part.bag))
    names = asks.options
    return {(names[a - 1], names[b - 1]): count for (a, b), count in counts.items()}


def best(asks: Asks, part: Part) -> list[str]:
    return list(order(asks, part)[0])


def _numbers(asks: Asks) -> range:
    return range(1, len(asks.options) + 1)


def _head_to_head(asks: Asks, met: Pairs[str]) -> Iterator[tuple[str, str]]:
    """Each pair, its winner first: "R over F", "6-3"."""
    for a, b in combinations(asks.options, 2):
        winner, other = (a, b) if met[a, b] >= met[b, a] else (b, a)
        yield f"{winner} over {other}", f"{met[winner, other]}-{met[other, winner]}"


def _why(asks: Asks, part: Part, levels: Order[str], met: Pairs[str]) -> Line:
    """In one plain sentence."""
    first = list(levels[0])
    if len(first) > 1:
        return line(f"A tie: nothing parts {listed(first)}.")
    winner = condorcet(_numbers(asks), rankings(part.bag))
    if winner is not None:
        return line(f"{first[0]} beats every other head to head.")
    ring = _ring(first[0], asks, met)
    return line(
        f"Nobody beats everybody: {ring}. Going by the weakest win in each chain of wins, the"
        f" chains from {first[0]} are the strongest."
    )


def _ring(first: str, asks: Asks, met: Pairs[str]) -> str:
    """The wins that run in a circle from the first option back to it, the shortest such."""
    beats = {a: [b for b in asks.options if a != b and met[a, b] > met[b, a]] for a in asks.options}
    roads = [[first]]
    while roads:
        road = roads.pop(0)
        for then in beats[road[-1]]:
            if then == first:
                round_ = pairwise([*road, first])
                return ", ".join(f"{a} beats {b} {met[a, b]}-{met[b, a]}" for a, b in round_)
            if then not in road:
                roads.append([*road, then])
    return "some are even"


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    return [
        {"option": option, "people": str(part.n), "place": str(place)}
        for place, level in enumerate(order(asks, part), start=1)
        for option in level
    ]
