"""`make bench`: runs every module of this folder that has rows, or those named, and prints them; at the
end, those with a goal as a table. What was measured at several sizes is drawn. `goals` names the modules
whose rows the goals of docs/benchmarks.md are about.

A module with rows has `async def rows() -> list[Row]`.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import tests.bench
from tests.bench.plot import draw
from tests.bench.row import Row, table

GOALS = "events storm acknowledged hello teams beside processes starting lists".split()


def main(wanted: Sequence[str]) -> None:
    found: list[Row] = []
    for name, module in _modules(GOALS if list(wanted) == ["goals"] else wanted):
        print(f"\n{name}", flush=True)  # noqa: T201 - it is a report
        for row in asyncio.run(module.rows()):
            print(row, flush=True)  # noqa: T201 - it is a report
            found.append(row)
    print(f"\n{table(found)}", flush=True)  # noqa: T201 - it is a report
    if any(row.curve for row in found):
        print(f"\n{draw(found)} is drawn", flush=True)  # noqa: T201 - it is a report


def _modules(wanted: Sequence[str]) -> Iterator[tuple[str, Any]]:
    here = [found.name for found in iter_modules(tests.bench.__path__)]
    for name in wanted or [one for one in here if not one.startswith(("__", "test_"))]:
        module = import_module(f"tests.bench.{name}")
        if hasattr(module, "rows"):
            yield name, module


if __name__ == "__main__":
    main(sys.argv[1:])
