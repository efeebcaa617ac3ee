"""Figures of a panel's ratings: medians, and whether the panel agrees (RAND/UCLA)."""

from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Part, Shown
from bot.features.polls.kinds import CREDITS
from bot.features.speech import listed
from bot.rules.decimals import plainly
from bot.rules.panel import Rated, rated
from bot.rules.tally import values
from bot.words.cards import Block, Bold, Note, Table, line

VERDICTS = {"accept": "accept", "uncertain": "uncertain", "reject": "reject"}


def blocks(asks: Asks, visible: Shown) -> list[Block]:
    whole = visible.whole
    if whole is None:
        return []
    sides = tuple(part for part in visible.parts if part.side)
    head = ("Item", "Median", "Low 1-3", "High 7-9", "Verdict", *(part.name for part in sides))
    rows = tuple(_row(asks, at, whole, sides) for at in range(len(asks.options)))
    options = sorted_out(asks, whole)
    words = {"accept": "Accepted", "reject": "Rejected", "uncertain": "Still uncertain"}
    return [
        line(f"{whole.n} people rated from 1 to 9."),
        Table(head, rows),
        *(line(Bold(words[k]), f": {listed(options[k])}.") for k in words if options[k]),
        Note((CREDITS["panel"],)),
    ]


def _row(asks: Asks, at: int, whole: Part, sides: tuple[Part, ...]) -> tuple[tuple[str], ...]:
    made = of(whole, at)
    if made is None:
        return ((asks.options[at],), *((("-",),) * (4 + len(sides))))
    cells = (plainly(made.median), str(made.low), str(made.high), verdict(made))
    medians = (median(part, at) for part in sides)
    return tuple((cell,) for cell in (asks.options[at], *cells, *medians))


def of(part: Part, at: int) -> Rated | None:
    """What the panel made of an item; None where nobody rated it."""
    given = values(part.bag, at)
    return rated(given) if given else None


def median(part: Part, at: int) -> str:
    made = of(part, at)
    return plainly(made.median) if made else "-"


def verdict(made: Rated) -> str:
    return "disagreement, so uncertain" if made.disagreement else VERDICTS[made.verdict]


def sorted_out(asks: Asks, whole: Part) -> dict[str, list[str]]:
    """The options by verdict."""
    options: dict[str, list[str]] = {word: [] for word in VERDICTS}
    for at, option in enumerate(asks.options):
        made = of(whole, at)
        options[made.verdict if made else "uncertain"].append(option)
    return options


def rows(asks: Asks, part: Part) -> list[dict[str, str]]:
    table = []
    for at, option in enumerate(asks.options):
        made = of(part, at)
        if made is not None:
            figures = {"median": plainly(made.median), "verdict": verdict(made)}
            table.append({"option": option, "people": str(made.n), **figures})
    return table
