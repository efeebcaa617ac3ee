"""Figures of polls in which options are put in order: Schulze's order, and why in a sentence."""

from itertools import combinations, pairwise

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.polls.kinds import CREDITS
from bot.features.speech import listed
from bot.rules.ranking import Order, Pairs, condorcet, pairs, schulze
from bot.rules.tally import rankings
from bot.words.cards import Block, Bold, Line, Note, Table, line


def blocks(asks: Asks, found: Shown) -> list[Block]:
    return [block for part in found.parts for block in _part(asks, part)]


def _part(asks: Asks, part: Part) -> list[Block]:
    levels, met = order(asks, part), duels(asks, part)
    said = " > ".join(" = ".join(level) for level in levels)
    lines: list[Block] = [
        line(Bold(f"{part.name}, {part.n} people: "), said),
        _why(asks, part, levels, met),
    ]
    if not part.side:
        lines += [Table(("Head to head", "People"), _table(asks, met)), Note((CREDITS["ranked"],))]
    return lines


def order(asks: Asks, part: Part) -> Order[str]:
    """From best to worst, ties side by side."""
    found = schulze(_numbers(asks), rankings(part.bag))
    return [tuple(asks.options[number - 1] for number in level) for level in found]


def duels(asks: Asks, part: Part) -> Pairs[str]:
    """How many put one before the other."""
    found = pairs(_numbers(asks), rankings(part.bag))
    names = asks.options
    return {(names[a - 1], names[b - 1]): count for (a, b), count in found.items()}


def best(asks: Asks, part: Part) -> list[str]:
    return list(order(asks, part)[0])


def _numbers(asks: Asks) -> range:
    return range(1, len(asks.options) + 1)


def _table(asks: Asks, met: Pairs[str]) -> tuple[tuple[tuple[str], ...], ...]:
    return tuple(((who,), (count,)) for who, count in _duels(asks, met))


def _duels(asks: Asks, met: Pairs[str]) -> list[tuple[str, str]]:
    """Each pair, its winner first: "R over F", "6-3"."""
    found = []
    for pair in combinations(asks.options, 2):
        a, b = pair if met[pair] >= met[pair[1], pair[0]] else (pair[1], pair[0])
        found.append((f"{a} over {b}", f"{met[a, b]}-{met[b, a]}"))
    return found


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
                return _wins([*road, first], met)
            if then not in road:
                roads.append([*road, then])
    return "some are even"


def _wins(road: list[str], met: Pairs[str]) -> str:
    return ", ".join(f"{a} beats {b} {met[a, b]}-{met[b, a]}" for a, b in pairwise(road))


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    return [
        {"option": option, "people": str(part.n), "place": str(place)}
        for place, level in enumerate(order(asks, part), start=1)
        for option in level
    ]
