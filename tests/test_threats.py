"""Every threat names tests that there are."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("|")][2:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_row_names_its_test_and_it_exists() -> None:
    assert len(ROWS) > 20
    for row in ROWS:
        named = NAMED.findall(row[-1])
        assert named, row
        for path, name in named:
            assert name in _tests_in(ROOT / path), f"{path}::{name}"


def test_every_kind_of_threat_is_thought_of() -> None:
    kinds = {kind for row in ROWS for kind in row[2].split()}
    assert kinds == set("STRIDE")
