"""A thing that people talk about by its number, such as C-101 or P-7, and what is part of one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.button_payload import Args
from bot.core.nearest import near_numbers
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.words.refusal import Refused
from bot.words.spelling import say
from bot.words.typed import plain_marks
from storage import HospitalSession

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Noun(Generic[N]):
    """One kind of thing, declared once.

    `word` begins its actions ("concern.take") and the keys of its messages ("concern:101").
    `get` reads one; `locked` reads one for changing, so that two who change it wait for each other.
    `hint` ends the sentence that there is none of that number, and is all of it where nobody says
    the number, so that there is no `letter`. `held` says that a legal hold can be put on it. `seen`
    says who may see one: for everybody else there is none of that number.
    """

    letter: str
    word: str
    get: Callable[[HospitalSession, int], N | None]
    locked: Callable[[HospitalSession, int], N | None]
    hint: str
    held: bool = False
    dash: str = "-"
    seen: Callable[[Work, N], bool] | None = None

    def label(self, number: int | str) -> str:
        """As people write it: "C-101"."""
        return f"{self.letter}{self.dash}{number}"

    def find(self, work: Work, number: str | int) -> N:
        """The thing of that number, for changing; `Refused` when there is none to be seen."""
        digits = str(number)
        thing = self.locked(work.db, int(digits)) if is_number(digits) else None
        if thing is not None and (self.seen is None or self.seen(work, thing)):
            return thing
        if not self.letter:
            raise Refused(self.hint)
        visible = " that you can see" if self.seen else ""
        near = self._near(work, digits)
        raise Refused(f"There is no {self.label(digits[:12])}{visible}. {near}{self.hint}")

    def _near(self, work: Work, digits: str) -> str:
        """What they can see of the numbers that are easily typed so."""
        numbers = tuple(near_numbers(int(digits))) if is_number(digits) else ()
        found = ((number, self.get(work.db, number)) for number in numbers)
        seen = [n for n, t in found if t is not None and (not self.seen or self.seen(work, t))]
        return f"Did you mean {self.label(seen[0])}? " if seen else ""

    def of(self, work: Work, args: tuple[str, ...]) -> tuple[N, tuple[str, ...]]:
        """The thing that a button is about, and what else the button carries."""
        return self.find(work, Args(args)[0]), Args(args[1:])

    def split(self, rest: str, example: str) -> tuple[str, str]:
        """The number and the words of "C-101 some words"; `Refused` with the example otherwise."""
        if (found := self.begins(rest)) is None:
            raise Refused(f"Say which {self.word}, like this: {say(example)}")
        return found

    def begins(self, text: str) -> tuple[str, str] | None:
        """The number that a text begins with, and its other words; None where it has none."""
        shown = text.strip()
        number = rf"[#(\[*_`\"']*{self.letter}-?(\d{{1,9}})(?![^\W_])(?:'s\b)?[)\]*_`\"']*"
        match = re.match(rf"{number}[:;,.?!]*(?:\s+-\s)?\s*", plain_marks(shown), re.IGNORECASE)
        return None if match is None else (match[1], shown[match.end() :].strip())


@dataclass(frozen=True, slots=True)
class Part(Generic[N]):
    """What is part of a numbered thing and acted on by itself, such as an item of a huddle.

    `word` is the thing's, as in `Noun`. A button carries the thing's number and what tells its
    parts apart: `size` strings altogether, by which `find` finds one; `Refused` when there is none.
    """

    word: str
    size: int
    find: Callable[[Work, tuple[str, ...]], N]

    def of(self, work: Work, args: tuple[str, ...]) -> tuple[N, tuple[str, ...]]:
        """The part that a button is about, and what else the button carries."""
        return self.find(work, Args(args[: self.size])), Args(args[self.size :])
