"""Finds names that touch a patient's number: "john smith mrn 00482913", "00482913 smith, john"."""

import re
from collections.abc import Iterator, Sequence

from bot.privacy.dates import loose_dates
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.name_rules import Name, name_at
from bot.privacy.staff_names import Staff

# Labels between a name and its number are stepped over: "john smith, mrn no. 00482913".
_LABELS = frozenset(
    "mrn mr csn har fin dob ssn acct account id no num number medical record chart is member phone".split()
)
_BETWEEN = re.compile(r"[\s:#,./(\[\])=\-]{0,4}")
# "Dr. Ana Ruiz 5550123" is a colleague and a pager.
_TITLED = re.compile(r"\b(?:dr|doctor|nurse|prof)\.? $", re.IGNORECASE)


def beside(scene: Scene, staff: Staff, found: Sequence[Found]) -> Iterator[Found]:
    """Where a patient's number stands, two name-like words that touch it are the patient."""
    strong = [(one.start, one.end) for one in found if one.type in ("MRN", "DOB", "SSN", "ACCOUNT")]
    dated = loose_dates(scene) if "," in scene.text else ()
    for start, end in [(start, end) for start, end, old in dated if old]:
        name = _before(scene, start)
        if (
            name
            and "," in scene.text[name.start : name.end]
            and not _works_here(scene, staff, name)
        ):
            scene.take(name.start, name.end)
            scene.take(start, end)
            yield hit(name.start, name.end, "NAME_CTX")
            yield hit(start, end, "DOB")
    for start, end in (*strong, *scene.bare):
        for name in (_before(scene, start), _behind(scene, end)):
            if name and not _works_here(scene, staff, name):
                scene.take(name.start, name.end)
                yield hit(name.start, name.end, "NAME_CTX")


def _before(scene: Scene, start: int) -> Name | None:
    words = scene.read.words
    last = scene.read.from_place(start) - 1
    place = start
    for _ in range(4):  # "medical record number is": no label has more words
        if last < 1 or not _BETWEEN.fullmatch(scene.text, words[last].end, place):
            return None
        if words[last].low not in _LABELS:
            break
        place = words[last].start
        last -= 1
    # The longest name first, and never one word alone: "call smith 00482913" may be anybody.
    for first in range(max(0, last - 3), last):
        name = name_at(scene, first, "cue")
        if name and name.last == last and _certain(scene, name):
            return name
    return None


def _behind(scene: Scene, end: int) -> Name | None:
    words = scene.read.words
    first = scene.read.from_place(end)
    if first >= len(words) or not _BETWEEN.fullmatch(scene.text, end, words[first].start):
        return None
    name = name_at(scene, first, "cue")
    return name if name and name.last > first and _certain(scene, name) else None


def _certain(scene: Scene, name: Name) -> bool:
    """At least one of the words is surely a name."""
    weights = scene.weights[name.first : name.last + 1]
    return any(weight.surely for weight in weights)


def _works_here(scene: Scene, staff: Staff, name: Name) -> bool:
    words = [word.name for word in scene.read.words[name.first : name.last + 1]]
    titled = _TITLED.search(scene.text, max(0, name.start - 10), name.start)
    return titled is not None or staff.listed(words)
