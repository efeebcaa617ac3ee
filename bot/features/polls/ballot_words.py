"""What a ballot says, in words."""

from collections.abc import Sequence

from bot.features.polls.definition import Asks
from bot.features.speech import listed
from bot.rules.tally import Ballot


def cells(asks: Asks) -> Sequence[str]:
    """What points are given to, one by one: the items, or each option by each criterion."""
    if not asks.criteria:
        return asks.items
    return [f"{option}: {name}" for option in asks.options for name, _ in asks.criteria]


def said(asks: Asks, ballot: Ballot) -> str:
    """The ballot in words."""
    if asks.how.pick:
        return listed([asks.options[n - 1] for n in ballot])
    if asks.kind == "ranked":
        return " > ".join(asks.options[n - 1] for n in ballot)
    if asks.kind in {"pulse", "sus"}:
        return ", ".join(map(str, ballot))
    return "; ".join(f"{c} {v}" for c, v in zip(cells(asks), ballot, strict=False) if v)
