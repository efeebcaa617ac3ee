"""Finds names of patients that nothing announces: "labs for First Last", or a bare First Last.

Colleagues are named like that, too. So a listed name has to be among the words, in its place, or care
has to be what is talked of; and nothing around them may speak of a colleague.
"""

import re
from collections.abc import Iterator

from bot.privacy import named_things
from bot.privacy.cued_names import testing
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.lexicon import Weight
from bot.privacy.name_parts import PARTICLES, part
from bot.privacy.name_rules import Name, name_at
from bot.privacy.staff_names import Staff
from bot.privacy.tokens import Word

_THING = (
    r"labs?|results?|orders?|meds?|medications?|charts?|consents?|discharges?|imaging|x-?rays?|ct|mri|wrist ?bands?|arm ?bands?|bands?"
    r"|labels?|beds?|referrals?|rx|scripts?|prescriptions?|prescribe|e-?prescribe|mar|emar|notes?|appointments?|appts?|records?|visits?"
    r"|portal|mychart|specimens?|samples?|cultures?|biopsy|pathology|path|echo|ekg|scans?|images?|vitals|allergies|insurance"
    r"|admission|admit|transfer|encounters?|documentation|forms?|reports?|avs|summary|refills?|doses?|insulin|heparin|blood"
    r"|transfusion|procedure|surgery|case|consults?|video visit|televisit|check(?:ed|ing)?[- ]?in|registration|bill|statement"
    r"|claim|letter|login|activation|proxy|diet|tray|transport|flowsheets?|i&o|weight|photo|ultrasound|mammogram|order set"
    r"|problem list|immunizations?|vaccines?|schedule[ds]?|reminder|ride|interpreter|face ?sheet|pyxis profile|profile"
)
# What is done for one patient, right before the name: "labs for …", "admitted …".
_FOR = re.compile(
    rf"\b(?:{_THING})(?:\s[\w'/-]+){{0,3}}?\s(?:for|of|on|under|belongs? to|to)\s(?:the )?(?:pt |patient )?$"
    r"|\b(?:merge[ds]?|register(?:ed)?|admit(?:ted)?|discharged?|transferr?(?:ed)?|arrive[ds]?|schedule[ds]?|book(?:ed)?|check(?:ed)? in"
    r"|move[ds]?|unmerge|find|pull(?:ed)? up|look(?:ed)? up|search(?:ed)? for|opened|bill(?:ed)?|charted on|scan(?:ned)?|open"
    r"|see|seeing|treat(?:ed)?|draw(?:ing)?|dose|wristband|e-?prescribe for|refill for)\s$",
    re.IGNORECASE,
)
# The last words of _FOR, looked at first: the expression is slow, and most names lack one of them.
_FOR_ENDS = frozenset(
    "for of on under to the pt patient merge merges merged register registered admit admitted discharge"
    " discharged transfer transferr transfered transferred arrive arrives arrived schedule schedules scheduled"
    " book booked in move moves moved unmerge find up opened bill billed scan scanned open see seeing treat"
    " treated draw drawing dose wristband".split()
)
# What only a patient has, right behind the name: "…'s chart", "…'s mother".
_OWNS = re.compile(
    r"(?:'s)?,? \(?\d{1,3}[ -]?(?:y\.?/?o\b|yrs?\b|years?[ -]old)|(?:'s)? (?:off|on) (?:the )?(?:monitor|tele|vent)\b"
    r"|(?:'s)? ?[-:] ?(?:cabg|chole|lap|appy|tka|tha|c-?section|cath|egd|colonoscopy|lvad|pci|ercp|crani|fusion|hernia|tavr|ablation"
    r"|bronch|orif|amputation|hysterectomy|mastectomy|biopsy|stroke|sepsis|fall|npo)\b"
    r"|'s (?:(?:wrist|arm|id )?bands?|bracelet|line|drain|wound|iv|foley|pca|drip|weight|diet|tray|diagnosis|code status|nok|sitter|vent|monitor)\b"
    r"|'s? (?:chart|labs?|mar|emar|meds?|orders?|wrist ?band|record|mrn|dob|allerg|results?|insurance|appointment|appt|portal|mychart"
    r"|visit|discharge|mother|father|mom|dad|wife|husband|daughter|son|family|bed|room|scan|ct|mri|x-?ray|imaging|refill|rx|script"
    r"|prescription|vitals|transfer|admission|surgery|consent|specimen|blood|insulin|heparin|referral|encounter|note|avs)\b",
    re.IGNORECASE,
)
_HIS = re.compile(
    r" (?:labs|bloods|consent|chart|family|meds|cultures|specimens?|samples?|biopsy|transfer|discharge|admission|surgery|case|kid|baby|twins?"
    r"|results|imaging|ct|mri|echo|ekg|wristband|armband|band|drip|transfusion|referral|script|orders)\b(?! (?:tab|view|list|page|menu|button|build))",
    re.IGNORECASE,
)
# "Thanks, Walter" is a greeting or a signature, not "Last, First".
_SIGNED = frozenset(
    "best regards cheers thanks sincerely yours respectfully hi hello dear hey".split()
)
_ON = re.compile(r"\b(?:on|for|of) $")
_AND = re.compile(r"\s*(?:,|\band\b|&|\+|/|\bvs\b\.?|\bor\b|\bwith\b)\s*$")
# Words of a ward that begin such a phrase with a capital as well.
_NO_SURNAME = frozenset(
    "day night short long page case home call main west east north south epic cerner beaker care link chart bay hall stat free blood".split()
)
_OF_PLACES = frozenset("st saint mount mt port fort lake".split())
_GAP_PLAIN = re.compile(r"\.?[ \t]{1,2}")


def uncued(scene: Scene, staff: Staff, test_words: frozenset[str]) -> Iterator[Found]:
    """First Last without a cue, unless the words around it speak of a colleague."""
    colleague = -9  # where the last colleague's name ended; negative for none yet
    at = 0
    words = scene.read.words
    capitals, names = words.capitals, words.names
    for here in [n for n, w in enumerate(scene.weights) if w.first or capitals[n]]:
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
        if named_things.thing(scene, name, cared_for=_about_care(scene, name)):
            continue
        listed = staff.listed([w.name for w in words[name.first : name.last + 1]])
        linked = colleague >= 0 and staff.linked(scene, colleague, name.start)
        # "Dr. Lee, Ana Ruiz and …": whoever is joined to a colleague is taken for one as well.
        marked = linked or staff.marked(scene, name.start, name.end)
        # The roster outweighs everything; other signs of a colleague do not outweigh talk of care.
        if listed or (marked and not _with_patient(scene, name) and not _about_care(scene, name)):
            colleague = name.end
        elif not testing(scene, name, test_words):
            scene.take(name.start, name.end)
            yield hit(name.start, name.end, "NAME_CTX")


def _with_patient(scene: Scene, name: Name) -> bool:
    """ "patients John Smith and Mary Jones": what is linked to a patient's name is one."""
    before = _AND.search(scene.text, max(0, name.start - 8), name.start)
    return before is not None and before.start() > 0 and bool(scene.taken[before.start() - 1])


def _about_care(scene: Scene, name: Name) -> bool:
    """Whether "labs for …" stands before the name, or "…'s chart" begins behind it."""
    if _OWNS.match(scene.text, name.end) or _the_labs(scene, name):
        return True
    if not name.first or scene.read.lows[name.first - 1].rpartition("-")[2] not in _FOR_ENDS:
        return False
    return _FOR.search(scene.text[max(0, name.start - 60) : name.start]) is not None


def _the_labs(scene: Scene, name: Name) -> bool:
    """ "the Hernandez labs", "Wells consent is unsigned": what is one patient's, named after them."""
    if name.last > name.first or not _HIS.match(scene.text, name.end):
        return False
    weight = scene.weights[name.first]
    led = name.first > 0 and scene.read.lows[name.first - 1] in ("the", "that", "this")
    return weight.last == 2 and (led or scene.read.before(name.first).strip(" ") in ("", "\n"))


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
    return name if both or _about_care(scene, name) else None


def _all_capital(scene: Scene, name: Name) -> bool:
    words = scene.read.words[name.first : name.last + 1]
    return all(word.capital or word.low in PARTICLES for word in words)


def _cared_for(scene: Scene, name: Name) -> bool:
    """Where care is the talk, doubtful words will do as long as each can be a name."""
    if not _about_care(scene, name) or not _all_capital(scene, name):
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
        told = _ON.search(scene.text, max(0, name.start - 5), name.start)
        return bool(told) and weights[0].first == 2 and weights[-1].last > 0
    if any(weight.word == 3 for weight in weights):
        return _stands_out(weights)
    return _first_last(words, weights)


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
        and (first.first < 2 or shouted or _about_care(scene, name))
    )


def _common_surname(scene: Scene, at: int) -> Name | None:
    """ "the Baker labs from this morning": a word that is a usual surname, where it can be no word."""
    word = scene.read.words[at]
    name = Name(at, at, word.start, word.end)
    free = not scene.taken[word.start] and word.low not in _NO_SURNAME
    return name if free and not scene.read.shouted and _the_labs(scene, name) else None


def _single(scene: Scene, at: int) -> Name | None:
    """ "labs for Smith", "Smith's chart": one capital surname where care is the talk."""
    weight = scene.weights[at]
    if not scene.read.words.capitals[at]:
        return None
    if not weight.surely:
        the = at > 0 and scene.read.lows[at - 1] == "the"
        return _common_surname(scene, at) if the and weight.maybe else None
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
    return name if _about_care(scene, name) else None
