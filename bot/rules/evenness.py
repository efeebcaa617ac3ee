"""How evenly something is spread over people or sides: Gini, turn-taking, balance of two sides."""

from collections.abc import Sequence
from decimal import Decimal


def gini(amounts: Sequence[int]) -> Decimal:
    """0 where all have the same, towards (n-1)/n where one has all. ValueError for nothing."""
    n, total = len(amounts), sum(amounts)
    if total <= 0 or min(amounts) < 0:
        raise ValueError("There is nothing to be spread.")
    ranks = enumerate(sorted(amounts), start=1)
    return Decimal(sum((2 * i - n - 1) * x for i, x in ranks)) / (n * total)


def turn_taking(turns: int, messages: int) -> Decimal:
    """How often the speaker changed, of how often they could: 0 to 1; 0 for a single message."""
    if messages < 2:
        return Decimal(0)
    return Decimal(turns - 1) / (messages - 1)


def balance(one: int, other: int) -> Decimal:
    """How evenly two sides share something, as entropy in bits: 1 is equal, 0 is one side only."""
    total = one + other
    shares = [Decimal(part) / total for part in (one, other) if part]
    return -sum((p * (p.ln() / Decimal(2).ln()) for p in shares), Decimal(0)) + 0
