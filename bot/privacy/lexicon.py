"""Which words are first names, surnames and ordinary words, from the lists in `data`."""

import gzip
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple


class Weight(NamedTuple):
    """How usual a word is: as a first name and surname 0 to 2, as a plain word 0 to 3.

    `surely` a name that is no word, or only a rare one; `maybe` a name at all; `plain` a word and
    no name; `unknown` neither.
    """

    first: int
    last: int
    word: int
    name: int
    surely: bool
    maybe: bool
    plain: bool
    unknown: bool


@cache
def weighed(first: int, last: int, word: int) -> Weight:
    name = max(first, last)
    return Weight(
        first,
        last,
        word,
        name,
        surely=name > 0 and word <= 1,
        maybe=name > 0,
        plain=word > 0 and not name,
        unknown=not (name or word),
    )


UNKNOWN = weighed(0, 0, 0)
_PLAIN = weighed(0, 0, 3)
_ACCENTS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"})
_TAILS = (
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("ies", "y"),
    ("er", ""),
    ("'s", ""),
    ("'ll", ""),
    ("'d", ""),
    ("n't", ""),
    ("'re", ""),
)
_CUT = re.compile(r"[-']")


def unaccented(word: str) -> str:
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFKD", word.translate(_ACCENTS))
    return "".join(c for c in bare if not unicodedata.combining(c))


class Lexicon:
    """Look-up by lower-case word, with or without accents, hyphens and endings."""

    def __init__(self, weights: dict[str, Weight]) -> None:
        self._weights = weights

    def weight(self, word: str) -> Weight:
        found = self._weights.get(word)
        return found if found is not None else self._derived(unaccented(word))

    def weights(self, words: list[str]) -> list[Weight]:
        found = map(self._weights.get, words)
        return [
            w if w is not None else self.weight(word) for w, word in zip(found, words, strict=True)
        ]

    def _derived(self, word: str) -> Weight:
        if word in self._weights:
            return self._weights[word]
        parts = [part for part in _CUT.split(word) if part]
        if len(parts) > 1:
            return self._joined(word, parts)
        for tail, put in _TAILS:
            stem = word[: -len(tail)] + put
            if word.endswith(tail) and len(stem) > 2 and self._weights.get(stem, UNKNOWN).plain:
                return _PLAIN
        return UNKNOWN

    def _joined(self, word: str, parts: list[str]) -> Weight:
        """A name where a part surely is one and none is plain: min-jun, o'neil, smith-cook."""
        if word.endswith(("'s", "'t", "'ll", "'re", "'ve", "'d", "'m")):
            stem, tail = word.rsplit("'", 1)
            return self.weight(stem) if tail == "s" else _PLAIN
        weights = [self._weights.get(part, UNKNOWN) for part in parts]
        if any(w.plain for w in weights) or not any(w.maybe for w in weights):
            return _PLAIN if any(w.plain for w in weights) else UNKNOWN
        if all(w.maybe for w in weights):
            return weighed(max(w.first for w in weights), max(w.last for w in weights), 1)
        return weighed(
            max(w.first for w in weights),
            max(w.last for w in weights),
            min(w.word for w in weights),
        )


def _read(name: str) -> str:
    return resources.files("bot.privacy").joinpath("data", name).read_text(encoding="utf-8")


def words(name: str) -> frozenset[str]:
    """The words of a plain list in `data`; `#` begins a comment."""
    return frozenset(
        word for line in _read(name).splitlines() for word in line.partition("#")[0].split()
    )


@cache
def terms() -> frozenset[str]:
    """Words of wards, IT and the calendar, some of which are surnames as well."""
    return words("terms.txt") | words("eponyms.txt") | words("makers.txt")


def _as_word(weight: Weight) -> Weight:
    return weighed(weight.first, weight.last, 3)


def _as_term(weight: Weight) -> Weight:
    """A word of wards and IT; a name that very many people have is one nevertheless."""
    return weight._replace(word=3) if weight.name == 2 else _as_word(weight)


@cache
def lexicon() -> Lexicon:
    """Read once, when first needed: some 30 ms and 12 MiB."""
    packed = resources.files("bot.privacy").joinpath("data", "lexicon.txt.gz").read_bytes()
    weights: dict[str, Weight] = {}
    for line in gzip.decompress(packed).decode("ascii").splitlines():
        code, *group = line.split()
        weights.update(dict.fromkeys(group, weighed(*map(int, code))))
    for word in words("spanish.txt"):
        # What is a name as well stays one (Bueno, Mi, Tu), but is none for sure.
        known = weights.get(word, _PLAIN)
        weights[word] = weighed(known.first, known.last, max(known.word, 2))
    for word in words("terms.txt"):
        weights[word] = _as_term(weights.get(word, _PLAIN)) if len(word) > 3 else _PLAIN
    for word in words("eponyms.txt"):
        weights[word] = _as_word(weights.get(word, _PLAIN))
    return Lexicon(weights)
