"""Figures of polls in which points are given: means by side; and the scores of questionnaires."""

from collections.abc import Callable
from decimal import Decimal

from bot.features.polls.choice_figures import GAP
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.polls.kinds import CREDITS
from bot.rules.decimals import HUNDRED, mean, shown
from bot.rules.tally import Ballot, scores, values
from bot.rules.usability import sus, sus_grade, umux_lite
from bot.words.cards import Bar, Bars, Block, Bold, Heading, Note, line

OF: dict[str, Callable[[Ballot], Decimal]] = {"pulse": umux_lite, "sus": sus}
HALF = Decimal(2)


def points(asks: Asks, visible: Shown) -> list[Block]:
    """Means of the points that each option got."""
    lines: list[Block] = []
    for part in visible.parts:
        bars = (_mean_bar(asks, part, at) for at in range(len(asks.options)))
        lines += [Heading(f"{part.name}, {part.n} people"), Bars(tuple(bars))]
    for at, option in enumerate(asks.options):
        both = [values(part.bag, at) for part in visible.two or ()]
        if not both or not all(both):
            continue
        # A gap of 30 hundredths of the scale or more (R11).
        gap = abs(mean(both[0]) - mean(both[1]))
        if HUNDRED * gap / (asks.high - asks.low) >= GAP:
            apart = Bold(f"The sides are {shown(gap)} points apart on {option}")
            lines.append(line(apart, ". Worth talking about."))
    return lines


def _mean_bar(asks: Asks, part: Part, at: int) -> Bar:
    given = values(part.bag, at)
    if not given:
        return Bar(asks.options[at], 0, "no points")
    middle = mean(given)
    share = (middle - asks.low) / (asks.high - asks.low)
    return Bar(asks.options[at], float(share), f"{shown(middle)} of {asks.high} (n={len(given)})")


def best(asks: Asks, part: Part) -> list[str]:
    means = [mean(values(part.bag, at) or [0]) for at in range(len(asks.options))]
    top = max(means, default=Decimal(0))
    return [o for o, m in zip(asks.options, means, strict=True) if m == top > 0]


def score(asks: Asks, part: Part) -> Decimal:
    """The mean of a part's people's scores, 0 to 100."""
    return mean(scores(part.bag, OF[asks.kind]))


def questionnaire(asks: Asks, visible: Shown) -> list[Block]:
    """One score for each part that is shown: the sides of a pulse, or all together first."""
    bars = []
    for part in visible.parts:
        points = score(asks, part)
        letter = f", {sus_grade(points)} on the Sauro-Lewis scale" if asks.kind == "sus" else ""
        words = f"{shown(points)} of 100 (n={part.n}){letter}"
        bars.append(Bar(part.name, float(points / 100), words))
    lines: list[Block] = [Bars(tuple(bars))] if bars else []
    if visible.two is not None:
        one, other = (score(asks, part) for part in visible.two)
        if abs(one - other) >= GAP:
            differ = Bold(f"The sides differ by {shown(abs(one - other))} points")
            lines.append(line(differ, ". Worth talking about."))
        alike = shown((one + other) / HALF)
        lines.append(line(f"Both sides counted alike: {alike} of 100."))
    if asks.kind == "sus" and bars:
        lines.append(Note(("68 is about the average of all kinds of systems.",)))
    return [*lines, Note((CREDITS[asks.kind],))]


def point_rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    table = []
    for at, option in enumerate(asks.options):
        given = values(part.bag, at)
        middle = shown(mean(given)) if given else ""
        table.append({"option": option, "people": str(len(given)), "mean": middle})
    return table


def score_rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    middle = shown(score(asks, part))
    return [{"option": "score of 100", "people": str(part.n), "mean": middle}]
