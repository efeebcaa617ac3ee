"""One row of the benchmark: what is ours, what it is measured against, and how they compare."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TypeAlias

Measure: TypeAlias = Callable[[], Awaitable[float]]
VERDICT = {None: "", True: "met", False: "MISSED"}


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `theirs` are samples in `unit`, taken in turns. `goal` is the least ratio of
    their medians wanted, or the greatest where `less` is better; none where nothing was set.
    `cheaper` is for costs: the ratio is how many times as much theirs is. `curve` is the cost at
    each size, where sizes were measured: for the plot."""

    name: str
    against: str
    unit: str
    ours: tuple[float, ...] = field(repr=False)
    theirs: tuple[float, ...] = field(repr=False)
    goal: float | None = None
    less: bool = False
    cheaper: bool = False
    curve: tuple[tuple[int, float], ...] = field(default=(), repr=False)

    @property
    def ratio(self) -> float:
        ours, theirs = median(self.ours), median(self.theirs)
        return theirs / ours if self.cheaper else ours / theirs

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio <= self.goal if self.less else self.ratio >= self.goal

    @property
    def wanted(self) -> str:
        return "" if self.goal is None else f"{'≤' if self.less else '≥'} {self.goal:.3g}"

    def __str__(self) -> str:
        goal = f"goal {self.wanted}" if self.wanted else ""
        ours, theirs = (_said(samples) for samples in (self.ours, self.theirs))
        told = f"{self.name}: {ours} against {theirs} {self.unit} ({self.against})"
        return f"{self.ratio:6.2f}  {told}  {goal} {VERDICT[self.met]}".rstrip()


def table(rows: Iterable[Row]) -> str:
    """What has a goal, as docs/benchmarks.md shows it."""
    lines = ["| what | against | unit | ours | theirs | ratio | goal | |", "|" + "---|" * 8]
    for row in rows:
        if row.goal is not None:
            samples = f"{_said(row.ours)} | {_said(row.theirs)}"
            end = f"{row.ratio:.2f} | {row.wanted} | {VERDICT[row.met]}"
            lines.append(f"| {row.name} | {row.against} | {row.unit} | {samples} | {end} |")
    return "\n".join(lines)


def _said(samples: tuple[float, ...]) -> str:
    """The median, and the quartiles where there are enough samples."""
    if len(samples) < 4:
        return f"{median(samples):.4g}"
    low, _, high = quantiles(samples, n=4)
    return f"{median(samples):.4g} [{low:.4g}-{high:.4g}]"


async def in_turns(
    ours: Measure, theirs: Measure, rounds: int = 5
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Samples of both, each round one of each, after one round that does not count: what else the
    machine does then bears on both."""
    found = [(await ours(), await theirs()) for _ in range(rounds + 1)]
    mine, other = zip(*found[1:], strict=True)
    return mine, other
