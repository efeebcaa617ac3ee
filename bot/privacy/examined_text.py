"""One text under examination: its words, its labels, and which places are spoken for."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from bot.privacy.labels import Near
from bot.privacy.lexicon import Lexicon, Weight
from bot.privacy.tokens import Read


@dataclass(frozen=True, slots=True)
class Scene:
    """`taken` marks each character that a finding or a safe thing has claimed."""

    read: Read
    near: Near
    lexicon: Lexicon
    weights: list[Weight]  # of each word
    taken: bytearray = field(default_factory=bytearray)
    bare: list[tuple[int, int]] = field(default_factory=list)  # numbers nobody explained
    written: list[re.Match[str]] = field(
        default_factory=list
    )  # what reads as a date, once looked for

    @property
    def text(self) -> str:
        return self.read.text

    def free(self, start: int, end: int) -> bool:
        return self.taken.find(1, start, end) < 0

    def at_digits(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches that begin where a run of digits does: far fewer places than all."""
        return self.at(pattern, self.read.digits)

    def at_numbers(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The same where the pattern holds four digits with no more than three characters between."""
        return self.at(pattern, self.read.numbers)

    def at_words(self, pattern: re.Pattern[str], words: Collection[str]) -> Iterator[re.Match[str]]:
        """Matches that begin with one of the lower-case words."""
        lows = self.read.lows
        return self.at(pattern, (self.read.starts[n] for n, low in enumerate(lows) if low in words))

    def at(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """Matches that begin at one of the places, which ascend; none overlaps another."""
        end = 0
        for place in places:
            if place >= end and (match := pattern.match(self.text, place)):
                end = match.end()
                yield match

    def about(
        self, pattern: re.Pattern[str], places: Iterable[int], before: int, after: int
    ) -> Iterator[re.Match[str]]:
        """Matches that begin at most `before` characters in front of one of the places and reach
        it; `after` bounds how far they may go on. Places ascend; no match overlaps another."""
        end = 0
        for place in places:
            if place < end:
                continue
            match = pattern.search(self.text, max(end, place - before), place + after)
            if match and match.start() <= place < match.end():
                end = match.end()
                yield match

    def take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\x01" * (end - start)
