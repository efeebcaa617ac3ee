"""Holds the code to its size: files under 400 lines, functions short (median and 90th percentile).

python tools/sizes.py FOLDER ...
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

LONGEST_FILE, MEDIAN, NINETIETH = 400, 9, 31
MADE = ("migrations/versions",)  # generated: long by nature, and never edited


def sources(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.py")):
            if not any(part in path.as_posix() for part in MADE):
                yield path


def functions(path: Path) -> Iterator[int]:
    """The length of every function of a file, in lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def main(folders: list[str]) -> int:
    paths = list(sources(folders))
    long = [p for p in paths if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    lengths = [length for path in paths for length in functions(path)]
    middle, most = median(lengths), quantiles(lengths, n=10)[-1]
    sys.stdout.write(
        f"{len(paths)} files, {len(lengths)} functions:"
        f" median {middle:g}, 90th percentile {most:g}\n"
    )
    for path in long:
        sys.stdout.write(f"{path}: more than {LONGEST_FILE} lines\n")
    return int(bool(long) or middle >= MEDIAN or most >= NINETIETH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
