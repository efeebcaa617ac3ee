"""Words of a text with their places, and whether two places belong to one sentence."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_BREAK = re.compile(r"[!?;]\s|\n\s*\n|(?<=[a-z0-9)\]][a-z0-9)\]])\.\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Word:
    """`low` is `raw` in lower case."""

    raw: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.raw[0].isupper()


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


def read(text: str) -> Read:
    words = [Word(m[0], m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    upper = sum(1 for word in words if len(word.raw) > 1 and word.raw.isupper())
    shouted = len(words) > 3 and upper > 0.7 * len(words)
    breaks = [match.start() for match in _BREAK.finditer(text)]
    return Read(text, words, shouted, breaks, [word.start for word in words])
