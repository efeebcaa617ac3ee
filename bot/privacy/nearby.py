"""One strong identifier makes names, dates, rooms and bare numbers near it suspect too."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.privacy.dates import loose_dates
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.name_rules import name_at
from bot.privacy.staff_names import Staff

NAME_REACH = 45
DATE_REACH = 40
NUMBER_REACH = 40
ROOM_REACH = 80
_ROOM = re.compile(
    r"\b(?:rm|room|bed|bay|pod|cubicle|bassinet|isolette)s?\b[.:#]?\s?#?\s?"
    r"(?:\d{1,4}[A-Za-z]?(?:\s?-\s?[\dA-Za-z]{1,3})?|[A-Z]-?\d{1,3}|\d[NSEWnsew]-?\d{1,3})(?:,? ?bed ?[\dA-Za-z]{1,2}\b)?(?![\w])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_COLLEAGUE = re.compile(r"\b(?:dr|doctor|nurse)\.? $", re.IGNORECASE)
_STRONG = frozenset(("MRN", "SSN", "DOB", "INSURANCE_ID", "ACCOUNT", "NAME"))


class _Anchors:
    """Places of the strong findings, for asking how far the nearest is."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._spans = sorted((one.start, one.end) for one in found)
        self._starts = [start for start, _ in self._spans]

    def __bool__(self) -> bool:
        return bool(self._spans)

    def away(self, start: int, end: int) -> int:
        at = bisect_left(self._starts, start)
        gaps = [max(0, start - e, s - end) for s, e in self._spans[max(0, at - 2) : at + 2]]
        return min(gaps, default=10_000)


def nearby(scene: Scene, staff: Staff, found: Sequence[Found]) -> Iterator[Found]:
    """More findings, in the light of those made so far."""
    if not found:
        return
    strong = _Anchors([one for one in found if one.type in _STRONG])
    people = _Anchors([one for one in found if one.type in _STRONG or one.type == "NAME_CTX"])
    for found_there in (
        _names(scene, staff, _Anchors([f for f in found if f.type in _STRONG - {"NAME"}])),
        _rooms(scene, strong),
        _numbers(scene, people),
        _dates(scene, strong, people),
    ):
        for one in found_there:
            scene.take(one.start, one.end)
            yield one


def _names(scene: Scene, staff: Staff, numbers: _Anchors) -> Iterator[Found]:
    if not numbers:
        return
    for at in [n for n, weight in enumerate(scene.weights) if weight.surely]:
        word, weight = scene.read.words[at], scene.weights[at]
        if len(word.low) < 3 or scene.taken[word.start] or not (word.capital or weight.name == 2):
            continue
        away = numbers.away(word.start, word.end)
        close = away < (NAME_REACH if word.capital and not scene.read.shouted else 8)
        name = name_at(scene, at, "cue") if close else None
        if (
            name
            and (away <= 4 or not staff.marked(scene, name.start, name.end))
            and not staff.listed([w.low for w in scene.read.words[name.first : name.last + 1]])
        ):
            yield hit(name.start, name.end, "NAME_CTX")


def _rooms(scene: Scene, strong: _Anchors) -> Iterator[Found]:
    for match in _ROOM.finditer(scene.text):
        if scene.free(*match.span()) and strong.away(*match.span()) <= ROOM_REACH:
            yield hit(*match.span(), "ROOM", hard=True)


def _numbers(scene: Scene, people: _Anchors) -> Iterator[Found]:
    for start, end in scene.bare:
        if scene.free(start, end) and people.away(start, end) <= NUMBER_REACH:
            yield hit(start, end, "MRN")


def _dates(scene: Scene, strong: _Anchors, people: _Anchors) -> Iterator[Found]:
    for start, end, old in loose_dates(scene):
        away = strong.away(start, end)
        beside = people.away(start, end) <= 4
        if not beside and (away > DATE_REACH or _of_a_project(scene, start, end)):
            continue
        if end - start > 5 or away <= 12 or beside:
            yield hit(start, end, "DOB" if old else "DATE")


def _of_a_project(scene: Scene, start: int, end: int) -> bool:
    return next(iter(scene.near.kinds(start, end)), "") in ("ITDATE", "IT")


def again(scene: Scene, found: Sequence[Found]) -> Iterator[Found]:
    """Later mentions of a name's parts: "pt John Smith … Smith says"."""
    known: dict[str, str] = {}
    for one in found:
        if one.type in ("NAME", "NAME_CTX"):
            for word in _WORDS.findall(scene.text[one.start : one.end].lower()):
                known.setdefault(word, one.type)
    for at in [n for n, name in enumerate(scene.read.words.names) if name in known]:
        word = scene.read.words[at]
        kind = known[word.name]
        if len(word.name) > 2 and not scene.taken[word.start] and _same(scene, at):
            end = word.end - (len(word.low) - len(word.name))
            scene.take(word.start, end)
            yield hit(word.start, end, kind)


def _same(scene: Scene, at: int) -> bool:
    """Whether the word is the name again, not an ordinary word or a colleague of that name."""
    word, weight = scene.read.words[at], scene.weights[at]
    if _COLLEAGUE.search(scene.text, max(0, word.start - 8), word.start):
        return False
    return weight.surely or (word.capital and not weight.plain and weight.word < 3)
