"""Prints how surely typed text is understood, wire by wire: `make typing-report`."""

import sys
import tempfile
from pathlib import Path

from tests.typed_corpus.driving import Tried, failing, figures, tried
from tests.typed_corpus.lines import PLACES, every


def main() -> int:
    lines, found = every(), list[Tried]()
    for platform in PLACES:
        with tempfile.TemporaryDirectory() as folder:
            found += tried(platform, Path(folder) / "corridor.db", lines)
    wrong = [one for one in found if not one.held]
    told = [*map(str, wrong), f"{len(lines)} lines in {len(found)} places", figures(found)]
    sys.stdout.write("\n".join(told) + "\n")
    return int(bool(failing(found)))


if __name__ == "__main__":
    sys.exit(main())
