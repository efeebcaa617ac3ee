"""A thing that people talk about by its number: C-101, P-7."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.words.refusal import Refused
from storage import HospitalSession

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Noun(Generic[N]):
    """One kind of thing, declared once.

    `word` begins its actions ("concern.take") and the keys of its messages ("concern:101").
    `get` reads one; `locked` reads one for changing, so that two who change it wait for each other.
    `hint` ends the sentence that there is none of that number. `held` says that a legal hold can be
    put on it.
    """

    letter: str
    word: str
    get: Callable[[HospitalSession, int], N | None]
    locked: Callable[[HospitalSession, int], N | None]
    hint: str
    held: bool = False
    dash: str = "-"

    def label(self, number: int | str) -> str:
        """As people write it: "C-101"."""
        return f"{self.letter}{self.dash}{number}"

    def find(self, work: Work, number: str | int) -> N:
        """The thing of that number, for changing; `Refused` when there is none."""
        digits = str(number)
        thing = self.locked(work.db, int(digits)) if is_number(digits) else None
        if thing is None:
            raise Refused(f"There is no {self.label(digits[:12])}. {self.hint}")
        return thing

    def split(self, rest: str, example: str) -> tuple[str, str]:
        """The number and the words of "C-101 some words"; `Refused` with the example otherwise."""
        if (found := self.begins(rest)) is None:
            raise Refused(f"Say which {self.word}, like this: {example}")
        return found

    def begins(self, text: str) -> tuple[str, str] | None:
        """The number that a text begins with, and its other words; None where it has none."""
        match = re.match(rf"{self.letter}-?(\d{{1,9}})\b[:,]?\s*", text.strip(), re.IGNORECASE)
        return None if match is None else (match[1], text.strip()[match.end() :].strip())
