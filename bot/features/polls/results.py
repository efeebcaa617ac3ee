"""The results of a poll: its figures by kind, what is left out, and who decided what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.features.polls import (
    choice_figures,
    live_figures,
    panel_figures,
    ranking_figures,
    score_figures,
    splits,
    weighted_figures,
)
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import Agreed, Part, Shown, left_out, most_said, shown
from bot.features.speech import several
from bot.rules import weighted
from bot.rules.suppression import First, people
from bot.words.cards import Block, Note, line
from storage.nouns.ballots import Bag, Tally
from storage.nouns.polls import Poll

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


PICKED = Way(choice_figures.blocks, choice_figures.rows, choice_figures.best)
ASKED = Way(score_figures.questionnaire, score_figures.score_rows, _nothing)
WAYS: Mapping[str, Way] = {
    "single": PICKED,
    "multiple": PICKED,
    "approval": PICKED,
    "readiness": PICKED,
    "ranked": Way(ranking_figures.blocks, ranking_figures.rows, ranking_figures.best),
    "score": Way(score_figures.points, score_figures.point_rows, score_figures.best),
    "panel": Way(panel_figures.blocks, panel_figures.rows, _nothing),
    "weighted": Way(weighted_figures.blocks, weighted_figures.rows, weighted_figures.best),
    "texts": Way(lambda _asks, _shown: [], lambda _asks, _part: [], _nothing),
    "pulse": ASKED,
    "sus": ASKED,
}


# Showed their sides first, before the whole came first (R24).
ONCE_BY_SIDE = frozenset(("single", "multiple", "approval", "score", "readiness", "sus"))
FEW = "few"  # among those who agreed: all who voted on a side of fewer than five


def of(poll: Poll, asks: Asks, bag: Bag) -> Shown:
    """What of a closed poll may be shown, the same for whoever asks."""
    return splits.beside(poll, _by_side(poll, asks, bag), bag)


def _by_side(poll: Poll, asks: Asks, bag: Bag) -> Shown:
    return shown(asks, bag, _first(poll, asks), _agreed(poll))


def why_not_by(poll: Poll, asks: Asks, tally: Tally, by: str) -> str:
    """Why a closed poll can't be shown by unit, site or shift too; "" where it can."""
    return splits.why_not(poll, asks, by, of(poll, asks, tally.bag))


def offered(poll: Poll, asks: Asks, tally: Tally) -> list[str]:
    """What its organiser may still let it be shown by."""
    already = splits.Splits.of(poll)
    left = [by for by in already.tables if by not in already.shown]
    return [by for by in left if not why_not_by(poll, asks, tally, by)]


def _first(poll: Poll, asks: Asks) -> First:
    """Where sides were shown without the whole, the whole would now tell the side that was not."""
    by_side = not poll.whole_first and asks.kind in ONCE_BY_SIDE and asks.figures == "close"
    return "groups" if by_side else asks.first


def _agreed(poll: Poll) -> Agreed:
    if not poll.agreed or not all(poll.agreed.values()):
        return ""
    return "few" if FEW in poll.agreed else "all"


def blocks(poll: Poll, asks: Asks, tally: Tally) -> list[Block]:
    """The figures of a closed poll."""
    if asks.table:
        return weighted_figures.table(asks, weighted_figures.from_table(asks), 1)
    visible = of(poll, asks, tally.bag)
    figures = WAYS[asks.kind].blocks(asks, visible)
    apart = [*left_out(asks, visible), *_not_by(poll, asks, visible)]
    return [*counted(asks, tally), *figures, *apart]


def _not_by(poll: Poll, asks: Asks, visible: Shown) -> list[Block]:
    """Why what was asked for is not there; where there is nothing at all, that is said already."""
    if not asks.by or not visible.parts or asks.by in splits.Splits.of(poll).shown:
        return []
    return [Note((splits.why_not(poll, asks, asks.by, visible),))]


def counted(asks: Asks, tally: Tally) -> list[Block]:
    """What could not be counted, and whether enough have voted."""
    quorum: list[Block] = []
    if spoilt := tally.voters - sum(people(bag) for bag in tally.bag.values()):
        votes = several(spoilt, "vote", "votes")
        quorum.append(line(f"Not counted, because they could not be opened: {votes}."))
    if asks.quorum and tally.voters >= asks.quorum:
        quorum.append(line(f"The quorum of {asks.quorum} was reached."))
    elif asks.quorum:
        quorum.append(line(f"The quorum of {asks.quorum} was not reached, so nothing is decided."))
    return quorum


def so_far(poll: Poll, asks: Asks) -> list[Block]:
    """The figures of an open poll, for all together."""
    bag = live_figures.seen(poll)
    if bag is None:
        return [line(live_figures.BEGINS)]
    return WAYS[asks.kind].blocks(asks, Shown((Part("", bag),)))


def tie(poll: Poll, asks: Asks, tally: Tally) -> list[str]:
    """The options that nothing parts, where the figures that decide are shown."""
    if asks.table:
        best = weighted.best(weighted.totals(asks.weights, weighted_figures.from_table(asks)))
        return best if len(best) > 1 else []
    if asks.quorum > tally.voters:
        return []
    visible = of(poll, asks, tally.bag)
    # A poll from before the whole came first may show one side alone.
    deciding = visible.whole or (visible.parts[0] if len(visible.parts) == 1 else None)
    best = WAYS[asks.kind].best(asks, deciding) if deciding else []
    return best if len(best) > 1 else []


def rows(poll: Poll, asks: Asks, tally: Tally) -> list[Row]:
    """What the card shows as rows, and no more; of those nearly of one mind the answer alone."""
    visible = of(poll, asks, tally.bag)
    exact = [
        {part.by or "side": part.name, **row}
        for part in visible.parts
        for row in WAYS[asks.kind].rows(asks, part)
    ]
    return [*exact, *(_alike_row(asks, part) for part in visible.alike)]


def _alike_row(asks: Asks, part: Part) -> Row:
    """As the card has it: how many people there are is told of the whole alone."""
    row = {"side": part.name, "option": most_said(asks, part), "percent": "80 or more"}
    return row if part.side else row | {"people": str(part.n)}
