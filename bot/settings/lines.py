"""Where each key of a TOML text stands: the lines that `tomllib` does not keep.

It reads only text that `tomllib` has accepted, so it need not notice mistakes; a property test
holds it to the same keys that `tomllib` finds.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\n]*")


def lines(text: str) -> Mapping[Path, int]:
    """Each key and each array's item by its path from the top, with the line it begins on."""
    return _Walk(text).document()


class _Walk:
    """One pass over the text; `at` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.found: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def document(self) -> Mapping[Path, int]:
        table: Path = ()
        while self.blank() < len(self.text):
            if self.takes("[["):
                table = self.item(self.key())
                self.takes("]]")
            elif self.takes("["):
                table = self.inside(self.key())
                self.mark(table)
                self.takes("]")
            else:
                self.pair(table)
        return self.found

    def pair(self, table: Path) -> None:
        """`key = value`, in a table or between braces."""
        path = table
        for name in self.key():
            path = (*path, name)
            self.mark(path)
        self.takes("=")
        self.value(path)

    def value(self, path: Path) -> None:
        self.blank()
        if self.takes("["):
            self.array(path)
        elif self.takes("{"):
            self.braces(path)
        elif not self.passes(_STRING):
            self.passes(_PLAIN)

    def array(self, path: Path) -> None:
        number = 0
        while not self.takes("]"):
            self.mark((*path, number))
            self.value((*path, number))
            self.takes(",")
            number += 1

    def braces(self, path: Path) -> None:
        while not self.takes("}"):
            self.pair(path)
            self.takes(",")

    def key(self) -> tuple[str, ...]:
        """A key and the keys after its dots."""
        names = [self.name()]
        while self.takes("."):
            names.append(self.name())
        return tuple(names)

    def name(self) -> str:
        start = self.blank()
        if self.passes(_BARE_KEY):
            return self.text[start : self.at]
        self.passes(_STRING)
        return next(iter(tomllib.loads(f"{self.text[start : self.at]}=0")))

    def item(self, names: tuple[str, ...]) -> Path:
        """The path of the next table of an array of tables."""
        path = (*self.inside(names[:-1]), names[-1])
        self.mark(path)
        self.arrays[path] = self.arrays.get(path, -1) + 1
        self.mark((*path, self.arrays[path]))
        return (*path, self.arrays[path])

    def inside(self, names: tuple[str, ...]) -> Path:
        """The path that a header means: the last item of each array of tables it goes through."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            self.mark(path)
            if path in self.arrays:
                path = (*path, self.arrays[path])
        return path

    def mark(self, path: Path) -> None:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        self.found.setdefault(path, self.line)

    def blank(self) -> int:
        self.passes(_BLANK)
        return self.at

    def takes(self, sign: str) -> bool:
        self.blank()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def passes(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at)
        if match is None:
            return False
        self.at = match.end()
        return True
