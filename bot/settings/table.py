"""A TOML table read key by key: every value is checked, every mistake is noted with its line."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.settings.lines import Path
from bot.settings.plain import Wrong, one_of, suggestion
from bot.settings.values import Problem
from bot.words.bidi import straight

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class File:
    """The file being read: its name, its keys' lines, and what is wrong with it so far."""

    name: str
    lines: Mapping[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def note(self, path: Path, what: str, mend: str) -> None:
        self.problems.append(Problem(f"{self.name}:{self._line(path)}", what, mend))

    def _line(self, path: Path) -> int:
        """The line of `path`, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Table:
    """The table at `path`; it remembers which keys it was asked for."""

    def __init__(self, values: Mapping[str, object], path: Path, file: File) -> None:
        self.values = values
        self.path = path
        self.file = file
        self.asked: set[str] = set()

    def wrong(self, key: str, what: str, mend: str) -> None:
        """Note a mistake at `key`, or at the table itself where the key is missing."""
        self.file.note((*self.path, key), f"{_title(self.path)}{key} {what}", mend)

    def get(self, key: str) -> object | None:
        self.asked.add(key)
        return self.values.get(key)

    def text(self, key: str, default: str = "") -> str:
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, str):
            return straight(value).strip()
        self.wrong(key, "is not text.", f'Write it in quotes: {key} = "…".')
        return default

    def needed(self, key: str, example: str) -> str:
        """Text that must be there and not empty."""
        value = self.text(key)
        if not value and isinstance(self.values.get(key, ""), str):
            self.wrong(key, "is missing.", f"Add {key} = {example}.")
        return value

    def read(self, key: str, parse: Callable[[str], T], default: T) -> T:
        """The text at `key` through `parse`, or `default` where it is absent or wrong."""
        text = self.text(key)
        try:
            return parse(text) if text else default
        except ValueError as error:
            self.wrong(key, *_said(error))
            return default

    def choice(self, key: str, known: Collection[str], default: str = "") -> str:
        return self.read(key, lambda text: one_of(text, known), default)

    def texts(self, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """A list of texts, each through `parse`; those that are wrong are left out."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(key, "is not a list.", f'Write it in brackets: {key} = ["…", "…"].')
            return ()
        return tuple(item for n, one in enumerate(value) for item in self._item(key, n, one, parse))

    def _item(
        self, key: str, number: int, value: object, parse: Callable[[str], T]
    ) -> tuple[T, ...]:
        text = straight(value).strip() if isinstance(value, str) else None
        if not text:
            what = f"holds {value}, not text." if text is None else "holds an empty text."
            self._wrong_item(key, number, what, "Write text in quotes, or leave it out.")
            return ()
        try:
            return (parse(text),)
        except ValueError as error:
            self._wrong_item(key, number, *_said(error))
            return ()

    def _wrong_item(self, key: str, number: int, what: str, mend: str) -> None:
        self.file.note((*self.path, key, number), f"{_title(self.path)}{key} {what}", mend)

    def flag(self, key: str) -> bool | None:
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "is neither true nor false.", f"Write {key} = true or {key} = false.")
        return None

    def table(self, key: str) -> "Table":
        """The table under `key`, empty where the file has none."""
        value = self.get(key)
        if not isinstance(value, dict | None):
            self.wrong(key, "is not a table.", f"Write it as [{key}], with its keys below.")
        return Table(value if isinstance(value, dict) else {}, (*self.path, key), self.file)

    def tables(self, key: str) -> "tuple[Table, ...]":
        """The tables that the file lists as `[[key]]`."""
        value = self.get(key) or []
        path = (*self.path, key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            mend = f"Write each one below {_title((*path, 0)).strip()}."
            self.wrong(key, "is not a list of tables.", mend)
            return ()
        return tuple(Table(one, (*path, n), self.file) for n, one in enumerate(value))

    def done(self) -> None:
        """Note every key that nobody asked for."""
        known = sorted(self.asked)
        for key in self.values:
            if key not in self.asked:
                mend = suggestion(key, known) or f"Known here: {', '.join(known)}."
                self.wrong(key, "is not a setting.", mend)


def _said(error: ValueError) -> tuple[str, str]:
    """What is wrong and the mend; errors of the rules say both in one."""
    return (error.what, error.mend) if isinstance(error, Wrong) else (str(error), "")


def _title(path: Path) -> str:
    """How the file writes the table at `path`, and a space; nothing for the top."""
    name = ".".join(part for part in path if isinstance(part, str))
    if not path:
        return ""
    return f"[[{name}]] " if isinstance(path[-1], int) else f"[{name}] "
