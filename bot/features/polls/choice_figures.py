"""Figures of polls in which options are chosen: shares by side, with how sure they are."""

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.speech import listed
from bot.rules.confidence_intervals import wilson
from bot.rules.decimals import HUNDRED, percent, shown
from bot.rules.tally import chosen
from bot.words.cards import Bar, Bars, Block, Bold, Heading, Line, line

GAP = 30  # points (R11)


def blocks(asks: Asks, found: Shown) -> list[Block]:
    return [
        *(block for part in found.parts for block in _part(asks, part)),
        *_between(asks, found),
    ]


def _part(asks: Asks, part: Part) -> list[Block]:
    counts = chosen(part.bag, len(asks.options))
    bars = tuple(_bar(o, k, part.n) for o, k in zip(asks.options, counts, strict=True))
    return [Heading(_heading(part, sum(counts))), Bars(bars), *_tie(asks, part, counts)]


def _heading(part: Part, votes: int) -> str:
    """Voters are not votes where one may give several."""
    who = f"{part.name}, {part.n} people"
    return who if votes == part.n else f"{who}, {votes} votes; shares are of people"


def _bar(option: str, hits: int, n: int) -> Bar:
    return Bar(option, hits / n, share(hits, n))


def share(hits: int, n: int) -> str:
    """ "4, 33.3 % (95 % CI 13.8-60.9, n=12)"."""
    sure = wilson(hits, n)
    low, high = shown(HUNDRED * sure.low), shown(HUNDRED * sure.high)
    return f"{hits}, {shown(percent(hits, n))} % (95 % CI {low}-{high}, n={n})"


def best(asks: Asks, part: Part) -> list[str]:
    """The options most chosen; several are a tie."""
    counts = chosen(part.bag, len(asks.options))
    top = max(counts, default=0)
    return [o for o, k in zip(asks.options, counts, strict=True) if k == top > 0]


def _tie(asks: Asks, part: Part, counts: list[int]) -> list[Block]:
    tied = best(asks, part)
    if len(tied) < 2:
        return []
    return [line(f"{part.name}: a tie between {listed(tied)}, {max(counts)} each.")]


def _between(asks: Asks, found: Shown) -> list[Block]:
    """Where the sides part (R11), and what both together say when each counts as much."""
    if found.two is None:
        return []
    one, other = (chosen(part.bag, len(asks.options)) for part in found.two)
    both = [a + b for a, b in zip(one, other, strict=True)]
    n, m = (part.n for part in found.two)
    lines: list[Block] = []
    for at in (at for at, count in enumerate(both) if count == max(both)):
        option, gap = asks.options[at], one[at] * m - other[at] * n
        if abs(gap) * 100 >= GAP * n * m:
            lines.append(_gap(option, gap, n * m))
        alike = (percent(one[at], n) + percent(other[at], m)) / 2
        lines.append(line(f"Both sides counted alike: {option} {shown(alike)} %."))
    return lines


def _gap(option: str, gap: int, of: int) -> Line:
    points = shown(abs(HUNDRED * gap) / of)
    more = "clinical" if gap > 0 else "IT"
    said = f"The sides differ by {points} points on {option}"
    return line(Bold(said), f": more of {more} say so. Worth talking about.")


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    counts = chosen(part.bag, len(asks.options))
    found = []
    for option, hits in zip(asks.options, counts, strict=True):
        sure = wilson(hits, part.n)
        figures = {"votes": str(hits), "percent": shown(percent(hits, part.n))}
        ends = {"low": shown(HUNDRED * sure.low), "high": shown(HUNDRED * sure.high)}
        found.append({"option": option, "people": str(part.n), **figures, **ends})
    return found
