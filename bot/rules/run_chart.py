"""Tells a shift in a series from chance, by runs on one side of its median.

Perla, Provost and Murray (BMJ Quality & Safety 20, 2011) call six points in a row a shift. In long
series chance makes such runs too, so the limit is that of Anhøj and Olesen (PLoS ONE 9, 2014),
which grows with the series and keeps false signals near 5 %: a run longer than log2(n) + 3,
rounded, and of six at least. Points on the median are passed over.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

LEAST = 8  # points, below which nothing is said
SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Shift:
    """So many points in a row, up to the newest, are on one side of the series' median."""

    points: int
    side: Literal["higher", "lower"]
    median: Decimal


def shift(series: Sequence[Decimal]) -> Shift | None:
    """Of a series, the oldest first: whether it has shifted, and stays there up to its newest."""
    if len(series) < LEAST:
        return None
    middle = median(series)
    useful = [value for value in series if value != middle]
    run = _last_run([value > middle for value in useful])
    if run < SHORTEST or run <= limit(len(useful)):
        return None
    return Shift(run, "higher" if useful[-1] > middle else "lower", middle)


def limit(useful: int) -> int:
    """The longest run that chance makes in 95 of 100 series with so many points off the median."""
    return round(math.log2(useful) + 3) if useful else 0


def _last_run(above: Sequence[bool]) -> int:
    return next((n for n, side in enumerate(reversed(above)) if side != above[-1]), len(above))
