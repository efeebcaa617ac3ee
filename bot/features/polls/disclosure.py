"""Which figures of a poll may be shown, and to whom they belong: one way of showing for all who
ask, so that nothing can be worked out by asking twice (R10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.features.polls.definition import Asks
from bot.features.polls.kinds import SIDE_WORDS
from bot.rules.suppression import LEAST, Showable, people, showable, together
from bot.words.cards import Block, Note, line

FEWER = f"fewer than {LEAST} answers - not shown"
TELLING = "not shown: with the rest it would tell what few people answered"
REST = "rest"
Bag = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """The ballots of one side, or of all together (`side` is "")."""

    side: str
    bag: Bag

    @property
    def n(self) -> int:
        return people(self.bag)

    @property
    def name(self) -> str:
        return SIDE_WORDS.get(self.side, "All together")


@dataclass(frozen=True, slots=True)
class Shown:
    """`parts` are shown; `hidden` are sides with the reason why not; of those in `alike` only most
    of one answer is told. `two` are both sides, where both are shown (R11)."""

    parts: tuple[Part, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    alike: tuple[Part, ...] = ()

    @property
    def two(self) -> tuple[Part, Part] | None:
        sides = {part.side: part for part in self.parts}
        if {"clinical", "it"} <= sides.keys():
            return sides["clinical"], sides["it"]
        return None


def shown(asks: Asks, table: Mapping[str, Bag], *, agreed: bool = False) -> Shown:
    """What may be shown of a closed poll; `agreed` when all who were asked let their sides be."""
    given = {side: bag for side, bag in table.items() if people(bag)}
    if agreed:
        may = Showable(frozenset(given), whole=True)
    else:
        may = showable(given, first=asks.first, secret=asks.anonymous)
    bags = {"": together(given.values()), **given}
    alike = tuple(Part(side, bags[side]) for side in ("", *SIDE_WORDS) if side in may.alike)
    hidden = asks.rest or tuple(_hidden(given, may))
    return Shown(tuple(_parts(asks, given, may)), hidden, alike)


def merged(visible: Shown, table: Mapping[str, Bag]) -> dict[str, dict[str, int]]:
    """The table without what may not be shown of it: its sides as one, called `REST`."""
    hidden = {side for side, _ in visible.hidden}
    kept = {side: dict(bag) for side, bag in table.items() if side not in hidden}
    rest = together(table[side] for side in hidden)
    return kept | ({REST: dict(rest)} if rest else {})


def _parts(asks: Asks, given: Mapping[str, Bag], may: Showable) -> Iterator[Part]:
    """No blended figure beside the sides', but where the whole comes first."""
    sides = [side for side in SIDE_WORDS if side in may.groups]
    if may.whole and (asks.first == "whole" or not sides):
        yield Part("", together(given.values()))
    if len(given) > 1 or not may.whole or asks.first != "whole":
        yield from (Part(side, given[side]) for side in sides)


def _hidden(given: Mapping[str, Bag], may: Showable) -> Iterator[tuple[str, str]]:
    if len(given) == 1 and may.whole:
        return
    for side in SIDE_WORDS:
        if side in given and side not in may.groups | may.alike:
            few = people(given[side]) < LEAST
            yield side, FEWER if few else TELLING


def left_out(asks: Asks, visible: Shown) -> list[Block]:
    """What is not shown, and why."""
    lines: list[Block] = []
    for part in visible.alike:
        # In an anonymous poll a side nearly of one mind is not told from one that is.
        most = "nearly all answered alike. No more is shown, to protect them."
        if asks.kind in {"single", "readiness"}:
            top = max(part.bag, key=part.bag.__getitem__)
            most = f"80 % or more said {asks.options[int(top) - 1]}."
        lines.append(line(f"{part.name}: {most}"))
    lines += [Note((f"{SIDE_WORDS[side]}: {why}.",)) for side, why in visible.hidden]
    sides = [part for part in visible.parts if part.side]
    if sides and (visible.hidden or visible.alike) and len(sides) == len(visible.parts):
        lines.append(Note(("No overall figure: it would tell what the others answered.",)))
    if not visible.parts and not visible.alike and not visible.hidden:
        lines.append(line("Nobody answered."))
    return lines
