"""Which figures of a poll may be shown, and to whom they belong: one way of showing for all who
ask, so that nothing can be worked out by asking twice (R10). The whole comes first (R24)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.features.polls.ballot_words import said
from bot.features.polls.definition import Asks
from bot.features.polls.kinds import SIDE_WORDS
from bot.features.speech import listed
from bot.rules.suppression import LEAST, First, Showable, people, showable, together
from bot.rules.tally import unpack
from bot.words.cards import Block, Note, line

FEWER = f"fewer than {LEAST} answers - not shown"
TELLING = "not shown: with the rest it would tell what few people answered"
BESIDE = "not shown: beside the other groups it could tell what fewer than five answered"
APART = "The sides are not shown: beside the whole they would tell what people answered."
NEARLY_ALL = (
    "Exact figures are not shown: in an anonymous poll they would tell what nearly everybody said."
)
NO_SIDES = (
    "The sides are not shown: beside the other groups they could tell what fewer than five voters"
    " answered."
)
REST = "rest"
TEXTS_NAMED = (
    "At the close answers are shown as a list, each with its writer's name, and without sides."
    " Fewer than five answers: nothing is shown."
)
TEXTS_NAMELESS = (
    "At the close answers are shown as a list, in another order and without names or sides."
    " Fewer than ten answers: nothing is shown, as how somebody writes can tell who they are."
)
TOO_FEW = f"Fewer than {LEAST} people answered, so nothing of it is shown."
NOBODY = "Nobody answered."
Bag = Mapping[str, int]
Agreed = Literal["", "few", "all"]


@dataclass(frozen=True, slots=True)
class Part:
    """The ballots of one side, or of all together (`side` is ""). Where `by` is unit, site or
    shift, those of the group of that which `side` names."""

    side: str
    bag: Bag
    by: str = ""

    @property
    def n(self) -> int:
        return people(self.bag)

    @property
    def name(self) -> str:
        if self.by:
            return self.side
        return SIDE_WORDS.get(self.side, "All together")


@dataclass(frozen=True, slots=True)
class Shown:
    """`parts` are shown; `hidden` are sides with the reason why not; of those in `alike` only most
    of one answer is told. `first` is what goes before the other, and `two` are both sides, where
    both are shown (R11)."""

    parts: tuple[Part, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    alike: tuple[Part, ...] = ()
    first: First = "whole"

    @property
    def whole(self) -> Part | None:
        """All together, where that is shown."""
        return next((part for part in self.parts if not part.side), None)

    @property
    def two(self) -> tuple[Part, Part] | None:
        sides = {part.side: part for part in self.parts if not part.by}
        if {"clinical", "it"} <= sides.keys():
            return sides["clinical"], sides["it"]
        return None


def shown(
    asks: Asks, table: Mapping[str, Bag], first: First = "whole", agreed: Agreed = ""
) -> Shown:
    """What may be shown of a closed poll; `agreed` says who let sides be shown that are too small:
    all who were asked, or all of the small sides."""
    given = {side: bag for side, bag in table.items() if people(bag)}
    if agreed == "all":
        may = Showable(frozenset(given), whole=True)
    else:
        few = agreed == "few"
        may = showable(given, first=first, secret=asks.anonymous, agreed=few)
    bags = {"": together(given.values()), **given}
    alike = tuple(Part(side, bags[side]) for side in ("", *SIDE_WORDS) if side in may.alike)
    hidden = asks.rest or tuple(_hidden(given, may))
    return Shown(tuple(_parts(first, given, may)), hidden, alike, first)


def merged(visible: Shown, table: Mapping[str, Bag]) -> dict[str, dict[str, int]]:
    """The table without what may not be shown of it: its sides as one, called `REST`."""
    hidden = {side for side, _ in visible.hidden}
    kept = {side: dict(bag) for side, bag in table.items() if side not in hidden}
    rest = together(table[side] for side in hidden)
    return kept | ({REST: dict(rest)} if rest else {})


def _parts(first: First, given: Mapping[str, Bag], may: Showable) -> Iterator[Part]:
    """No blended figure beside the sides', but where the whole comes first."""
    sides = [side for side in SIDE_WORDS if side in may.groups]
    if may.whole and (first == "whole" or not sides):
        yield Part("", together(given.values()))
    if len(given) > 1 or not may.whole or first != "whole":
        yield from (Part(side, given[side]) for side in sides)


def _hidden(given: Mapping[str, Bag], may: Showable) -> Iterator[tuple[str, str]]:
    if len(given) == 1 and may.whole:
        return
    for side in SIDE_WORDS:
        if side in given and side not in may.groups | may.alike:
            few = people(given[side]) < LEAST
            yield side, FEWER if few else TELLING


def promised(asks: Asks) -> str:
    """To whoever asks, before it opens: what will be shown of a side of fewer than `LEAST`."""
    if asks.kind == "texts":
        return TEXTS_NAMELESS if asks.anonymous else TEXTS_NAMED
    if asks.first == "groups":
        small = (
            "At the close each side is shown that has five people or more. Of a side of fewer than"
            " five nothing is shown, and no overall figure either, which would tell it."
        )
    elif asks.kind == "panel":
        small = (
            "At the close all together are shown. A side of fewer than five hides the sides, unless"
            " everyone who was named agrees to show them."
        )
    else:
        small = (
            "At the close all together come first, and sides beside them where each has five people"
            " or more. A side of fewer than five hides the sides, never the whole, unless everyone"
            " of it agrees."
        )
    if asks.anonymous and asks.first == "whole":
        small += " Where 80 % or more answer alike, only that is said."
    if asks.by:
        small += (
            f" Figures by {asks.by} stand there too if each {asks.by} has five voters or more, and"
            " then sides only where the two together tell nothing of fewer."
        )
    return f"{small} Fewer than five voters in all: nothing is shown."


def most_said(asks: Asks, part: Part) -> str:
    """The answer that most of those who answered alike gave, in words."""
    top = max(part.bag, key=part.bag.__getitem__)
    return said(asks, unpack(top))


def left_out(asks: Asks, visible: Shown) -> list[Block]:
    """What is not shown, and why."""
    lines: list[Block] = []
    for part in visible.alike:
        of = f", {part.n} people" if not part.side else ""
        lines.append(line(f"{part.name}{of}: 80 % or more said {most_said(asks, part)}."))
    if visible.alike:
        lines.append(Note((NEARLY_ALL,)))
    if visible.first == "whole":
        return [*lines, *_whole_alone(visible)]
    lines += [Note((f"{SIDE_WORDS[side]}: {why}.",)) for side, why in visible.hidden]
    sides = [part for part in visible.parts if part.side]
    if sides and (visible.hidden or visible.alike) and len(sides) == len(visible.parts):
        lines.append(Note(("No overall figure: it would tell what the others answered.",)))
    if not visible.parts and not visible.alike and not visible.hidden:
        lines.append(line(NOBODY))
    return lines


def _whole_alone(visible: Shown) -> Iterator[Block]:
    """Why no sides stand beside the whole, or why there is no whole."""
    few = [SIDE_WORDS[side] for side, why in visible.hidden if why == FEWER]
    if not visible.parts and not visible.alike:
        yield line(TOO_FEW if visible.hidden else NOBODY)
    elif few:
        each = " each" if len(few) > 1 else ""
        yield Note((f"The sides are not shown: {listed(few)} are fewer than five{each}.",))
    elif any(why == BESIDE for _, why in visible.hidden):
        yield Note((NO_SIDES,))
    elif visible.hidden:
        yield Note((APART,))
