"""How sure a share is: Wilson's interval for one, Newcombe's for the difference of two.

Shares are decimals from 0 to 1, intervals cover 95 %. Sources: E. B. Wilson, JASA 22 (1927);
R. G. Newcombe, Statistics in Medicine 17 (1998), methods 3 and 10.
"""

from dataclasses import dataclass
from decimal import Decimal

Z = Decimal("1.959963984540054")  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the second share is from the first, as `after - before`, with its interval."""

    change: Decimal
    low: Decimal
    high: Decimal

    @property
    def verdict(self) -> str:
        """ "higher" or "lower" where the interval leaves zero out, else "no clear change"."""
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "no clear change"


def wilson(hits: int, of: int) -> Interval:
    """Wilson's score interval. ValueError unless 0 <= hits <= of and of > 0."""
    share = _share(hits, of)
    z2 = Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z * (share * (1 - share) / of + z2 / (4 * of * of)).sqrt() / (1 + z2 / of)
    low = Decimal(0) if hits == 0 else middle - reach
    return Interval(low, Decimal(1) if hits == of else middle + reach)


def difference(before: tuple[int, int], after: tuple[int, int]) -> Difference:
    """The change from one share to another, each as (hits, of), with Newcombe's hybrid interval."""
    first, second = _share(*before), _share(*after)
    was, now = wilson(*before), wilson(*after)
    change = second - first
    down = ((second - now.low) ** 2 + (was.high - first) ** 2).sqrt()
    up = ((now.high - second) ** 2 + (first - was.low) ** 2).sqrt()
    return Difference(change, change - down, change + up)


def _share(hits: int, of: int) -> Decimal:
    if of <= 0 or not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share.")
    return Decimal(hits) / of
