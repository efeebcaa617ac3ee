"""Two counts over their times, compared as Poisson rates.

Given how many events there were in all, those of the second time are binomial, and their share has
Clopper and Pearson's exact interval; the ratio of the rates follows from its odds. Sources:
J. Przyborowski and H. Wilenski, Biometrika 31 (1940); C. J. Clopper and E. S. Pearson, Biometrika
26 (1934). It is what R's `poisson.test` does with two counts. Events are taken to come one by one
and independently: those that come in clusters vary more than this says.
"""

import math
from dataclasses import dataclass

TAIL = 0.025  # either side of 95 %
_STEPS, _TERMS, _SMALL = 200, 1000, 1e-300


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The second rate as a multiple of the first, with its interval; `math.inf` where the first is
    zero, and for an upper end that nothing bounds."""

    ratio: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """ "higher" or "lower" where the interval leaves one out, else "no clear change"."""
        if self.low > 1:
            return "higher"
        return "lower" if self.high < 1 else "no clear change"


def rate_ratio(before: tuple[int, float], after: tuple[int, float]) -> RateRatio:
    """Each a count and the time it was counted for, in any one unit. ValueError for a negative
    count, for no time, and where nothing was counted at all."""
    (first, first_time), (second, second_time) = before, after
    if first < 0 or second < 0 or first_time <= 0 or second_time <= 0 or first + second == 0:
        raise ValueError("There are no two rates to compare.")
    times = first_time / second_time
    low = 0.0 if second == 0 else _quantile(TAIL, second, first + 1)
    high = 1.0 if first == 0 else _quantile(1 - TAIL, second + 1, first)
    ratio = math.inf if first == 0 else second / first * times
    return RateRatio(ratio, _odds(low) * times, _odds(high) * times)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _quantile(share: float, a: float, b: float) -> float:
    """Of the beta distribution, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function (Abramowitz and Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)), from the front, by Lentz's method."""
    whole, above, below = 1.0, 1.0, 0.0
    for term in range(1, _TERMS):
        m = term // 2
        if term % 2:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / _no_zero(1 + step * below)
        above = _no_zero(1 + step / above)
        whole *= above * below
        if abs(above * below - 1) < 1e-15:
            break
    return whole


def _no_zero(value: float) -> float:
    return value if abs(value) > _SMALL else _SMALL
