"""One text under examination: its words, its labels, and which places are spoken for."""

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

    @property
    def text(self) -> str:
        return self.read.text

    def free(self, start: int, end: int) -> bool:
        return self.taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\x01" * (end - start)
