"""Draws what things cost at each size that they were measured at."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bench.row import Row

PICTURE = Path("docs/img/bench-cost-against-size.svg")
WHERE = ("SQLite", "PostgreSQL")


def draw(rows: Iterable[Row], to: Path = PICTURE) -> Path:
    """A picture with a part for each database: milliseconds by the number of concerns."""
    import matplotlib as mpl  # noqa: PLC0415 - only where there is something to draw

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "corridor"  # the same figures make the same file
    from matplotlib import pyplot  # noqa: PLC0415

    curves = [row for row in rows if row.curve]
    figure, parts = pyplot.subplots(1, 2, figsize=(11, 5), sharey=True, layout="constrained")
    for where, part in zip(WHERE, parts, strict=True):
        _part(part, where, [row for row in curves if row.name.endswith(f", {where}")])
    parts[0].set_ylabel("milliseconds, 95th of a hundred")
    parts[1].legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize="small", frameon=False)
    figure.savefig(to, metadata={"Date": None})
    pyplot.close(figure)
    return to


def _part(part: Any, where: str, rows: Iterable[Row]) -> None:
    for row in rows:
        sizes, costs = zip(*row.curve, strict=True)
        part.plot(sizes, costs, marker="o", markersize=3, label=row.name.split(", p95")[0])
    part.set(title=where, xlabel="concerns", xscale="log", yscale="log")
    part.grid(visible=True, alpha=0.3)
