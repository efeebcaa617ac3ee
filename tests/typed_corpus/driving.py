"""Types every line of the corpus behind every wire, and says what was held to."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.typed_corpus.lines import PLACES, Line
from tests.typed_corpus.rigs import NAMES, named, opened

ALLOWED = {"safety": 1.0, "plain": 0.95}  # what must hold, of the lines of a kind


class Tried(NamedTuple):
    """One line at one place. `leaked` is what of a note was read outside IT."""

    platform: str
    place: str
    line: Line
    came: str
    leaked: str = ""

    @property
    def held(self) -> bool:
        return self.came == expected(self.line, self.platform) and not self.leaked

    def __str__(self) -> str:
        line, where = self.line, f"{self.platform}, {self.place}"
        leaked = f", and the ward reads {self.leaked!r}" if self.leaked else ""
        return (
            f"{line.id} {line.kind} ({where}): {line.typed!r}\n"
            f"    should be {expected(line, self.platform)!r}\n    came to   {self.came!r}{leaked}"
        )


def expected(line: Line, platform: str) -> str:
    """With the names as people see them: on Slack, what they are called there."""
    shown = {n: f"@{n if platform == 'slack' else full}" for n, full in NAMES.items()}
    return named(line.comes, shown)


def tried(platform: str, path: Path, lines: Iterable[Line]) -> Iterator[Tried]:
    """On one platform, in every place that it has."""
    with opened(platform, path) as rig:
        for line in lines:
            for place in line.places(platform):
                came, elsewhere = rig.types(place, line.typed)
                private = line.comes.startswith(("note", "which"))
                yield Tried(platform, place, line, came, elsewhere if private else "")


def figures(all_tried: Iterable[Tried]) -> str:
    """Lines, how many held, and per cent, by wire and kind."""
    known = list(all_tried)
    rows = [f"{'wire':16}{'kind':8}{'lines':>6}{'held':>6}{'per cent':>10}"]
    wires = [(p, place) for p, places in PLACES.items() for place in places]
    for platform, place in wires:
        rows += _rows(
            f"{platform} {place}", [t for t in known if (t.platform, t.place) == (platform, place)]
        )
    rows += _rows("all", known)
    return "\n".join(rows)


def _rows(name: str, some: list[Tried]) -> Iterator[str]:
    for kind in ALLOWED:
        of = [one for one in some if one.line.kind == kind]
        if of:
            held = sum(one.held for one in of)
            yield f"{name:16}{kind:8}{len(of):6}{held:6}{100 * held / len(of):10.1f}"


def failing(all_tried: Iterable[Tried]) -> list[Tried]:
    """What did not hold, of every kind of which too little held on a wire."""
    known = list(all_tried)
    missed: list[Tried] = []
    for kind, allowed in ALLOWED.items():
        for platform in PLACES:
            of = [t for t in known if t.line.kind == kind and t.platform == platform]
            wrong = [t for t in of if not t.held]
            if len(wrong) > (1 - allowed) * len(of):
                missed += wrong
    return missed
