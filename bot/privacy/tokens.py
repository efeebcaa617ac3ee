"""Words of a text with their places, and whether two places belong to one sentence."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple, overload

_WORD = re.compile(r"([^\W\d_]+(?:['\-][^\W\d_]+)*)")
_DIGITS = re.compile(r"\d+")
_FOUR = re.compile(r"\d(?:[^\d\n]{0,3}\d){3}")
# Every branch begins with a character of its own, so that the search skips to those.
_BREAK = re.compile(
    r"[!?;]\s|\n\s*\n|\.(?<=[a-z0-9)\]][a-z0-9)\]]\.)(?<!\bno\.)(?<!\bpt\.)(?<!\bmr\.)"
    r"(?<!\bms\.)(?<!\bdr\.)(?<!\bst\.)(?<!\bvs\.)(?<!\bmrs\.)(?<!\bnum\.)\s+(?=[^\W\d])"
)


class Word(NamedTuple):
    """`low` is `raw` in lower case, `name` that without 's."""

    raw: str
    low: str
    name: str
    start: int
    end: int
    capital: bool


class Words(Sequence[Word]):
    """Words made when asked for: a long text has thousands, of which few are ever looked at."""

    __slots__ = ("_ends", "_made", "_raws", "_starts", "capitals", "lows", "names", "vocabulary")

    def __init__(self, pieces: list[str]) -> None:
        """`pieces` are a gap, a word, a gap … a gap."""
        places = list(accumulate(map(len, pieces)))
        self._raws, self._starts, self._ends = pieces[1::2], places[:-1:2], places[1::2]
        self._made: list[Word | None] = [None] * len(self._raws)
        self.lows = list(map(str.lower, self._raws))
        self.vocabulary = frozenset(self.lows)
        self.names = [low[:-2] if low[-2:] == "'s" else low for low in self.lows]
        self.capitals = list(map(str.isupper, map(itemgetter(0), self._raws)))

    def __len__(self) -> int:
        return len(self._raws)

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> list[Word]: ...
    def __getitem__(self, at: int | slice) -> Word | list[Word]:
        made = self._made[at]  # by far the most usual case comes first
        if made.__class__ is Word:
            return made
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self._raws)))]
        made = self._made[at] = self._word(at)
        return made

    def _word(self, at: int) -> Word:
        raw, low, name = self._raws[at], self.lows[at], self.names[at]
        return Word(raw, low, name, self._starts[at], self._ends[at], self.capitals[at])

    @property
    def ends(self) -> list[int]:
        return self._ends

    @property
    def starts(self) -> list[int]:
        return self._starts

    @property
    def shouted(self) -> bool:
        """Whether more than 70 in 100 words, of four at least, are capital throughout."""
        raws = self._raws
        if len(raws) < 4 or sum(map(str.isupper, raws)) <= 0.7 * len(raws):
            return False
        return sum(len(raw) > 1 and raw.isupper() for raw in raws) > 0.7 * len(raws)


@dataclass(frozen=True, slots=True)
class Read:
    """A text and its words; `shouted` when capitals say nothing because all letters are capital.

    `lows` and `starts` are the words in lower case and their places, `digits` the places where a
    run of digits begins, `numbers` those of them where four digits stand close together.
    """

    text: str
    words: Words
    shouted: bool
    breaks: list[int]
    lows: list[str]
    starts: list[int]
    digits: list[int]
    numbers: list[int]

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
    """Words, sentences and digits, found in loops of the interpreter's own."""
    words = Words(_WORD.split(text))
    breaks = [match.start() for match in _BREAK.finditer(text)]
    digits = [match.start() for match in _DIGITS.finditer(text)]
    numbers = [place for place in digits if _FOUR.match(text, place)]
    return Read(text, words, words.shouted, breaks, words.lows, words.starts, digits, numbers)
