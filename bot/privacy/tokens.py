"""Words of a text with their places, and whether two places belong to one sentence."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_BREAK = re.compile(
    r"[!?;]\s|\n\s*\n|(?<=[a-z0-9)\]][a-z0-9)\]])(?<!\bno)(?<!\bpt)(?<!\bmr)"
    r"(?<!\bms)(?<!\bdr)(?<!\bst)(?<!\bvs)(?<!\bmrs)(?<!\bnum)\.\s+(?=[^\W\d])"
)


class Word(NamedTuple):
    """`low` is `raw` in lower case, `name` that without 's; a tuple because there are many."""

    raw: str
    low: str
    name: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A text and its words; `shouted` when capitals say nothing because all letters are capital."""

    text: str
    words: list[Word]
    shouted: bool
    breaks: list[int]
    starts: list[int] = field(default_factory=list)

    def together(self, start: int, end: int) -> bool:
        """Whether no sentence ends between the two places."""
        at = bisect_left(self.breaks, start)
        return at == len(self.breaks) or self.breaks[at] >= end

    def from_place(self, place: int) -> int:
        """Index of the first word that begins at or after `place`."""
        return bisect_left(self.starts, place)

    def gap(self, index: int) -> str:
        """What stands between word `index` and the next one."""
        if index + 1 >= len(self.words):
            return self.text[self.words[index].end :]
        return self.text[self.words[index].end : self.words[index + 1].start]

    def before(self, index: int) -> str:
        """What stands between word `index` and the one before it."""
        return self.text[self.words[index - 1].end if index else 0 : self.words[index].start]


def _word(match: re.Match[str]) -> Word:
    raw = match[0]
    low = raw.lower()
    return Word(raw, low, low.removesuffix("'s"), *match.span(), raw[0].isupper())


def read(text: str) -> Read:
    words = [_word(match) for match in _WORD.finditer(text)]
    upper = sum(1 for word in words if len(word.raw) > 1 and word.raw.isupper())
    shouted = len(words) > 3 and upper > 0.7 * len(words)
    breaks = [match.start() for match in _BREAK.finditer(text)]
    return Read(text, words, shouted, breaks, [word.start for word in words])
