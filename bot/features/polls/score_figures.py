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


def points(asks: Asks, found: Shown) -> list[Block]:
    """Means of the points that each option got."""
    lines: list[Block] = []
    for part in found.parts:
        bars = (_mean_bar(asks, part, at) for at in range(len(asks.options)))
        lines += [Heading(f"{part.name}, {part.n} people"), Bars(tuple(bars))]
    for at, option in enumerate(asks.options):
        lines += _apart(asks, found, at, option)
    return lines


def _mean_bar(asks: Asks, part: Part, at: int) -> Bar:
    given = values(part.bag, at)
    if not given:
        return Bar(asks.options[at], 0, "no points")
    middle = mean(given)
    share = (middle - asks.low) / (asks.high - asks.low)
    said = f"{shown(middle)} of {asks.high} (n={len(given)})"
    return Bar(asks.options[at], float(share), said)


def _apart(asks: Asks, found: Shown, at: int, option: str) -> list[Block]:
    """A gap of 30 hundredths of the scale or more (R11)."""
    if found.two is None:
        return []
    one, other = (values(part.bag, at) for part in found.two)
    if not one or not other:
        return []
    gap = HUNDRED * abs(mean(one) - mean(other)) / (asks.high - asks.low)
    if gap < GAP:
        return []
    said = f"The sides are {shown(abs(mean(one) - mean(other)))} points apart on {option}"
    return [line(Bold(said), ". Worth talking about.")]


def best(asks: Asks, part: Part) -> list[str]:
    means = [mean(values(part.bag, at) or [0]) for at in range(len(asks.options))]
    top = max(means, default=Decimal(0))
    return [o for o, m in zip(asks.options, means, strict=True) if m == top > 0]


def score(asks: Asks, part: Part) -> Decimal:
    """The mean of a part's people's scores, 0 to 100."""
    return mean(scores(part.bag, OF[asks.kind]))


def questionnaire(asks: Asks, found: Shown) -> list[Block]:
    """One score a side; the whole's only where no side's is shown."""
    bars = tuple(_score_bar(asks, part) for part in found.parts)
    lines: list[Block] = [Bars(bars)] if bars else []
    if found.two is not None:
        one, other = (score(asks, part) for part in found.two)
        if abs(one - other) >= GAP:
            said = f"The sides differ by {shown(abs(one - other))} points"
            lines.append(line(Bold(said), ". Worth talking about."))
        alike = shown((one + other) / HALF)
        lines.append(line(f"Both sides counted alike: {alike} of 100."))
    if asks.kind == "sus" and bars:
        lines.append(Note(("68 is about the average of all kinds of systems.",)))
    return [*lines, Note((CREDITS[asks.kind],))]


def _score_bar(asks: Asks, part: Part) -> Bar:
    found = score(asks, part)
    letter = f", {sus_grade(found)} on the Sauro-Lewis scale" if asks.kind == "sus" else ""
    return Bar(part.name, float(found / 100), f"{shown(found)} of 100 (n={part.n}){letter}")


def point_rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    found = []
    for at, option in enumerate(asks.options):
        given = values(part.bag, at)
        middle = shown(mean(given)) if given else ""
        found.append({"option": option, "people": str(len(given)), "mean": middle})
    return found


def score_rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    middle = shown(score(asks, part))
    return [{"option": "score of 100", "people": str(part.n), "mean": middle}]
