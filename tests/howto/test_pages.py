"""The how-tos for developers work as they stand: each is followed to the letter in a copy."""

from pathlib import Path

import pytest

from tests.howto.page import ROOT, Recipe, Tree, changed, read

PAGES = ROOT / "docs" / "howto"
PYTEST = (".venv/bin/python", "-m", "pytest", "-p", "no:cacheprovider")
RIGHTS = "tests/engine/test_rights.py::test_everybody_may_what_the_page_says"
MADE = ("tests/golden/test_pages.py", RIGHTS)
GENERATED = {"docs/commands.md", "docs/rights.md"}
# Instead of all of `make test`, what holds the pages and the lists that a feature is in.
HELD = ("tests/test_docs.py", "tests/test_decisions.py", "tests/features/test_help.py", *MADE)


def follow(tree: Tree, command: str) -> None:
    """What the page tells people to type; `make golden` and `make test` without the examples and
    tests that the page does not touch."""
    match command.split():
        case ["pytest", *paths]:
            tree.run([*PYTEST, *paths])
        case ["make", "golden"]:
            tree.run([*PYTEST, *MADE], CORRIDOR_GOLDEN="write")
        case ["make", "check"]:
            tree.run(["make", "-o", ".venv/ready-dev", "check"])  # nothing is installed anew
        case ["make", "test"]:
            tree.run([*PYTEST, *HELD])
        case _:
            pytest.fail(f"nobody knows how to try: {command}")


def followed(name: str, folder: Path) -> tuple[Recipe, Tree]:
    recipe, tree = read(PAGES / name), Tree(folder / "copy")
    tree.apply(recipe)
    for command in recipe.commands:
        follow(tree, command)
    return recipe, tree


@pytest.mark.parametrize("name", ["add-a-command.md", "add-a-feature.md"])
def test_a_command_and_a_feature_take_three_files_and_make_golden_the_rest(
    tmp_path: Path, name: str
) -> None:
    recipe, tree = followed(name, tmp_path)
    assert {"make golden", "make check", "make test"} <= set(recipe.commands)
    assert len(recipe.touched) <= 3
    assert tree.differs() == {*recipe.touched, *GENERATED}


def test_a_platform_passes_the_contract_with_what_the_page_adds(tmp_path: Path) -> None:
    recipe, tree = followed("add-a-platform.md", tmp_path)
    assert "pytest tests/contract tests/terminal" in recipe.commands
    assert tree.differs() == {*recipe.touched, "docs/img/house.svg"}


def test_a_hunk_that_fits_nowhere_is_told() -> None:
    assert changed("a\nb\nc\n", " a\n+x\n b\n@@\n c\n+y\n") == "a\nx\nb\nc\ny\n"
    assert changed("a\nb\n", "-a\n+x\n") == "x\nb\n"
    with pytest.raises(AssertionError, match="0 places"):
        changed("a\n", " b\n+x\n")
    with pytest.raises(AssertionError, match="2 places"):
        changed("a\na\n", " a\n+x\n")
