"""Which breakdowns of the same voters may be published together: by side, unit, site, shift (R10).

Every breakdown that is published divides the voters once more, so whoever combines them can tell
apart the cells of their cross-tabulation, and nothing finer. Whatever they subtract is a union of
such cells. So breakdowns are safe together where each cell that has voters has `LEAST` or more;
then every union has. Where votes are anonymous no cell may be nearly of one mind either: an answer
that fewer than `MOST` gave in each cell is given by fewer than `MOST` of any union.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.rules.suppression import LEAST, nearly_one_mind, people


@dataclass(frozen=True, slots=True)
class Counted:
    """One voter's answer, and the group they are in by each breakdown."""

    answer: str
    groups: Mapping[str, str]


def table(voters: Iterable[Counted], by: str) -> dict[str, Counter[str]]:
    """The answers of each group of one breakdown."""
    found: dict[str, Counter[str]] = {}
    for voter in voters:
        found.setdefault(voter.groups[by], Counter())[voter.answer] += 1
    return found


def safe(voters: Sequence[Counted], breakdowns: Collection[str], *, secret: bool) -> bool:
    """Whether these breakdowns may be published together."""
    cells: dict[tuple[str, ...], Counter[str]] = {}
    for voter in voters:
        cell = tuple(voter.groups[by] for by in breakdowns)
        cells.setdefault(cell, Counter())[voter.answer] += 1
    large = all(people(cell) >= LEAST for cell in cells.values())
    return bool(cells) and large and not (secret and any(map(nearly_one_mind, cells.values())))


def safe_together(
    voters: Sequence[Counted], breakdowns: Collection[str], *, secret: bool
) -> frozenset[frozenset[str]]:
    """Every set of these breakdowns that may be published together."""
    sets = (
        frozenset(some)
        for size in range(1, len(breakdowns) + 1)
        for some in combinations(sorted(breakdowns), size)
    )
    return frozenset(some for some in sets if safe(voters, sorted(some), secret=secret))
