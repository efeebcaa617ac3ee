"""What meets a newcomer, a forge and a packager says what the project does."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def checks() -> list[str]:
    """The commands of `make check`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.M)
    assert recipe is not None
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]


def test_hooks_before_a_commit_run_what_make_check_runs_and_download_nothing() -> None:
    (repo,) = read(".pre-commit-config.yaml")["repos"]
    assert repo["repo"] == "local"
    assert [hook["entry"] for hook in repo["hooks"]] == checks()
    assert {hook["language"] for hook in repo["hooks"]} == {"system"}


def test_a_public_forge_runs_what_we_run_with_the_least_rights() -> None:
    workflow = read(".github/workflows/ci.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"push", "pull_request"}  # YAML reads the key `on` as true
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    least = PROJECT["requires-python"].removeprefix(">=")
    assert min(job["strategy"]["matrix"]["python"], key=_version) == least


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def test_the_licence_that_is_named_is_the_one_that_is_there() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    carried = [path for glob in PROJECT["license-files"] for path in ROOT.glob(glob)]
    vendored = {path.with_suffix("").stem for path in (ROOT / "adapters").glob("**/*.min.js")}
    licensed = {path.name.partition(".")[0] for path in carried}
    assert vendored <= licensed
    assert "COPY pyproject.toml README.md LICENSE" in (ROOT / "Containerfile").read_text(
        encoding="utf-8"
    )
