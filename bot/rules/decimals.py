"""Numbers as people read them: one decimal, half up, reckoned in decimals (R14)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def shown(value: Decimal, places: int = 1) -> str:
    """The value with so many decimals, half up: 80.208 is "80.2", 74.05 is "74.1"; a zero has no
    sign."""
    rounded = rounded_half_up(value, places)
    return str(abs(rounded) if rounded == 0 else rounded)


def rounded_half_up(value: Decimal, places: int = 1) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plainly(value: Decimal) -> str:
    """An exact value without zeros that say nothing: 3.350 is "3.35", 22.00 is "22"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def mean(values: Iterable[Decimal | int]) -> Decimal:
    """The arithmetic mean; ValueError for none."""
    found = [Decimal(value) for value in values]
    if not found:
        raise ValueError("There is no mean of nothing.")
    return sum(found, Decimal(0)) / len(found)


def percent(part: int, of: int) -> Decimal:
    """`part` of `of` in percent; nothing of nothing is 0."""
    return HUNDRED * part / of if of else Decimal(0)
