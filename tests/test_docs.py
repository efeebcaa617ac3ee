"""The pages say what the code does."""

import re
from pathlib import Path

from bot.core.router import routes
from bot.features import FEATURES
from bot.words.events import Command
from tests.generated import MADE

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
QUIET = {"*", "", "?", "hi", "hello", "hey", "show"}


def test_every_command_that_the_guide_to_commands_names_exists() -> None:
    """The list below the guide is made from the code: `tests/golden/test_pages.py`."""
    page, _, _ = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition(MADE)
    cells = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    told = {code.split()[0] for code in re.findall(r"`([^`]+)`", cells)}
    verbs = {verb for kind, verb in routes(FEATURES) if kind is Command} - QUIET
    assert len(told) > 50
    assert (
        told
        - {
            "C-101",
            "P-101",
            "W-101",
            "urgent",
            "waiting",
            "open",
            "overdue",
            "check",
            "unit",
            "all",
        }
        <= verbs
    )


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_make_targets_named_in_the_docs_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        for target in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.M), f"{page.name}: make {target}"


def test_every_rule_that_code_and_tests_name_is_on_the_page_of_rules() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\bR\d+[a-z]?\b", page))
    assert {"R1", "R11a", "R15a"} <= told
    for folder in ("bot", "adapters", "storage", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            named = set(re.findall(r"\bR[1-9]\d*[a-z]?\b", path.read_text(encoding="utf-8")))
            assert named <= told, f"{path.relative_to(ROOT)}: {sorted(named - told)}"


def test_files_named_in_the_pages_exist() -> None:
    """Of this repository's own folders; what a how-to adds is in its own blocks."""
    for page in PAGES:
        if page.parent.name in {"howto", "decisions"}:
            continue
        for path in re.findall(
            r"`((?:bot|adapters|storage|tests|tools)/[\w/.-]*\w/?)`", page.read_text("utf-8")
        ):
            assert (ROOT / path).exists(), f"{page.name}: {path}"
