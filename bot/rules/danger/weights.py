"""How much words weigh for or against danger: a linear model over grams, learned from labelled
sentences (`tools/danger_model.py`) and kept as text in `data/weights.txt`."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from bot.rules.danger.grams import letter_grams, word_grams

FEWEST_WORDS, FEWEST_LETTERS = 2, 6
SCALE = 100  # the file has whole numbers


class Gram(NamedTuple):
    """How rare a gram is (`idf`), and what it weighs."""

    idf: float
    weight: float


class Weights(NamedTuple):
    """The grams of words and of letters; `bias` and `threshold` are in the same measure, `rules` is
    what the patterns of `rules` add."""

    words: Mapping[str, Gram]
    letters: Mapping[str, Gram]
    bias: float
    rules: float
    threshold: float


@cache
def weights() -> Weights:
    """Read when the first text comes, or by `bot.rules.danger.load`."""
    path = resources.files("bot.rules.danger").joinpath("data", "weights.txt")
    numbers: dict[str, float] = {}
    grams: dict[str, dict[str, Gram]] = {"w": {}, "l": {}}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, name, *values = line.split("\t")
        if kind in grams:
            idf, weight = values
            grams[kind][name] = Gram(int(idf) / SCALE, int(weight) / SCALE)
        else:
            numbers[kind] = float(name)
    return Weights(grams["w"], grams["l"], numbers["bias"], numbers["rules"], numbers["threshold"])


def score(words: str, *, said: bool) -> float:
    """By how much `plain_words` speak for danger, above zero for danger; `said` is whether the
    patterns found it."""
    known = weights()
    if not said and not _is_language(words, known.words):
        return -1.0
    found = known.bias - known.threshold + (known.rules if said else 0.0)
    found += _weighed(word_grams(words), known.words)
    return found + _weighed(letter_grams(words), known.letters)


def _is_language(words: str, known: Mapping[str, Gram]) -> bool:
    """Whether half of the words are known, and there are some: codes, ids and single letters are
    not weighed by their pieces."""
    each = [word for word in words.split() if word != ","]
    if len(each) < FEWEST_WORDS or sum(map(len, each)) < FEWEST_LETTERS:
        return False
    return 2 * sum(word in known for word in each) >= len(each)


def _weighed(grams: Iterable[str], known: Mapping[str, Gram]) -> float:
    """tf-idf with damped counts and unit length, as scikit-learn's `TfidfVectorizer` has it."""
    square = total = 0.0
    for gram, count in Counter(grams).items():
        if gram in known:
            idf, weight = known[gram]
            value = (1.0 + math.log(count)) * idf
            square += value * value
            total += value * weight
    return total / math.sqrt(square) if square else 0.0
