"""A text as the danger rules read it: small letters, no accents, slips of the finger mended."""

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from bot.rules.danger.rules import words

SENTENCE = re.compile(r"(?<=[\w)])[.!?;]+(?=\s|$)|\n+")
_NAME = re.compile(r"\[name(?: \d+)?\]")  # what the guard has put in a name's place
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_TOKEN = re.compile(r"[a-z0-9]+|[,:()\-\u2013\u2014/]")
_SHORTEST = 5  # letters: a shorter word is one slip away from too many others
_LONG = 10  # letters: two slips in it are mended


def plain_words(text: str) -> str:
    """The words of a sentence with one space between them; what parts them is a comma."""
    spoken = _NAME.sub("patient", _APOSTROPHE.sub("", text.casefold()))
    bare = unicodedata.normalize("NFKD", spoken)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(map(_plain, _TOKEN.findall(bare)))


def _plain(token: str) -> str:
    if token[0].isalpha():
        return _mended(token)
    return token if token[0].isdigit() else ","


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The word that was meant: one letter too many, too few, wrong, or two of them swapped."""
    if len(word) < _SHORTEST or word in _as_written():
        return word
    for meant in _looked_for().get(word[0], ()):
        most = 2 if len(meant) >= _LONG else 1
        if DamerauLevenshtein.distance(word, meant, score_cutoff=most) <= most:
            return meant
    return word


@cache
def _as_written() -> frozenset[str]:
    """Words that mean what they say, though they are one slip away from what is looked for."""
    return words("as-written") | words("looked-for")


@cache
def _looked_for() -> dict[str, list[str]]:
    """What is looked for, by its first letter: nobody misses that one."""
    found: dict[str, list[str]] = {}
    for word in sorted(words("looked-for")):
        if len(word) >= _SHORTEST:
            found.setdefault(word[0], []).append(word)
    return found
