"""The list of slow tests is about tests that there are, and the page shows it as it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generated import hold
from tests.tiers import SLOW, Slow, slow, table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "testing.md"
BEGIN, END = "<!-- tiers -->\n", "<!-- /tiers -->\n"
WHOLLY_SLOW = {"browser", "chaos"}


def functions(path: Path) -> Iterator[str]:
    """The tests that are written in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test_"):
                yield node.name
        elif isinstance(node, ast.ClassDef | ast.Assign):
            yield from _classes(node)


def _classes(node: ast.ClassDef | ast.Assign) -> Iterator[str]:
    """`TestMachine = Machine.TestCase`, as Hypothesis has it."""
    names = (
        [node.name] if isinstance(node, ast.ClassDef) else [ast.unparse(t) for t in node.targets]
    )
    yield from (name for name in names if name.startswith("Test"))


@pytest.mark.parametrize("one", SLOW, ids=lambda one: str(one.files))
def test_each_entry_is_about_tests_that_there_are(one: Slow) -> None:
    files = list(ROOT.glob(one.files))
    assert files
    written = {name for path in files for name in functions(path)}
    assert set(one.names) <= written
    assert one.why


def test_something_of_every_area_is_in_the_daily_run() -> None:
    for folder in sorted({path.parent for path in (ROOT / "tests").rglob("test_*.py")}):
        if folder.name in WHOLLY_SLOW:
            continue
        daily = [
            name
            for path in folder.glob("test_*.py")
            for name in functions(path)
            if slow(f"{path.relative_to(ROOT).as_posix()}::{name}") is None
        ]
        assert daily, folder


def test_entries_hold_what_they_say() -> None:
    one = Slow("tests/a/test_*.py", "why", names=("test_x",), daily=("ana",))
    assert one.holds("tests/a/test_b.py", "test_x", "ben-sqlite")
    assert not one.holds("tests/a/test_b.py", "test_x", "ana-sqlite")
    assert not one.holds("tests/a/test_b.py", "test_y", "")
    assert not one.holds("tests/b/test_b.py", "test_x", "")


def test_the_marker_is_on_exactly_those(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        assert (item.get_closest_marker("slow") is None) == (slow(item.nodeid) is None), item.nodeid


def test_the_page_shows_the_list() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    hold(PAGE, f"{before}{BEGIN}{table()}{END}{after}")
