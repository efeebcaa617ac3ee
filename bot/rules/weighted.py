"""The weighted table: weights fixed before the scores, exact sums, and what would change them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.rules.decimals import plainly


def check(weights: Sequence[Decimal]) -> str:
    """What is wrong with the weights, as a sentence; empty when they are right."""
    if len(weights) < 2:
        return "A weighted table needs at least two criteria, each with its weight."
    if any(weight <= 0 for weight in weights):
        return "Every weight is more than nothing. Leave a criterion out that does not count."
    total = sum(weights, Decimal(0))
    if total != 1:
        return f"The weights add up to {plainly(total)}; they should add up to 1."
    return ""


def totals(
    weights: Sequence[Decimal], scores: Mapping[str, Sequence[Decimal]]
) -> dict[str, Decimal]:
    """Each option's weighted sum. ValueError where an option has not one score a criterion."""
    return {
        option: sum((w * s for w, s in zip(weights, given, strict=True)), Decimal(0))
        for option, given in scores.items()
    }


def best(sums: Mapping[str, Decimal]) -> list[str]:
    """The options with the highest sum: more than one is a tie, which a person breaks."""
    return [option for option, total in sums.items() if total == max(sums.values())]


def without_each(
    weights: Sequence[Decimal], scores: Mapping[str, Sequence[Decimal]]
) -> list[list[str]]:
    """Who would be best if the first criterion did not count, or the second, and so on; the other
    weights keep their proportions, which moves no order."""
    nothing = Decimal(0)
    return [
        best(totals([nothing if n == left else w for n, w in enumerate(weights)], scores))
        for left in range(len(weights))
    ]
