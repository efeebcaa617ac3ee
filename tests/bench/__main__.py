"""`make bench`: runs every module of this folder that has rows, or those named, and prints them. What was
measured at several sizes is drawn.

A module with rows has `async def rows() -> list[Row]`.
"""

import asyncio
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import tests.bench
from tests.bench.plot import draw
from tests.bench.row import Row


def main(wanted: list[str]) -> None:
    found: list[Row] = []
    for name, module in _modules(wanted):
        print(f"\n{name}", flush=True)  # noqa: T201 - it is a report
        for row in asyncio.run(module.rows()):
            print(row, flush=True)  # noqa: T201 - it is a report
            found.append(row)
    if any(row.curve for row in found):
        print(f"\n{draw(found)} is drawn", flush=True)  # noqa: T201 - it is a report


def _modules(wanted: list[str]) -> Iterator[tuple[str, Any]]:
    for found in iter_modules(tests.bench.__path__):
        if found.name == "__main__" or (wanted and found.name not in wanted):
            continue
        module = import_module(f"tests.bench.{found.name}")
        if hasattr(module, "rows"):
            yield found.name, module


main(sys.argv[1:])
