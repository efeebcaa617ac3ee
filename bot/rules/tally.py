"""Ballots as they are counted: numbers in a row, and what a bag of them says.

A ballot is a tuple of whole numbers, kept as "1,3": the options chosen, numbered from 1; the
options from best to worst; or one value an item, 0 where there is none. A bag counts equal ballots.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

Ballot: TypeAlias = tuple[int, ...]
Bag: TypeAlias = Mapping[str, int]


def pack(ballot: Ballot) -> str:
    return ",".join(map(str, ballot))


def unpack(text: str) -> Ballot:
    """What `pack` made; ValueError for anything else."""
    return tuple(int(word) for word in text.split(",")) if text else ()


def chosen(bag: Bag, options: int) -> list[int]:
    """How many people chose each option."""
    found = [0] * options
    for text, count in bag.items():
        for option in unpack(text):
            found[option - 1] += count
    return found


def rankings(bag: Bag) -> dict[Ballot, int]:
    return {unpack(text): count for text, count in bag.items()}


def values(bag: Bag, item: int) -> list[int]:
    """What people gave to the item (from 0), without those who gave nothing."""
    found: Counter[int] = Counter()
    for text, count in bag.items():
        ballot = unpack(text)
        if item < len(ballot) and ballot[item]:
            found[ballot[item]] += count
    return sorted(found.elements())


def scores(bag: Bag, of: Callable[[Ballot], Decimal]) -> list[Decimal]:
    """Each person's score."""
    counted = [(of(unpack(text)), count) for text, count in bag.items()]
    return [score for score, count in counted for _ in range(count)]
