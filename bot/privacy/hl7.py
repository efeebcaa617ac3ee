"""Names, dates and numbers in pasted HL7 version 2, whole segments or scraps of them.

A scrap is told by its carets ("SMITH^JOHN^A"); a segment about the patient or their family (PID,
NK1, GT1, IN1, MRG) by its name, and then each field of a known shape counts.
"""

import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

_WORD = r"[^\W\d_]+(?:['.-]{1,2}[^\W\d_]+)*"
_GIVEN = rf"\^(?P<first>{_WORD})(?:[\^](?:{_WORD})?\.?){{0,5}}"
_PERSON = re.compile(
    rf"(?<![\w^&-])(?P<last>(?:(?:de|del|la|van|der|von|st|al|el|dos|da)\.? )*{_WORD}){_GIVEN}",
    re.I,
)
_FIELD = re.compile(rf"(?<=\|)(?P<last>{_WORD}(?: {_WORD}){{0,3}}){_GIVEN}")
# "1234^WELBY^MARCUS" is a provider: identifier first.
_SEGMENT = re.compile(
    r"(?:^|(?<=[\s\"'`>]))(?:PID|NK1|GT1|IN[123]|MRG)\|[^\n\r]{0,2000}", re.MULTILINE
)
_BIRTH = re.compile(
    r"(?<=\|)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?(?=[|\s]|$)"
)
_NUMBER = re.compile(r"(?<=[|~])[A-Za-z]{0,3}\d{5,14}(?=[|^~\s]|$)")
_ADDRESS = re.compile(r"(?<=\|)\d{1,6} [^|\n]{3,80}(?:\^[^|\n]{0,60})?(?=\||$)")
_CARET = re.compile(r"\^")


def persons(scene: Scene) -> Iterator[Found]:
    """What the carets and bars of HL7 give away."""
    text = scene.text
    if "|" in text:
        for segment in _SEGMENT.finditer(text):
            yield from _segment(scene, segment)
    if "^" in text:
        carets = (match.start() for match in _CARET.finditer(text))
        for match in scene.about(_PERSON, carets, 40, 80):
            if scene.free(*match.span()) and _a_person(scene, match):
                scene.take(*match.span())
                yield hit(*match.span(), "NAME")


def _segment(scene: Scene, segment: re.Match[str]) -> Iterator[Found]:
    """Every person, date of birth, number and address in a segment about the patient."""
    start, end = segment.span()
    for pattern, kind in (
        (_PERSON, "NAME"),
        (_BIRTH, "DOB"),
        (_ADDRESS, "ADDRESS"),
        (_NUMBER, "MRN"),
    ):
        for match in pattern.finditer(scene.text, start, end):
            fits = kind != "NAME" or _named(scene, match, least=0)
            if fits and scene.free(*match.span()):
                scene.take(*match.span())
                yield hit(*match.span(), kind)


def _a_person(scene: Scene, match: re.Match[str]) -> bool:
    """Whether the two words are a surname and a first name, not a code and what it means."""
    return _named(scene, match, least=1)


def _named(scene: Scene, match: re.Match[str], *, least: int) -> bool:
    """Whether at least so many of the words are listed as names, and none is only a plain word."""
    words = re.findall(r"[^\W\d_]{2,}", f"{match['last']} {match['first']}".lower())
    weights = [scene.lexicon.weight(word) for word in words]
    if not weights or any(weight.plain for weight in weights):
        return False
    return sum(weight.maybe for weight in weights) >= least and len(match["last"]) > 1
