"""What people type, made plain once and alike for every platform (R32).

Two readings, both from one table. `readable` is what a text says: what shows as nothing is gone,
every kind of space is a space. `plain_marks` is how our own words are found in it: every dash,
quote and bar is the plain one. It is as long as the text, so that what is found in one can be cut
from the other, and people's own words stay as they typed them.
"""

import re
import unicodedata

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\ufe58\ufe63\uff0d\u2e3a\u2e3b"
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u02bc\u00b4\uff07"
_BARS = "\uff5c\u00a6\u2502\u2503\u2758\u01c0\u2223"
_MARKS = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _BARS), "|"),
}
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # printable, and blank
_KEPT = frozenset("\n\u200c\u200d")  # joiners make one emoji of several, and shape Persian letters
_TAGS = range(0xE0020, 0xE0080)  # the letters of a flag's emoji
_PLAIN = r"(?:^|(?<=[\x00-\x7f]))"  # behind which a joiner joins nothing
_STRAY = re.compile(f"{_PLAIN}[\u200c\u200d]+|[\u200c\u200d]+(?=[\\x00-\\x7f]|$)")
BULLETS = "\u2022\u00b7\u2023\u25aa\u25ab\u25e6\u25cf\u25cb\u25a0\u25a1\u25b8\u2219\u204c\u204d"
_SHAPES = re.compile(f"(?:^|(?<=[A-Za-z {BULLETS}]))[\ufe0e\ufe0f]+")  # how an emoji looks
OURS = "\ue000"  # stands where a message mentions us, until `addressed` has read it
_FRONT = re.compile(rf"[\s*_~>-]*(?:{OURS}[\s*_~]*[:,]?[\s*_~]*)+(?:-\s+)?")


def readable(text: str) -> str:
    """The text as it is seen: no characters that show as nothing, one kind of space and of line
    break, full-width forms as the plain ones. Tabs are spaces."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    shown = "".join(map(_seen, _LINES.sub("\n", text))).translate(_FULL_WIDTH)
    return _SHAPES.sub("", _STRAY.sub("", shown))


def _seen(letter: str) -> str:
    if letter in _KEPT or ord(letter) in _TAGS:
        return letter
    if letter == "\t" or unicodedata.category(letter) == "Zs":
        return " "
    return letter if letter.isprintable() and letter not in _FILLERS else ""


def plain_marks(text: str) -> str:
    """The same number of characters, with plain dashes, quotes and bars."""
    return text if text.isascii() else text.translate(_MARKS)


def addressed(text: str) -> str:
    """What was said to us, from a text in which `OURS` stands for every mention of us: without
    them, and without the comma, the colon or the dash behind those at its beginning."""
    text = OURS.join(map(readable, text.split(OURS)))
    front = _FRONT.match(plain_marks(text))
    kept = text[front.end() :] if front else text
    return re.sub(rf" *{OURS}", "", kept).strip()


def first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, which keeps its line breaks; ("", "") for nothing."""
    word, *rest = text.split(maxsplit=1)[:2] or [""]
    return word, "".join(rest).strip()
