"""Draws the house from its imports: places as boxes, an arrow where one place imports another.

python tools/drawing.py docs/img/house.svg

The table `PLACES` says which modules make a place and where it stands; everything else is read from
the code. An arrow that follows from others is left out: what a place also imports by way of a third
is not drawn again. An import that runs upward is drawn broken, in the colour of a warning.
"""

import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from typing import TypeAlias

import grimp

PACKAGES = ("bot", "adapters", "storage")
COLUMN, ROW, GAP, EDGE = 82, 100, 34, 20  # in pixels; a gap is between two boxes
LETTER = 6.3  # how wide a letter of the small print is, on average
Arrow: TypeAlias = tuple[str, str]
Point: TypeAlias = tuple[float, float]
Span: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Some modules with all that is in them, on a grid of rows and columns counted from 0; `end`
    and `bottom` are the first column and row that are not its own."""

    name: str
    says: str
    row: int
    bottom: int
    start: int
    end: int
    modules: tuple[str, ...]

    @property
    def across(self) -> Span:
        return EDGE + self.start * COLUMN + GAP / 2, EDGE + self.end * COLUMN - GAP / 2

    @property
    def down(self) -> Span:
        return EDGE + self.row * ROW, EDGE + self.bottom * ROW - GAP


PLACES = (
    Place(
        "ops",
        "what operators type: doctor, manifests, backup",
        0,
        1,
        0,
        12,
        ("bot.ops", "bot.__main__", "bot.alive"),
    ),
    Place("run", "puts the parts together; relay, clock, platforms", 1, 2, 0, 12, ("bot.run",)),
    Place("rosters", "imported shifts", 2, 3, 3, 5, ("bot.rosters",)),
    Place("settings", "corridor.toml, variables", 3, 4, 3, 5, ("bot.settings",)),
    Place("features", "what people come for", 2, 4, 6, 9, ("bot.features",)),
    Place("core", "the path of one event", 4, 5, 6, 9, ("bot.core",)),
    Place("rules", "pure, each with its number", 5, 6, 4, 7, ("bot.rules",)),
    Place("privacy", "the guard, pure", 5, 6, 8, 10, ("bot.privacy",)),
    Place("words", "what people do, what the bot says", 6, 7, 3, 12, ("bot.words",)),
    Place("adapters", "parse and render", 2, 6, 10, 12, ("adapters",)),
    Place("storage", "tables, queries, SQL", 2, 7, 0, 2, ("storage",)),
)
STYLE = """
svg { --paper: #f6f8f9; --box: #ffffff; --line: #0b6e6e }
svg { --ink: #18272c; --soft: #4e6168; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
 svg { --paper: #11191c; --box: #1c282c; --line: #5cc4bd }
 svg { --ink: #e6eef0; --soft: #a3b5bb; --bad: #ff8a80 }
}
text { font: 13px system-ui, sans-serif; fill: var(--soft); text-anchor: middle }
.name { font-size: 16px; font-weight: 700; fill: var(--ink) }
.part { fill: var(--ink) }
.paper { fill: var(--paper) }
.box { fill: var(--box); stroke: var(--line); stroke-width: 1.5 }
.arrow { fill: none; stroke: var(--line); stroke-width: 1.8; marker-end: url(#down) }
.up { stroke: var(--bad); stroke-dasharray: 6 4; marker-end: url(#up) }
#down path { fill: var(--line) }
#up path { fill: var(--bad) }
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """A line that an arrow may run along: at this place across (upright) or down, from where to
    where."""

    upright: bool
    at: float
    way: Span

    def meets(self, other: "Lane") -> bool:
        """Whether the two run along each other, and not apart enough to be told from each other."""
        (low, high), (start, end) = sorted(self.way), sorted(other.way)
        near = self.upright == other.upright and abs(self.at - other.at) < GAP / 2
        return near and low <= end and start <= high


class Unplaced(Exception):
    """A module that belongs to no place of the table."""


@dataclass(frozen=True, slots=True)
class House:
    """What imports what, and the packages within each place."""

    arrows: frozenset[Arrow]
    parts: dict[str, tuple[str, ...]]


def read() -> House:
    """Raises `Unplaced`."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    place = {module: place_of(module) for module in graph.modules if module != "bot"}
    arrows = {
        (place[module], place[other])
        for module in place
        for other in graph.find_modules_directly_imported_by(module)
        if other in place and place[module] != place[other]
    }
    parents = {one.modules[0]: one.name for one in PLACES}
    parts: dict[str, tuple[str, ...]] = {}
    for module in sorted(place):
        within = parents.get(module.rpartition(".")[0])
        if within is not None and graph.find_children(module):
            parts[within] = (*parts.get(within, ()), module.rpartition(".")[2])
    return House(frozenset(arrows), parts)


def place_of(module: str) -> str:
    """The place of the module, or of the nearest package around it."""
    around = module
    while around:
        for place in PLACES:
            if around in place.modules:
                return place.name
        around = around.rpartition(".")[0]
    raise Unplaced(f"{module} is in no place: add it to PLACES in tools/drawing.py")


def upward(arrow: Arrow) -> bool:
    source, target = _named(arrow[0]), _named(arrow[1])
    return target.bottom <= source.row


def drawn(arrows: Iterable[Arrow]) -> list[Arrow]:
    """The arrows without those that follow from others; those that run upward all stay."""
    all_arrows = frozenset(arrows)
    downward = {arrow for arrow in all_arrows if not upward(arrow)}
    reach = set(downward)
    for middle, source, target in product((one.name for one in PLACES), repeat=3):
        if (source, middle) in reach and (middle, target) in reach:
            reach.add((source, target))
    implied = {
        (source, target)
        for (source, target), one in product(downward, PLACES)
        if (source, one.name) in reach and (one.name, target) in reach
    }
    return sorted(all_arrows - implied)


def _named(name: str) -> Place:
    return next(place for place in PLACES if place.name == name)


def svg(house: House) -> str:
    """The drawing; the same code gives the same bytes."""
    width = 2 * EDGE + 12 * COLUMN
    height = 2 * EDGE + max(place.bottom for place in PLACES) * ROW - GAP
    arrows = drawn(house.arrows)
    told = "; ".join(f"{source} imports {target}" for source, target in arrows)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    lines = [
        f"{head}>\n<title>What imports what</title>\n<desc>{escape(told)}</desc>",
        f"<style>{STYLE}</style>\n<defs>{_head('down')}{_head('up')}</defs>",
        f'<rect class="paper" width="{width}" height="{height}" rx="12"/>',
        *_arrows(arrows),
        *(line for place in PLACES for line in _box(place, house.parts.get(place.name, ()))),
    ]
    return "\n".join([*lines, "</svg>\n"])


def _head(name: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6"'
        ' orient="auto"><path d="M0 0l8 4-8 4z"/></marker>'
    )


def _box(place: Place, parts: tuple[str, ...]) -> Iterator[str]:
    (left, right), (top, bottom) = place.across, place.down
    size = f'width="{right - left:g}" height="{bottom - top:g}"'
    yield f'<rect class="box" x="{left:g}" y="{top:g}" {size} rx="8"/>'
    letters = int((right - left - 12) / LETTER)
    rows = [("name", place.name)]
    rows += [("says", row) for row in textwrap.wrap(place.says, letters)]
    wrapped = parts if bottom - top > 2 * ROW else textwrap.wrap(" · ".join(parts), letters)
    rows += [("part", row) for row in wrapped]
    height = 20 if len(rows) * 20 < bottom - top else 16
    first = (top + bottom) / 2 - (len(rows) - 1) * height / 2 + 5
    for n, (kind, text) in enumerate(rows):
        at = f'x="{(left + right) / 2:g}" y="{first + n * height:g}"'
        yield f'<text class="{kind}" {at}>{escape(text)}</text>'


def _arrows(arrows: Iterable[Arrow]) -> Iterator[str]:
    """Straight, upright or level, where no box is in the way and no other arrow runs."""
    used: list[Lane] = []
    for arrow in arrows:
        (x1, y1), (x2, y2) = _ends(_named(arrow[0]), _named(arrow[1]), used)
        kind = "arrow up" if upward(arrow) else "arrow"
        yield f'<path class="{kind}" d="M{x1:g} {y1:g}L{x2:g} {y2:g}"/>'


def _ends(source: Place, target: Place, used: list[Lane]) -> tuple[Point, Point]:
    for lane in _lanes(source, target):
        if not any(map(lane.meets, used)) and not _blocked(source, target, lane):
            used.append(lane)
            (start, end), at = lane.way, lane.at
            return ((at, start), (at, end)) if lane.upright else ((start, at), (end, at))
    return _middle(source), _middle(target)


def _lanes(source: Place, target: Place) -> Iterator[Lane]:
    """Upright ones first, from the middle of what the two have in common outwards."""
    for upright in (True, False):
        (one, source_along), (other, target_along) = (
            (place.across, place.down) if upright else (place.down, place.across)
            for place in (source, target)
        )
        common = max(one[0], other[0]) + 8, min(one[1], other[1]) - 8
        for at in _from_the_middle(common):
            yield Lane(upright, at, _facing(source_along, target_along))


def _facing(source: Span, target: Span) -> Span:
    """From the side of the source that faces the target, to the side that faces the source."""
    return (source[1], target[0]) if source[0] < target[0] else (source[0], target[1])


def _from_the_middle(lane: Span) -> Iterator[float]:
    middle, room = (lane[0] + lane[1]) / 2, (lane[1] - lane[0]) / 2
    if room >= 0:
        for step in range(int(room // 4) + 1):
            yield from sorted({middle - 4 * step, middle + 4 * step})


def _blocked(source: Place, target: Place, lane: Lane) -> bool:
    low, high = sorted(lane.way)
    for place in PLACES:
        beside, along = (place.across, place.down) if lane.upright else (place.down, place.across)
        crosses = beside[0] - 8 < lane.at < beside[1] + 8 and along[0] < high and along[1] > low
        if place not in (source, target) and crosses:
            return True
    return False


def _middle(place: Place) -> Point:
    return sum(place.across) / 2, sum(place.down) / 2


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(svg(read()), encoding="utf-8")
