"""Numbers and words that were pulled apart, as they are meant: "4 8 2 9 1 3", "p a t i e n t".

So people write when something has stopped them before.
"""

import re
from collections.abc import Callable, Iterator

from bot.privacy.tokens import Read

Edit = tuple[int, int, str]

_ONE = r"[^\W_]"
# Four letters or more with one space between each, or as many letters and digits.
_LETTERS = re.compile(
    rf"(?<![\w'.-]){_ONE} {_ONE} {_ONE} {_ONE}(?: (?:{_ONE}|[-'] {_ONE})){{0,60}}(?![\w'-])"
)
_FOUR_ALONE = re.compile(r" [^\W_] [^\W_] [^\W_](?!\w)")
_POINTED = re.compile(r"(?<![\w.-])\d(?:[.,_*]\d){5,14}(?![\w-]|[.,]\d)")
_UNDERLINED = re.compile(r"(?<![\w-])\d{1,6}(?:_\d{1,6}){1,5}(?![\w-])")
_ODD_PHONE = re.compile(
    r"(?<![\w.-])(\d{3})\)?([^\w\n()+]{1,4})(\d{3})([^\w\n()+]{1,4})(\d{4})(?![\w-])"
)
# Whatever stands in the patterns above between its first digits and the next.
_APART = re.compile(
    r"\d(?:[.,_*]\d[.,_*]\d|\d{0,5}_|\d{0,3} ?[/.-] ?\d{1,2} ?[/.-] ?\d|\d\d\)?[^\w\n()+]{1,4}\d{3}[^\w])"
)
_USUAL = frozenset(("", "-", ".", "/"))
_SPACED_DATE = re.compile(r"(?<![\w./-])\d{1,4} ?([/.-]) ?\d{1,2} ?\1 ?\d{2,4}(?![\w/-])")
_JOINED = re.compile(r"(?<![\w-])(patient|pt)-(?=[A-Z][\w']+-[A-Z][\w'])")


def edits(read: Read) -> Iterator[Edit]:
    """Places and what they read as; they may overlap and come in any order."""
    text = read.text
    if _FOUR_ALONE.search(text):
        yield from _letters(text)
    for place in read.numbers:
        if not _APART.match(text, place):
            continue
        for pattern, meant in _FIGURES:
            if (match := pattern.match(text, place)) and (words := meant(match)):
                yield *match.span(), words
    if "t-" in text:
        for match in _JOINED.finditer(text):
            yield match.start(), match.end(), f"{match[1]} "


def _letters(text: str) -> Iterator[Edit]:
    for match in _LETTERS.finditer(text):
        whole = match[0].replace(" ", "")
        if (
            whole.replace("-", "").replace("'", "").isalpha()
            or sum(c.isdigit() for c in whole) >= 4
        ):
            yield *match.span(), whole


def _bare(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match[0])


def _hyphened(match: re.Match[str]) -> str:
    return match[0].replace("_", "-") if len(_bare(match)) >= 6 else ""


def _telephone(match: re.Match[str]) -> str:
    usual = match[2].strip() in _USUAL and match[4].strip() in _USUAL
    return "" if usual else f"{match[1]}-{match[3]}-{match[5]}"


def _closed_up(match: re.Match[str]) -> str:
    return match[0].replace(" ", "") if " " in match[0] else ""


_FIGURES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_POINTED, _bare),
    (_UNDERLINED, _hyphened),
    (_ODD_PHONE, _telephone),
    (_SPACED_DATE, _closed_up),
)
