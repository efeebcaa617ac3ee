"""Finds names that a word before them announces as a patient's: pt, Mrs, "name:", a relative.

The cue vouches for them: behind it even a lower-case word on no list can be a name, which it never
is in `uncued_names`.
"""

import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.name_parts import PARTICLES, TITLES
from bot.privacy.name_rules import Name, name_at
from bot.privacy.staff_names import Staff

_RELATIVES = frozenset(
    "mom mother dad father wife husband son daughter spouse sister brother grandmother grandma"
    " grandfather grandpa guardian caregiver parent aunt uncle niece nephew grandson granddaughter"
    " fiance fiancee girlfriend boyfriend partner nok baby newborn infant kid child daughter's mum mum's mam gran nan grandad carer"
    " mamá mama papá papa madre padre esposo esposa marido hijo hija hermano hermana abuelo abuela bebé niño niña".split()
)
_CUES = frozenset(
    "pt patient pat pnt ptn twin twins babyboy babygirl decedent client inpatient outpatient pt's patient's paciente"
    " pacientes pte ptes patiënt patientin initials".split()
)
# Whoever is called so is a patient, though a colleague has the same name.
_PATIENTS = _CUES | {"patients"}
# What joins the names of a list: "patients Smith, Jones & Lee".
_LINK = re.compile(r" ?(?:,|&|\+|/) ?")
_OPENING = _CUES | _RELATIVES | TITLES | {"patients"}
# What may stand between a cue and its name: "pt is named …", "baby girl …", "wife nee …".
_FILLERS = frozenset(
    "is named name called aka by the goes boy girl a b legal preferred full real last first née nee"
    " se llama es llamado llamada el la del de".split()
)
_ALSO_WORDS = frozenset(("don", "dona", "doña", "master", "sig", "sr", "mw"))
_TITLE_GAP = re.compile(r"\.?[ \t]{1,2}|\. ?")
# "Mr. Coffee", "Mr. Clean", "Mr. Potato Head" and "Mr. Peanut" are things on a ward.
_BRANDS = frozenset("coffee clean potato peanut".split())
_CUE_GAP = re.compile(r"['\"]?s?\.?[ \t]{0,2}[:#=\-(\"'*_~,]{0,3}[ \t(\"'*_~]{0,3}\n?")
_NAMING = frozenset(
    "name names nombre nombres apellido apellidos surname surnames lastname firstname fullname patientname ptname middlename"
    " maidenname username name's".split()
)
# Fields of forms that hold a person, always with a colon or the like behind them.
_PERSON_FIELD = re.compile(
    r"(?:emergency contact|next of kin|nok|policy ?holder|guarantor|subscriber|insured|responsible party|legal guardian|health ?care proxy"
    r"|poa|contact person|patient|pt|paciente|acudiente|responsable|titular|contacto(?: de emergencia)?|carer|parent|mother|father)"
    r"(?: ?\([^()\n]{0,20}\))?\s?[:=#]\s?[\"'(*_]?",
    re.IGNORECASE,
)
_PERSON_FIELDS = frozenset(
    "emergency next nok policy policyholder guarantor subscriber insured responsible legal health healthcare poa contact acudiente"
    " responsable titular contacto carer parent".split()
)
_NAME_FIELD = re.compile(
    r"\bname (?:on|in) (?:the |her |his )?\w{2,12}(?: is|:| says| reads)\s*[\"'(*_]?"
    r"|\b(?:nombres?|apellidos?)(?: y apellidos?)?(?: (?:del?|de la) (?:la )?(?:paciente|pte|madre|padre|mam[aá]))?\s?(?:es|era|:|=)?\s{0,2}[\"'(*_]?(?=[^\W\d_])"
    r"|\b(?:last|first|family|given|sur|middle|maiden|second) ?names? (?=[^\W\d_])"
    r"|\b(?:pt|patient|full|first|last|legal|preferred|maiden|sur|mother'?s?|father'?s?|guardian|subscriber"
    r"|guarantor|insured|child|baby|nok|emergency contact)?[ _']{0,2}names?[\"']?\s?(?:is|was|:|=|->|shows? (?:as|up as)|reads|appears as"
    r"|listed as|spelled|misspelled as|on (?:the )?(?:file|chart|card|id|band|wristband|label) (?:is|says|reads))\s*[\"'(*_]?",
    re.IGNORECASE,
)


def cued(scene: Scene, staff: Staff, test_words: frozenset[str]) -> Iterator[Found]:
    """Names behind pt, Mrs, "name:" or a relative."""
    fields = frozenset(_fields(scene))
    lows = scene.read.lows
    for at in [n for n, low in enumerate(lows) if low in _OPENING or n in fields]:
        for name in _called(scene, at, field=at in fields):
            if name is None or testing(scene, name, test_words):
                continue
            # A titled name or a relative's may be a colleague's; "pt" settles that it is not.
            if lows[at] in _PATIENTS or not _colleague(scene, name, staff):
                scene.take(name.start, name.end)
                yield hit(name.start, name.end, "NAME")


def _called(scene: Scene, at: int, *, field: bool) -> Iterator[Name | None]:
    """The names that word `at` announces, or where it is of a `field`, begins."""
    if field:
        yield name_at(scene, at, "cue")
    elif scene.read.lows[at] in TITLES:
        yield _titled(scene, at)
    else:
        # The name behind a cue, and behind "patients" those linked to it with "and".
        name = _behind_cue(scene, at)
        while name:
            yield name
            following = _linked(scene, name.last) if scene.read.lows[at] == "patients" else None
            name = name_at(scene, following, "cue") if following else None
        yield _before_baby(scene, at)


def _linked(scene: Scene, last: int) -> int | None:
    """Index of the word behind "and" or a comma, where one stands behind word `last`."""
    lows = scene.read.lows
    if last + 2 < len(lows) and lows[last + 1] == "and":
        return last + 2
    joined = _LINK.fullmatch(scene.read.gap(last))
    return last + 1 if joined and last + 1 < len(lows) else None


def _before_baby(scene: Scene, at: int) -> Name | None:
    """ "Smith baby girl", as newborns are listed."""
    words = scene.read.words
    if words[at].low != "baby" or not 0 < at < len(words) - 1 or scene.read.gap(at - 1) != " ":
        return None
    if words[at + 1].low not in ("boy", "girl") or scene.read.gap(at) != " ":
        return None
    word, weight = words[at - 1], scene.weights[at - 1]
    listed = weight.surely and weight.last > (0 if word.capital else 1)
    strange = weight.unknown and word.capital and not scene.read.shouted
    return Name(at - 1, at - 1, word.start, word.end) if listed or strange else None


def _fields(scene: Scene) -> Iterator[int]:
    """Words right behind "name:" and its like."""
    read = scene.read
    names = [read.starts[n] for n, low in enumerate(read.lows) if low in _NAMING]
    for match in scene.about(_NAME_FIELD, names, 20, 64):
        index = scene.read.from_place(match.end())
        if index < len(scene.read.words) and scene.read.starts[index] - match.end() < 3:
            yield index
    for match in scene.at_words(_PERSON_FIELD, _PERSON_FIELDS):
        index = scene.read.from_place(match.end())
        if index < len(scene.read.words) and scene.read.starts[index] == match.end():
            yield index


def _colleague(scene: Scene, name: Name, staff: Staff) -> bool:
    """Whether the roster lists exactly this First Last; one word alone may well be a patient's."""
    words = [word.name for word in scene.read.words[name.first : name.last + 1]]
    return len(words) > 1 and staff.listed(words)


def _titled(scene: Scene, at: int) -> Name | None:
    words = scene.read.words
    if at + 1 >= len(words) or not _TITLE_GAP.fullmatch(scene.read.gap(at)):
        return None
    if words[at].low in _ALSO_WORDS and not _surely_addressed(scene, at):
        return None
    # In the middle of a sentence these are a verb and an abbreviation: "we miss …", "sr tech".
    if words[at].low in ("miss", "sr") and not words[at].capital and at > 0:
        return None
    return name_at(scene, at + 1, "title") if _addressed(scene, at) else None


def _surely_addressed(scene: Scene, at: int) -> bool:
    """Behind "don" and "master", which are words as well, only a capital name that is no word."""
    following, weight = scene.read.words[at + 1], scene.weights[at + 1]
    return following.capital and (weight.maybe or weight.unknown)


def _addressed(scene: Scene, at: int) -> bool:
    """Whether the word behind the title can be a name, not "MS Word" or "MR spine"."""
    title, following = scene.read.words[at : at + 2]
    weight = scene.weights[at + 1]
    if following.low in PARTICLES:
        return True
    # Shouted titles are mostly abbreviations (MS, MR), so only a listed name follows them.
    if title.raw.isupper() and not scene.read.shouted:
        return weight.surely and following.capital
    if following.capital:
        return following.low not in _BRANDS
    return weight.surely or weight.unknown or (weight.last == 2 and not title.capital)


def _behind_cue(scene: Scene, at: int) -> Name | None:
    """Skips a colon, "is named", or one relative between the cue and the name."""
    words = scene.read.words
    relative = words[at].low in _RELATIVES
    for skipped in range(4):  # "pt is named the boy …": no more fillers than that make sense
        following = at + 1 + skipped
        if following >= len(words) or not _CUE_GAP.fullmatch(scene.read.gap(following - 1)):
            return None
        # A new line ends the sentence, unless a colon says that the name comes below it.
        if scene.read.gap(following - 1).count("\n") and ":" not in scene.read.gap(following - 1):
            return None
        word = words[following]
        # "pt's nurse …" and "patient: Dr …" name a colleague; "pt Mrs …" begins at its own title.
        if word.low in TITLES or word.low in ("dr", "doctor", "nurse"):
            return None
        name = name_at(scene, following, "cue")
        if name and not (relative and not _firm(scene, name)):
            return name
        if word.low not in _FILLERS and word.name not in _RELATIVES and word.low not in _CUES:
            return None
    return None


def _firm(scene: Scene, name: Name) -> bool:
    """Behind "mom" or "son" a name must be a listed one or capital."""
    if name.last > name.first:
        return True
    word = scene.read.words[name.first]
    weight = scene.weights[name.first]
    child = name.first > 1 and scene.read.lows[name.first - 2] in ("baby", "newborn", "twin")
    if (
        child
        and scene.read.lows[name.first - 1] in ("boy", "girl", "of", "a", "b")
        and word.capital
        and weight.last
    ):
        return True  # "baby girl Rivers": the surname of the mother
    return (weight.surely and (word.capital or weight.name == 2)) or (
        word.capital and weight.unknown
    )


def testing(scene: Scene, name: Name, test_words: frozenset[str]) -> bool:
    around = scene.read.words[max(0, name.first - 2) : name.last + 2]
    return any(word.low.strip("'") in test_words for word in around)
