"""Whether somebody writes that a person is in danger now: then a phone call comes first (R16).

Pure. The rules read words as a colleague would, in English and Spanish, with slips of the finger.
What is said of a thing ("the monitor died"), of a part of a system ("the overdose alert") or of
what does not happen now (a drill, a policy) is no danger. How well that works is measured by
`make danger-report`, on sentences that the rules were not made from.
"""

import re
from collections.abc import Iterator

from bot.rules.danger.plain_words import SENTENCE, plain_words
from bot.rules.danger.rules import KINDS, Kind, rules

__all__ = ["Kind", "danger", "load"]
PIECE, OVERLAP = 2000, 200  # characters of a sentence without an end, looked at together


def load() -> None:
    """Read and compile the rules now, so that the first text need not wait for it."""
    rules()


def danger(text: str) -> Kind | None:
    """What kind of danger the text tells of, the first in the order of `KINDS`; None for none."""
    found = {_of(piece) for sentence in SENTENCE.split(text) for piece in _pieces(sentence)}
    return next((kind for kind in KINDS if kind in found), None)


def _pieces(sentence: str) -> Iterator[str]:
    for at in range(0, max(len(sentence) - OVERLAP, 1), PIECE - OVERLAP):
        yield sentence[at : at + PIECE]


def _of(sentence: str) -> Kind | None:
    words = plain_words(sentence)
    if rules().not_happening.search(words):
        return None
    return next((kind for kind in KINDS if _said(words, kind)), None)


def _said(words: str, kind: Kind) -> bool:
    return any(_meant(words, match) for match in rules().says[kind].finditer(words))


NOW = re.compile(r"\b(?:right now|happening|in progress|ahorita|ahora mismo)\b")


def _meant(words: str, match: re.Match[str]) -> bool:
    """Whether it is said of somebody, and so, and not of a thing."""
    known, before = rules(), words[: match.start()]
    if NOW.search(words):
        before = ""  # whoever asks how to chart what happens now is in it
    after = known.thing_after if known.noun.search(match.group()) else known.part_after
    return not (
        after.match(words, match.end())
        or known.thing_before.search(before)
        or known.not_so.search(before)
    )
