"""Finds names of patients that nothing announces: "labs for First Last", or a bare First Last.

Colleagues are named like that, too. So a listed name has to be among the words, in its place, or care
has to be what is talked of; and nothing around them may speak of a colleague.
"""

import re
from collections.abc import Iterator

from bot.privacy import named_things
from bot.privacy.care_talk import about_care, likely_patient, owns
from bot.privacy.cued_names import testing
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.lexicon import Weight, terms
from bot.privacy.name_parts import MONTHS, PARTICLES, VERBS, part
from bot.privacy.name_rules import FOLLOWS, Name, name_at
from bot.privacy.staff_names import Staff
from bot.privacy.tokens import Word

# "Thanks, Walter" is a greeting or a signature, not "Last, First".
_SIGNED = frozenset(
    "best regards cheers thanks sincerely yours respectfully hi hello dear hey".split()
)
_ON = re.compile(r"\b(?:on|for|of) $")
_AND = re.compile(r"\s*(?:,|\band\b|&|\+|/|\bvs\b\.?|\bor\b|\bwith\b)\s*$")
_BEFORE_PEOPLE = frozenset(
    "about told for of from with is called named see said asked says by and caller".split()
)
# Words of a ward that begin such a phrase with a capital as well.
_NO_SURNAME = frozenset(
    "day night short long page case home call main west east north south epic cerner beaker care link chart bay hall stat free blood board room rooms surgery page bill cook cart light bell field report park house bridge court church may june april august".split()
)
_OF_PLACES = frozenset("st saint mount mt port fort lake".split())
_GAP_PLAIN = re.compile(r"\.?[ \t]{1,2}")


def uncued(scene: Scene, staff: Staff, test_words: frozenset[str]) -> Iterator[Found]:
    """First Last without a cue, unless the words around it speak of a colleague."""
    colleague = -9  # where the last colleague's name ended; negative for none yet
    at = 0
    words = scene.read.words
    capitals, names = words.capitals, words.names
    for here in [
        n
        for n, w in enumerate(scene.weights)
        if w.first or capitals[n] or (w.last == 2 and w.surely)
    ]:
        if here < at:
            continue
        at = here
        if names[at] in named_things.OPENING and (together := named_things.following(scene, at)):
            at += together
            continue
        name = _pair(scene, at) or _single(scene, at)
        if name is None:
            continue
        at = name.last + 1
        if named_things.thing(scene, name, cared_for=about_care(scene, name)):
            continue
        listed = staff.listed([w.name for w in words[name.first : name.last + 1]])
        linked = colleague >= 0 and staff.linked(scene, colleague, name.start)
        # "Dr. Lee, Ana Ruiz and …": whoever is joined to a colleague is taken for one as well.
        marked = linked or staff.marked(scene, name.start, name.end)
        # The roster outweighs everything; other signs of a colleague do not outweigh talk of care.
        if listed or (marked and not _with_patient(scene, name) and not about_care(scene, name)):
            colleague = name.end
        elif not testing(scene, name, test_words):
            scene.take(name.start, name.end)
            yield hit(name.start, name.end, "NAME_CTX")


def _with_patient(scene: Scene, name: Name) -> bool:
    """ "patients John Smith and Mary Jones": what is linked to a patient's name is one."""
    before = _AND.search(scene.text, max(0, name.start - 8), name.start)
    return before is not None and before.start() > 0 and bool(scene.taken[before.start() - 1])


def _pair(scene: Scene, at: int) -> Name | None:
    """Two or more words of which the first is a first name and the last a surname."""
    words = scene.read.words
    weight = scene.weights[at]
    if weight.plain or at + 1 >= len(words):
        return None
    big = words.capitals[at] and not scene.read.shouted
    if big and not (words.capitals[at + 1] or words.lows[at + 1] in PARTICLES):
        return None
    if not big and not (weight.surely and weight.first and scene.weights[at + 1].last):
        return None
    first = words[at]
    if scene.taken[first.start] or first.raw.endswith("'s"):
        return None
    if big:
        name = name_at(scene, at, "none")
        if name and "," in scene.text[name.start : name.end] and not _last_first(scene, name):
            # A list of people after all ("Ana, Ben"): only what stands before the comma counts.
            name = name_at(scene, at, "none", turned=False)
        fits = name and (_convincing(scene, name) or _cared_for(scene, name))
        return name if fits else None
    return _small_pair(scene, at)


def _small_pair(scene: Scene, at: int) -> Name | None:
    """ "labs for john smith": without capitals both must be well-known names, and care is the talk."""
    words = scene.read.words
    second = words[at + 1]
    if not _GAP_PLAIN.fullmatch(scene.read.gap(at)):
        return None
    one = scene.weights[at]
    two = scene.weights[at + 1]
    if not (two.surely and two.last and max(one.first, two.last) == 2):
        return None
    end = second.end - 2 if second.low.endswith("'s") else second.end
    name = Name(at, at + 1, words[at].start, end)
    both = one.first == 2 and two.last == 2 and one.word + two.word == 0
    return name if both or about_care(scene, name) or likely_patient(scene, name) else None


def _all_capital(scene: Scene, name: Name) -> bool:
    words = scene.read.words[name.first : name.last + 1]
    return all(word.capital or word.low in PARTICLES for word in words)


def _cared_for(scene: Scene, name: Name) -> bool:
    """Where care is the talk, doubtful words will do as long as each can be a name."""
    if not _all_capital(scene, name):
        return False
    if not about_care(scene, name) and not likely_patient(scene, name):
        return False
    weights = scene.weights[name.first : name.last + 1]
    if any(weight.surely for weight in weights) or all(weight.unknown for weight in weights):
        return True
    return weights[0].first > 0 and weights[-1].last > 0


def _convincing(scene: Scene, name: Name) -> bool:
    """Enough to take it for a person where nothing else says so."""
    words = scene.read.words[name.first : name.last + 1]
    if not _all_capital(scene, name):
        return False
    if "," in scene.text[name.start : name.end]:
        return _last_first(scene, name)
    weights = [
        weight
        for word, weight in zip(words, scene.weights[name.first :], strict=False)
        if len(word.low) > 1
    ]
    if not any(weight.surely for weight in weights):
        # Two doubtful words, such as "on Grace Young": only a preposition makes them a person.
        return _two_words(scene, name, weights)
    if any(weight.word == 3 for weight in weights):
        return _stands_out(weights)
    return _first_last(words, weights)


def _two_words(scene: Scene, name: Name, weights: list[Weight]) -> bool:
    """ "on Grace Young", "Mark Rivers called": two words that are names as well, where a person stands."""
    lows = scene.read.lows
    if not weights[0].first or not weights[-1].last:
        return False
    if _ON.search(scene.text, max(0, name.start - 5), name.start):
        return weights[0].first == 2
    before = lows[name.first - 1] if name.first else ""
    behind = lows[name.last + 1] if name.last + 1 < len(lows) else ""
    if any(_of_wards(low) for low in lows[name.first : name.last + 1]):
        return False
    does = behind in FOLLOWS and lows[name.first] not in VERBS
    usual = weights[-1].last == 2
    return usual and ((does and scene.read.gap(name.last) == " ") or before in _BEFORE_PEOPLE)


def _stands_out(weights: list[Weight]) -> bool:
    """One very common word, like Mark or Young, needs a well-known name beside it."""
    strong = any(weight.word <= 1 and weight.name == 2 for weight in weights)
    ordered = weights[0].first > 0 and weights[-1].last > 0
    return strong and ordered and all(weight.maybe for weight in weights)


def _first_last(words: list[Word], weights: list[Weight]) -> bool:
    """The first word can be a first name and the last a surname, or is at least no word we know."""
    first, last = weights[0], weights[-1]
    if last.unknown:
        told = first.first == 2 or len(weights) > 2 or not words[-1].low.isascii()
        return told and first.first > 0 and first.word <= 1
    if first.unknown:
        return len(words[0].raw) > 3 and last.last > 0 and last.word == 0
    return first.first > 0 or bool(first.last and last.first)


def _last_first(scene: Scene, name: Name) -> bool:
    """ "WANG, WALTER": not a list of colleagues ("Ana, Ben and Raj")."""
    after = scene.text[name.end : name.end + 6]
    if re.match(r"\s*(?:,|and\b|&|\+)", after):
        return False
    words = scene.read.words
    if words[name.first].low in _SIGNED:
        return False
    first = scene.lexicon.weight(words[name.first].low)
    second = scene.lexicon.weight(words[name.last].low)
    shouted = words[name.first].raw.isupper() and len(words[name.first].raw) > 2
    before = scene.text[max(0, name.start - 24) : name.start]
    opened = (
        not before.strip()
        or before.endswith("\n")
        or shouted
        or bool(re.search(r"(?:for|on|of|:|\(|patient|pt)\s*$", before, re.I))
    )
    return (
        first.last > 0
        and second.maybe
        and opened
        and (first.first < 2 or shouted or about_care(scene, name) or likely_patient(scene, name))
    )


def _common_surname(scene: Scene, at: int) -> Name | None:
    """ "the Baker labs", "consent for Frost": a word that is a usual surname, where it can be no word."""
    words = scene.read.words
    word = words[at]
    end = word.end - 2 if word.low.endswith("'s") else word.end
    name = Name(at, at, word.start, end)
    if scene.taken[word.start] or scene.read.shouted or word.raw.isupper() or _of_wards(word.name):
        return None
    # A capital behind it makes it the beginning of a thing: "Case Management", "Day Surgery".
    if at + 1 < len(words) and words.capitals[at + 1]:
        return None
    if not at:  # a capital says nothing there
        return name if owns(scene, name) else None
    return name if about_care(scene, name) or likely_patient(scene, name) else None


def _small_single(scene: Scene, at: int) -> Name | None:
    """ "labs for schneider", "hughes off monitor": a usual surname that is hardly a word."""
    weight, word = scene.weights[at], scene.read.words[at]
    usual = weight.surely and weight.last == 2 and not weight.word
    if not usual or scene.read.shouted or scene.taken[word.start] or len(word.low) < 4:
        return None
    name = Name(at, at, word.start, word.end - 2 if word.low.endswith("'s") else word.end)
    if about_care(scene, name) or likely_patient(scene, name):
        return name
    return None


def _of_wards(word: str) -> bool:
    return word in _NO_SURNAME or word in MONTHS or word in terms()


def _single(scene: Scene, at: int) -> Name | None:
    """ "labs for Smith", "Smith's chart": one capital surname where care is the talk."""
    weight = scene.weights[at]
    if not scene.read.words.capitals[at]:
        return _small_single(scene, at) if weight.last == 2 else None
    if not weight.surely:
        return _common_surname(scene, at) if weight.last == 2 else None
    word = scene.read.words[at]
    ward = word.raw.isupper() and weight.word == 3  # "labs for the NICU"
    if ward or scene.read.shouted or scene.taken[word.start] or len(word.name) < 3:
        return None
    # Saints, ports and lakes: "at St. Joseph's chart room" speaks of a place.
    place = at > 0 and scene.read.lows[at - 1] in _OF_PLACES
    if place or part(scene, at, "none", None) != "name":
        return None
    end = word.end - 2 if word.low.endswith("'s") else word.end
    name = Name(at, at, word.start, end)
    return name if about_care(scene, name) or likely_patient(scene, name) else None
