"""Sentences with a label: 1 where somebody is in danger now, 0 where nobody is. Nobody in them exists."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
TUNED, SEEN, UNTOUCHED = "tuned", "seen", "untouched"
FRESH = "fresh"
OURS, TERSE, CAREFUL, PLAIN, TICKETS, MIXED = (
    "ours",
    "terse",
    "careful",
    "plain",
    "tickets",
    "mixed",
)
PATTERNS_MADE_FROM = (TUNED, SEEN, OURS)
LEARNED_FROM = (*PATTERNS_MADE_FROM, TERSE, CAREFUL, PLAIN, TICKETS, MIXED)


class Sentence(NamedTuple):
    text: str
    danger: bool


def files(names: Iterable[str]) -> list[Path]:
    return [HERE / f"{name}.tsv" for name in names]


def sentences(name: str) -> list[Sentence]:
    """`TUNED` is what the patterns were made from, `LEARNED_FROM` what the weights are learned from;
    `UNTOUCHED` and `FRESH` were written apart from both, and nobody looked at them meanwhile."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return [Sentence(text, label == "1") for label, text in pairs]
