"""What the weighing of words looks at: words, pairs of words, and pieces of words, so that slips of
the finger and forms of a word count as far as they are alike."""

from collections.abc import Iterator
from itertools import pairwise

PIECES = (2, 3, 4, 5)  # letters


def word_grams(words: str) -> list[str]:
    """The words of `plain_words` and each two that stand side by side; commas count as words."""
    each = words.split()
    return [*each, *map(" ".join, pairwise(each))]


def letter_grams(words: str) -> list[str]:
    """The pieces of each word, its ends marked by a space."""
    return [piece for word in words.split() if word != "," for piece in _pieces(f" {word} ")]


def _pieces(word: str) -> Iterator[str]:
    for size in PIECES:
        for at in range(len(word) - size + 1):
            yield word[at : at + size]
