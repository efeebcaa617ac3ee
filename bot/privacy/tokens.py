"""Words of a text with their places, and whether two places belong to one sentence."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

_WORD = re.compile(r"([^\W\d_]+(?:['\-][^\W\d_]+)*)")
_DIGITS = re.compile(r"\d+")
_FOUR = re.compile(r"\d(?:[^\d\n]{0,3}\d){3}")
# Every branch begins with a character of its own, so that the search skips to those.
_BREAK = re.compile(
    r"[!?;]\s|\n\s*\n|\.(?<=[a-z0-9)\]][a-z0-9)\]]\.)(?<!\bno\.)(?<!\bpt\.)(?<!\bmr\.)"
    r"(?<!\bms\.)(?<!\bdr\.)(?<!\bst\.)(?<!\bvs\.)(?<!\bmrs\.)(?<!\bnum\.)\s+(?=[^\W\d])"
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
    """A text and its words; `shouted` when capitals say nothing because all letters are capital.

    `lows` and `starts` are the words in lower case and their places, `digits` the places where a
    run of digits begins, `numbers` those of them where four digits stand close together.
    """

    text: str
    words: list[Word]
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
    """Word by word, in loops of the interpreter's own: this runs for everything anyone says."""
    pieces = _WORD.split(text)  # a gap, a word, a gap …
    raws = pieces[1::2]
    lows = [raw.lower() for raw in raws]
    places = list(accumulate(map(len, pieces)))
    starts = places[:-1:2]
    capitals = list(map(str.isupper, map(itemgetter(0), raws)))
    names = [low[:-2] if low[-2:] == "'s" else low for low in lows]
    words = list(map(Word, raws, lows, names, starts, places[1::2], capitals))
    breaks = [match.start() for match in _BREAK.finditer(text)]
    digits = [match.start() for match in _DIGITS.finditer(text)]
    numbers = [place for place in digits if _FOUR.match(text, place)]
    return Read(text, words, _shouted(raws), breaks, lows, starts, digits, numbers)


def _shouted(raws: list[str]) -> bool:
    if len(raws) < 4:
        return False
    upper = sum(map(str.isupper, raws))
    if upper <= 0.7 * len(raws):
        return False
    return sum(len(raw) > 1 and raw.isupper() for raw in raws) > 0.7 * len(raws)
