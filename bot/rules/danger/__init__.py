"""Whether somebody writes that a person is in danger now: then a phone call comes first (R16).

Pure. A sentence is read as a colleague would, in English and Spanish, with slips of the finger, by
two looks that are added up: patterns, which know what is said of somebody and what of a thing ("the
monitor died"), and weights of words learned from labelled sentences. How well that works is
measured by `make danger-report`, on sentences that neither was made from.
"""

from collections.abc import Iterator

from bot.rules.danger.patterns import said
from bot.rules.danger.plain_words import SENTENCE, plain_words
from bot.rules.danger.rules import rules
from bot.rules.danger.weights import score, weights

__all__ = ["danger", "load", "pieces"]
PIECE, OVERLAP = 2000, 200  # characters of a sentence without an end, looked at together
LONG, WINDOW, STEP = 40, 20, 10  # words


def load() -> None:
    """Read and compile what is known now, so that the first text need not wait for it."""
    rules()
    weights()


def danger(text: str) -> bool:
    """Whether one of its sentences tells that somebody is in danger."""
    return any(_tells(words) or any(map(_says_within, _windows(words))) for words in pieces(text))


def _tells(words: str) -> bool:
    return score(words, said=said(words)) > 0


def _says_within(words: str) -> bool:
    """Whether some words in the middle of many say so; what the others weigh is left out."""
    return said(words) and _tells(words)


def _windows(words: str) -> Iterator[str]:
    """Of a sentence that goes on and on, as dictated ones do, some words at a time."""
    each = words.split()
    if len(each) > LONG:
        for at in range(0, len(each), STEP):
            yield " ".join(each[at : at + WINDOW])


def pieces(text: str) -> list[str]:
    """The sentences of a text as plain words; a very long one in parts."""
    parts = (piece for sentence in SENTENCE.split(text) for piece in _parts(sentence))
    return [words for words in map(plain_words, parts) if words.strip(" ,")]


def _parts(sentence: str) -> Iterator[str]:
    for at in range(0, max(len(sentence) - OVERLAP, 1), PIECE - OVERLAP):
        yield sentence[at : at + PIECE]
