"""Pages of the manual that are made from the code; `make golden` writes them anew."""

import re
from pathlib import Path

from tests.generated import hold, hold_rest
from tests.golden import commands, vocabulary
from tools import drawing

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_the_page_of_commands_lists_every_command() -> None:
    hold_rest(DOCS / "commands.md", commands.table())


def test_the_page_of_platforms_lists_what_each_makes_of_each_word() -> None:
    hold_rest(DOCS / "capabilities.md", vocabulary.table())


def test_the_drawing_of_the_house_is_what_the_imports_make() -> None:
    hold(DOCS / "img" / "house.svg", drawing.svg(drawing.read()))


def test_make_golden_writes_everything_that_is_made() -> None:
    """A test that holds a file but is not named there would tell people to run what does nothing."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(
        r"^golden:.*\n\tCORRIDOR_GOLDEN=write \$\(BIN\)/pytest (.*)$", makefile, re.M
    )
    assert recipe is not None
    named = [ROOT / part.partition("::")[0] for part in recipe[1].split()]
    for path in (ROOT / "tests").rglob("test_*.py"):
        if re.search(
            r"^from tests.generated import .*hold", path.read_text(encoding="utf-8"), re.M
        ):
            assert any(path.is_relative_to(place) for place in named), path
