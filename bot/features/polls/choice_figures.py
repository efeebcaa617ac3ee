"""Figures of polls in which options are chosen: shares by side, with how sure they are."""

from collections.abc import Iterator, Sequence

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.speech import listed
from bot.rules.confidence_intervals import wilson
from bot.rules.decimals import HUNDRED, percent, shown
from bot.rules.tally import chosen
from bot.words.cards import Bar, Bars, Block, Bold, Heading, line

GAP = 30  # points (R11)


def blocks(asks: Asks, visible: Shown) -> list[Block]:
    lines: list[Block] = []
    for part in visible.parts:
        counts, n = chosen(part.bag, len(asks.options)), part.n
        heading = f"{part.name}, {n} people"
        if sum(counts) != n:  # where one may give several votes
            heading += f", {sum(counts)} votes; shares are of people"
        lines += [Heading(heading), Bars(tuple(_bars(asks, part, counts)))]
        if part.side and len(tied := best(asks, part)) > 1:
            lines.append(line(f"{part.name}: a tie between {listed(tied)}, {max(counts)} each."))
    return [*lines, *_between(asks, visible)]


def _bars(asks: Asks, part: Part, counts: Sequence[int]) -> Iterator[Bar]:
    """Those of all together say once of how many, the most chosen first."""
    options = list(zip(asks.options, counts, strict=True))
    if not part.side and asks.kind != "readiness":
        options.sort(key=lambda option: -option[1])
    for at, (option, hits) in enumerate(options):
        words = share(hits, part.n) if part.side else _of_all(hits, part.n, first=at == 0)
        yield Bar(option, hits / part.n, words)


def _of_all(hits: int, n: int, *, first: bool) -> str:
    """ "5 of 9, 55.6 % (95 % CI 26.7-81.1)", and "3, 33.3 % (12.1-64.6)" for those after it."""
    whole, of = ("95 % CI ", f" of {n}") if first else ("", "")
    return f"{hits}{of}, {shown(percent(hits, n))} % ({whole}{_interval(hits, n)})"


def share(hits: int, n: int) -> str:
    """ "4, 33.3 % (95 % CI 13.8-60.9, n=12)"."""
    return f"{hits}, {shown(percent(hits, n))} % (95 % CI {_interval(hits, n)}, n={n})"


def _interval(hits: int, n: int) -> str:
    sure = wilson(hits, n)
    return f"{shown(HUNDRED * sure.low)}-{shown(HUNDRED * sure.high)}"


def best(asks: Asks, part: Part) -> list[str]:
    """The options most chosen; several are a tie."""
    counts = chosen(part.bag, len(asks.options))
    top = max(counts, default=0)
    return [o for o, k in zip(asks.options, counts, strict=True) if k == top > 0]


def _between(asks: Asks, visible: Shown) -> list[Block]:
    """Where the sides part (R11), and what both together say when each counts as much."""
    if visible.two is None:
        return []
    one, other = (chosen(part.bag, len(asks.options)) for part in visible.two)
    both = [a + b for a, b in zip(one, other, strict=True)]
    n, m = (part.n for part in visible.two)
    lines: list[Block] = []
    for at in (at for at, count in enumerate(both) if count == max(both)):
        option, gap = asks.options[at], one[at] * m - other[at] * n
        if abs(gap) * 100 >= GAP * n * m:
            points = shown(abs(HUNDRED * gap) / (n * m))
            differ = Bold(f"The sides differ by {points} points on {option}")
            more = "clinical" if gap > 0 else "IT"
            lines.append(line(differ, f": more of {more} say so. Worth talking about."))
        alike = (percent(one[at], n) + percent(other[at], m)) / 2
        lines.append(line(f"Both sides counted alike: {option} {shown(alike)} %."))
    return lines


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    counts = chosen(part.bag, len(asks.options))
    table = []
    for option, hits in zip(asks.options, counts, strict=True):
        sure = wilson(hits, part.n)
        figures = {"votes": str(hits), "percent": shown(percent(hits, part.n))}
        ends = {"low": shown(HUNDRED * sure.low), "high": shown(HUNDRED * sure.high)}
        table.append({"option": option, "people": str(part.n), **figures, **ends})
    return table
