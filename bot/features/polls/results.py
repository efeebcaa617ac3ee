"""The results of a poll: its figures by kind, what is left out, and who decided what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.features.polls import ordered, paneled, picked, rated, weighed
from bot.features.polls.asks import Asks
from bot.features.polls.parts import Part, Shown, left_out, shown
from bot.rules import weighted
from bot.rules.suppression import LEAST
from bot.words.cards import Block, Line, line
from storage.ballots import Bag, Tally
from storage.polls import Poll

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """How the answers to one kind of poll are shown, as blocks and as rows of a file, and which
    options come first: more than one is a tie."""

    blocks: Callable[[Asks, Shown], list[Block]]
    rows: Callable[[Asks, Part], list[Row]]
    best: Callable[[Asks, Part], list[str]]


def _nothing(asks: Asks, part: Part) -> list[str]:
    return []


PICKED = Way(picked.blocks, picked.rows, picked.best)
ASKED = Way(rated.questionnaire, rated.score_rows, _nothing)
WAYS: Mapping[str, Way] = {
    "single": PICKED,
    "multiple": PICKED,
    "approval": PICKED,
    "readiness": PICKED,
    "ranked": Way(ordered.blocks, ordered.rows, ordered.best),
    "score": Way(rated.points, rated.point_rows, rated.best),
    "panel": Way(paneled.blocks, paneled.rows, _nothing),
    "weighted": Way(weighed.blocks, weighed.rows, weighed.best),
    "pulse": ASKED,
    "sus": ASKED,
}


def of(poll: Poll, asks: Asks, bag: Bag) -> Shown:
    """What of a closed poll may be shown, the same for whoever asks."""
    return shown(asks, bag, agreed=bool(poll.agreed) and all(poll.agreed.values()))


def blocks(poll: Poll, asks: Asks, tally: Tally) -> list[Block]:
    """The figures of a closed poll."""
    if asks.table:
        return weighed.table(asks, weighed.from_table(asks), 1)
    found = of(poll, asks, tally.bag)
    return [*_quorum(asks, tally), *WAYS[asks.kind].blocks(asks, found), *left_out(asks, found)]


def _quorum(asks: Asks, tally: Tally) -> list[Line]:
    if not asks.quorum:
        return []
    if tally.voters >= asks.quorum:
        return [line(f"The quorum of {asks.quorum} was reached.")]
    return [line(f"The quorum of {asks.quorum} was not reached, so nothing is decided.")]


def so_far(asks: Asks, tally: Tally) -> list[Block]:
    """The figures of an open poll, for all together and from five people on."""
    if tally.voters < LEAST:
        return [line(f"Figures come when {LEAST} people have voted.")]
    found = shown(asks, tally.bag)
    whole = Shown(tuple(part for part in found.parts if part.n == tally.voters), (), found.alike)
    return [*WAYS[asks.kind].blocks(asks, whole), *left_out(asks, whole)]


def tie(poll: Poll, asks: Asks, tally: Tally) -> list[str]:
    """The options that nothing parts, where the figures that decide are shown."""
    if asks.table:
        best = weighted.best(weighted.totals(asks.weights, weighed.from_table(asks)))
        return best if len(best) > 1 else []
    parts = of(poll, asks, tally.bag).parts
    deciding = [part for part in parts if not part.side] or list(parts)
    if len(deciding) != 1:
        return []
    best = WAYS[asks.kind].best(asks, deciding[0])
    return best if len(best) > 1 else []


def rows(poll: Poll, asks: Asks, tally: Tally) -> list[Row]:
    """The figures as rows, of the parts that are shown and no others."""
    found = of(poll, asks, tally.bag)
    return [
        {"side": part.name, **row}
        for part in found.parts
        for row in WAYS[asks.kind].rows(asks, part)
    ]
