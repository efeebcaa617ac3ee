"""A how-to as a recipe: its blocks are files, changes to files, and commands."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import environ
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
LEFT_OUT = {".git", ".venv", "data", ".bench", ".hypothesis", ".pytest_cache"}


@dataclass(frozen=True)
class Recipe:
    """`files` are new, by path; `changes` are hunks of a file that is there: lines that begin with a
    plus come in among the others, those with a minus go."""

    files: Mapping[str, str]
    changes: Mapping[str, str]
    commands: tuple[str, ...]

    @property
    def touched(self) -> tuple[str, ...]:
        return (*self.files, *self.changes)


def read(page: Path) -> Recipe:
    """Raises AssertionError for a block that nobody would know what to do with."""
    files, changes, commands = {}, {}, []
    for language, path, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            commands += body.splitlines()
        elif language == "diff":
            changes[path] = body
        else:
            assert path, f"{page.name}: a block of {language} without the name of a file"
            files[path] = body
    return Recipe(files, changes, tuple(commands))


def changed(text: str, hunks: str) -> str:
    """The text with each hunk put in where its other lines stand, which must be one place."""
    for hunk in hunks.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{text.count(before)} places look like:\n{before}"
        text = text.replace(before, after)
    return text


class Tree:
    """A copy of the repository that may be spoilt, with the environment of the original."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT, root, ignore=_left_out)
        (root / ".venv").symlink_to(ROOT / ".venv")

    def apply(self, recipe: Recipe) -> None:
        for path, text in recipe.files.items():
            assert not (self.root / path).exists(), f"{path} is there already"
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")
        for path, hunks in recipe.changes.items():
            text = (self.root / path).read_text(encoding="utf-8")
            (self.root / path).write_text(changed(text, hunks), encoding="utf-8")

    def run(self, command: Iterable[str], **env: str) -> None:
        """Raises AssertionError with all that it said, unless it ends well."""
        done = subprocess.run(
            [*command],
            cwd=self.root,
            env={**environ, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}"

    def differs(self) -> set[str]:
        """The files of the project that are not as they were, or are new."""
        return {
            path.relative_to(self.root).as_posix()
            for folder in ("bot", "adapters", "storage", "tests", "docs", "pyproject.toml")
            for path in _files(self.root / folder)
            if not _same(path, ROOT / path.relative_to(self.root))
        }


def _left_out(folder: str, names: list[str]) -> set[str]:
    return LEFT_OUT & set(names) if Path(folder) == ROOT else {"__pycache__"} & set(names)


def _files(place: Path) -> Iterable[Path]:
    found = place.rglob("*") if place.is_dir() else [place]
    return (path for path in found if path.is_file() and path.suffix != ".pyc")


def _same(path: Path, other: Path) -> bool:
    return other.exists() and path.read_bytes() == other.read_bytes()
