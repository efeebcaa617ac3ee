"""The plain note that closes a concern (R7): enough words, and words that say something."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

FEWEST = 5
HOLLOW = """
    resolved resolve fixed fix done completed complete closed closing close ok okay k good works
    working work now again fine solved sorted finished issue ticket case problem concern incident
    request this that the a an it its is was are has have been be and as so all any thanks thank you
    please cheers hi hello team for to per yes no very much today yet already successfully
    resolution n we i our your
"""
TOO_SHORT = (
    "The note needs at least five plain words: say what works again and what the ward should try."
)
SAYS_NOTHING = (
    "The note does not say what changed: say what works again and what the ward should try."
)

_BETWEEN = re.compile(r"[\s/,;|\u2013\u2014]+")
_EMOJI = re.compile(r":[a-z0-9_+-]+:|[0-9#*]\ufe0f?\u20e3")
# Scripts written without spaces, and how many of their letters we take for a word.
_CLOSE_WRITTEN: Mapping[str, int] = MappingProxyType(
    {"CJK": 2, "HIRAGANA": 2, "KATAKANA": 2, "THAI": 4, "LAO": 4, "KHMER": 4, "MYANMAR": 4}
)


def plain_note(text: str) -> str | None:
    """None when `text` is a note a nurse can use (R7), else a sentence saying what it lacks.

    Refused are fewer than five words, and nothing but words such as "resolved" or "works now".
    Words count in any script; where words are not spaced, every few letters count as one. Numbers
    count as words but say nothing alone; emoji and punctuation are no words.
    """
    tokens = [token for token in _BETWEEN.split(_EMOJI.sub(" ", text)) if _letters(token)]
    if sum(map(_words, tokens)) < FEWEST:
        return TOO_SHORT
    if all(_is_hollow(token) for token in tokens):
        return SAYS_NOTHING
    return None


def _letters(token: str) -> str:
    """The letters and digits, without marks, punctuation and what cannot be seen."""
    return "".join(c for c in unicodedata.normalize("NFKC", token) if c.isalnum()).casefold()


def _words(token: str) -> int:
    """How many words a token without spaces is: one, or more in a script that writes none."""
    sizes = [_CLOSE_WRITTEN.get(_script(c), 0) for c in _letters(token)]
    quarters = sum(4 // size for size in sizes if size)
    return max(1, quarters // 4 + (0 in sizes))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]


def _is_hollow(token: str) -> bool:
    letters = _letters(token)
    return letters in HOLLOW.split() or letters.isnumeric()
