"""How a panel agrees: the RAND/UCLA appropriateness method, on ratings from 1 to 9.

Sources: K. Fitch and others, The RAND/UCLA Appropriateness Method User's Manual (2001); IPRAS, the
interpercentile range adjusted for symmetry, from the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

Verdict = Literal["accept", "uncertain", "reject"]
LOW, HIGH = range(1, 4), range(7, 10)


@dataclass(frozen=True, slots=True)
class Rated:
    """What a panel made of one item; `low` and `high` count the ratings of 1-3 and of 7-9."""

    n: int
    median: Decimal
    low: int
    high: int
    disagreement: bool

    @property
    def verdict(self) -> Verdict:
        """Accept at a median of 7 or more, reject at 3 or less, never with disagreement."""
        if self.disagreement:
            return "uncertain"
        if self.median >= HIGH[0]:
            return "accept"
        return "reject" if self.median <= LOW[-1] else "uncertain"


def rated(ratings: Sequence[int]) -> Rated:
    """The panel's verdict on one item. ValueError for no ratings, and for any not from 1 to 9."""
    if not ratings or any(not 1 <= rating <= 9 for rating in ratings):
        raise ValueError("Ratings are whole numbers from 1 to 9, one a person.")
    low, high = _count(ratings, LOW), _count(ratings, HIGH)
    least = split_at(len(ratings))
    return Rated(
        len(ratings),
        Decimal(median(map(Decimal, ratings))),
        low,
        high,
        low >= least and high >= least,
    )


def split_at(raters: int) -> int:
    """From how many ratings at each end a panel of that size disagrees: 3 of 8-10, 4 of 11-13,
    5 of 14-16, and a third, rounded down, of any other size (at least 2)."""
    if 8 <= raters <= 16:
        return 3 + (raters - 8) // 3
    return max(2, raters // 3)


def ipras(p30: Decimal, p70: Decimal) -> Decimal:
    """How far the 30th and the 70th percentile may be apart, for ratings as askew as these."""
    return Decimal("2.35") + Decimal("1.5") * abs(5 - (p30 + p70) / 2)


def spread_too_far(p30: Decimal, p70: Decimal) -> bool:
    """Whether the panel disagrees, by IPRAS."""
    return p70 - p30 > ipras(p30, p70)


def _count(ratings: Iterable[int], among: range) -> int:
    return sum(rating in among for rating in ratings)
