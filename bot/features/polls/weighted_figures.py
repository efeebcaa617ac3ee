"""Figures of the weighted table: exact sums, a tie told as one, and what a criterion decides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.speech import listed
from bot.rules import weighted
from bot.rules.decimals import plainly, rounded_half_up
from bot.rules.tally import unpack
from bot.words.cards import Block, Bold, Table, line

Sums = Mapping[str, Sequence[Decimal]]


def blocks(asks: Asks, visible: Shown) -> list[Block]:
    lines: list[Block] = []
    for part in visible.parts:
        lines.append(line(Bold(f"{part.name}, {part.n} people")))
        lines += table(asks, given(asks, part), part.n)
    return lines


def given(asks: Asks, part: Part) -> dict[str, list[Decimal]]:
    """The sum of what people gave each option by criterion: exact, so that a tie is one."""
    width = len(asks.criteria)
    sums = [[Decimal(0)] * width for _ in asks.options]
    for text, count in part.bag.items():
        for at, value in enumerate(unpack(text)):
            sums[at // width][at % width] += value * count
    return dict(zip(asks.options, sums, strict=True))


def from_table(asks: Asks) -> dict[str, list[Decimal]]:
    """The scores that were given with the table."""
    rows = ([Decimal(score) for score in row] for row in asks.table)
    return dict(zip(asks.options, rows, strict=True))


def table(asks: Asks, scores: Sums, people: int) -> list[Block]:
    """The table with its sums; with several people their means, to two decimals."""
    sums = weighted.totals(asks.weights, scores)
    first = weighted.best(sums)
    ahead = line(Bold(first[0]), " comes first.")
    if len(first) > 1:
        ahead = line(Bold(f"{listed(first)} tie"), ". A person has to choose between them.")
    names = (f"{name} ({short_weight(weight)})" for name, weight in asks.criteria)
    body = tuple(
        tuple((cell,) for cell in (option, *(_mean(s, people) for s in scores[option]), total))
        for option, total in ((o, _mean(sums[o], people)) for o in asks.options)
    )
    return [
        Table(("Option", *names, "Sum"), body),
        ahead,
        *_decisive(asks, scores, first),
    ]


def short_weight(weight: str) -> str:
    """Without the zero before the point: ".35"."""
    return plainly(Decimal(weight)).lstrip("0")


def _mean(total: Decimal, people: int) -> str:
    """To two decimals, half up; of one table exact. A tie is never decided by what is shown."""
    mean = total / people
    return plainly(mean if people == 1 else rounded_half_up(mean, 2))


def _decisive(asks: Asks, scores: Sums, first: list[str]) -> list[Block]:
    """What would come first if one criterion did not count."""
    lines: list[Block] = []
    others = weighted.without_each(asks.weights, scores)
    for (name, _), then in zip(asks.criteria, others, strict=True):
        if then != first:
            word = "would tie" if len(then) > 1 else "would come first"
            lines.append(line(f"Without {name}, {listed(then)} {word}."))
    return lines


def best(asks: Asks, part: Part) -> list[str]:
    return weighted.best(weighted.totals(asks.weights, given(asks, part)))


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    sums = weighted.totals(asks.weights, given(asks, part))
    return [
        {"option": option, "people": str(part.n), "mean": _mean(total, part.n)}
        for option, total in sums.items()
    ]
