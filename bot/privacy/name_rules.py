"""Reads a possible name word by word, and judges whether there is enough to call it one."""

import re
from dataclasses import dataclass

from bot.privacy.examined_text import Scene
from bot.privacy.name_parts import PARTICLES, SUFFIXES, Part, Trust, part, pinned
from bot.privacy.tokens import Word

_GAP = re.compile(r"\.?[ \t*_~\"()]{1,3}|\.|, ?|-")
_COMMA = re.compile(r"\s?, ?")
# Verbs and labels that follow a person: a doubtful word is a name before one ("Patient Young needs").
FOLLOWS = frozenset(
    "is was has had can cannot can't needs need who says said reports got in at on with does did doesn't"
    " did not isn't wasn't hasn't will won't called calls wants and mrn dob room rm ssn keeps states"
    " although but because while still asked couldn't transferred admitted discharged arrived left came showed shows".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """Words `first` to `last` of the text, at text[start:end]."""

    first: int
    last: int
    start: int
    end: int


def name_at(scene: Scene, index: int, trust: Trust, *, turned: bool = True) -> Name | None:
    """The name that begins with word `index`, up to six words, if it is one.

    `turned` allows "Last, First".
    """
    parts = _parts(scene, index, trust, turned=turned)
    # A particle that nothing follows belongs to the sentence: "Maria de" is "Maria".
    while parts and parts[-1] == "particle":
        parts.pop()
    if not parts or not _accepted(scene, index, parts, trust):
        return None
    words = scene.read.words
    last = index + len(parts) - 1
    return Name(index, last, words[index].start, _end(words[last]))


def _parts(scene: Scene, index: int, trust: Trust, *, turned: bool) -> list[Part]:
    """What each word is, as long as they can belong to one name."""
    words = scene.read.words
    parts: list[Part] = []
    before: Part | None = None
    for at in range(index, min(index + 6, len(words))):
        kind = part(scene, at, trust, before)
        shrinks = trust == "none" and _shrinks(words[index], words[at])
        if kind == "no" or shrinks or scene.taken[words[at].start]:
            break
        parts.append(kind)
        gap = scene.read.gap(at)
        # A possessive ends a name; what is owned comes next.
        if words[at].raw.endswith(("'s", "'S")) or not _GAP.fullmatch(gap):
            break
        before = kind
        if _COMMA.fullmatch(gap):
            if not turned or not _turned(scene, at + 1, parts):
                break
            before, turned = None, False  # "Last, First" has one comma; a second one makes a list
    return parts


def _shrinks(first: Word, word: Word) -> bool:
    """A small word behind a capital one belongs to the sentence, not to the name."""
    return first.capital and not word.capital and word.low not in PARTICLES


def _end(word: Word) -> int:
    return word.end - 2 if word.raw.endswith(("'s", "'S")) else word.end


def _turned(scene: Scene, at: int, parts: list[Part]) -> bool:
    """Whether the comma before word `at` stands in "Last, First"."""
    if at >= len(scene.read.words):
        return False
    word = scene.read.words[at]
    if word.low in SUFFIXES:
        return True
    # A surname has at most two words besides its particles: more is a sentence with a comma.
    if len([p for p in parts if p != "particle"]) > 2:
        return False
    weight = scene.lexicon.weight(word.name)
    if scene.read.shouted or not word.capital:
        return weight.first > 0 and (weight.surely or weight.first == 2)
    # Short shouted words are acronyms: "Smith, MRI".
    return weight.first > 0 or (weight.unknown and not (word.raw.isupper() and len(word.raw) < 5))


def _accepted(scene: Scene, index: int, parts: list[Part], trust: Trust) -> bool:
    """Enough of it is a name for the trust the words before it give."""
    sure, maybe = parts.count("name"), parts.count("maybe")
    unknown = parts.count("unknown")
    if trust == "title":
        return sure + maybe + unknown > 0
    # With no cue at all two words are needed, one of them a sure name or both likely ones.
    if trust == "none":
        return (sure > 0 or maybe > 1) and sure + maybe + unknown > 1
    if sure or unknown or maybe > 1:
        return True
    return bool(maybe) and _alone(scene, index + len(parts) - 1)


def _alone(scene: Scene, last: int) -> bool:
    """A single doubtful word ("Patient Young needs …") is a name only where a verb follows."""
    words = scene.read.words
    weight = scene.lexicon.weight(words[last].low)
    if pinned(scene, last):
        return True
    if not words[last].capital or scene.read.shouted or weight.name < 1:
        return False
    return (
        last + 1 == len(words)
        or words[last + 1].low in FOLLOWS
        or scene.read.gap(last)[:1] in ",.(:"
        or scene.read.gap(last)[:2] in (" -", " –")
    )
