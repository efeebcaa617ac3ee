"""Whether a thank-you tells of one patient: that can be known again without any name (R26)."""

import re
from collections.abc import Collection
from typing import NamedTuple

_KIN = (
    "mother|mom|mum|father|dad|wife|husband|son|daughter|brother|sister|grandmother|grandfather"
    "|grandma|grandpa|granddaughter|grandson|family|partner|spouse|aunt|uncle|niece|nephew|parents?"
)
_PERSON = r"(?:patient|pt|resident|client|gentleman|lady|little (?:boy|girl)|toddler|newborn)"
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "it speaks of somebody's family",
        re.compile(rf"\b(?:his|her|their|the|a|whose|patient'?s) (?:\w+ )?(?:{_KIN})\b", re.I),
    ),
    (
        "it names a bed or a room",
        re.compile(r"\b(?:bed|bay|room|rm|cubicle)\s*#?\d+[a-z]?\b", re.I),
    ),
    ("it quotes somebody", re.compile(r"[\"“”«»][^\"“”«»]{8,}[\"“”«»]")),
    (
        "it gives an age",
        re.compile(
            r"\b\d{1,3}[- ]?(?:years?|yrs?|months?|weeks?|days?)[- ]?old\b|\b\d{1,3} ?(?:yo|y/o)\b"
            r"|\bin (?:his|her|their) (?:\d0s|twenties|thirties|forties|fifties|sixties|seventies"
            r"|eighties|nineties)\b",
            re.I,
        ),
    ),
    (
        "it speaks of one patient",
        re.compile(
            rf"\b(?:our|my|one|a|this|that|another|the) (?:\w+ )?{_PERSON}\b(?! (?:list|portal"
            r"|safety|care|records?|data|rooms?|monitors?|education|experience|flow|access|labels?"
            r"|wristbands?|identification|lift|transport))",
            re.I,
        ),
    ),
    (
        "it repeats what somebody told you",
        re.compile(
            r"\b(?:told (?:us|me|the nurse)|said (?:to us|to me|that (?:he|she|they))"
            r"|(?:he|she) (?:said|cried|thanked|went home|passed away|died|survived|is alive)"
            r"|went home (?:to|with)|saved (?:his|her|a) life)\b",
            re.I,
        ),
    ),
)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{2,}\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
UNKNOWN = "it names somebody who is not on the staff list"


class Story(NamedTuple):
    """Why a text tells of one patient, and what is left of it without the sentences that do."""

    why: tuple[str, ...]
    without: str


def story(text: str, strangers: Collection[str] = ()) -> Story | None:
    """None where nothing tells of one patient. `strangers` are the words of the text that are first
    names and nobody's on the staff list."""
    sentences = _SENTENCE.split(text.strip())
    signs = [_signs(sentence, strangers) for sentence in sentences]
    why = tuple(dict.fromkeys(sign for found in signs for sign in found))
    if not why:
        return None
    kept = [sentence for sentence, found in zip(sentences, signs, strict=True) if not found]
    return Story(why, " ".join(kept))


def _signs(sentence: str, strangers: Collection[str]) -> list[str]:
    found = [why for why, pattern in _SIGNS if pattern.search(sentence)]
    if any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in strangers):
        found.append(UNKNOWN)
    return found
