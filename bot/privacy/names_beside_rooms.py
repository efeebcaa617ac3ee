"""Finds a surname or initials beside a room or a bed: "Okafor in 512", "bed 2 Schmidt", "pt KS rm 688".

Whoever is named so is rather lying there than working there, yet a nurse may be: the writer may
overrule these.
"""

import re
from collections.abc import Iterator

from bot.privacy import named_things
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.name_rules import Name, name_at
from bot.privacy.staff_names import Staff

_PLACE = r"(?:side room|room|rm|bed|bay|cubicle|pod|chair|slot|bassinet|incubator|isolette)s?"
_LEAD = re.compile(
    rf"(?:\b(?:in|at|@) (?:the )?)?(?:\b{_PLACE}\.? ?#? ?)$|\b(?:in|@) $|(?<=[\w'.])(?:, | | - | \(|/)$",
    re.I,
)
_UNIT_LEAD = re.compile(
    rf"(?:^|[\s(])(?:{_PLACE}\.? ?#? ?|(?:ed|er|or|icu|micu|sicu|pacu|nicu|picu|tele|obs|l&d)[ -]?|)$",
    re.I,
)
_NUMBER = re.compile(r"\d{1,4}(?:-?[A-D12](?!\w))?(?![\w/:%.,]\d|\w)", re.IGNORECASE)
_AMOUNT = re.compile(
    r" ?(?:%|mins?\b|minutes?|hours?|hrs?\b|h\b|days?|weeks?|wks?\b|months?|seconds?|secs?\b|ms\b|times|mg\b|ml\b|units?|patients?|pts\b"
    r"|of\b|more|tries|years?|yrs?\b|am\b|pm\b|doses?|scans?|tickets?|jobs?|wows?|carts?|\$)",
    re.IGNORECASE,
)
_LEADS = frozenset(
    "in at room rm rooms bed beds bay bays cubicle pod chair slot bassinet incubator isolette ed er or icu micu sicu pacu nicu"
    " picu tele obs a b c d".split()
)
_DIGIT_BEHIND = re.compile(r"\.? ?#? ?-?\d")
_DIGITS_BEFORE = re.compile(r"(?<![\w/.-])\d{3,4}$")
_LINE_OF_DIGITS = re.compile(r"\n\(?\d")
_SLASHED = re.compile(r"/\d{3}(?!\d)")
_BEHIND = re.compile(r"(?:: ?|, | - | |\) ?)")
_THING_BEFORE = re.compile(
    r"(?:^|\W)(?:the|a|an|our|this|that|another|new|old|every|each|which)\s+$", re.IGNORECASE
)
_INITIALS = re.compile(
    r"(?<![\w.])(?-i:[A-ZÀ-ÞĐŁ])\. ?(?-i:[A-ZÀ-ÞĐŁ])\.?(?= ?,? ?(?:\(|in |@ ?|rm|room|bed|bay)[ .#]?\w{0,5} ?\d)"
)
_DOTTED = re.compile(r"\. ?[^\W\d_a-z]\.?[ ,(]")
_INITIAL_CUES = frozenset("pt patient paciente pte initials iniciales pts patients".split())
_CUED_INITIALS = re.compile(
    r"\b(?:pt|patient|paciente|pte|initials|iniciales|initials are)s?:? (?P<it>(?-i:[A-ZÀ-ÞĐŁ])\.? ?(?:(?-i:[A-ZÀ-ÞĐŁ])\.? ?)?(?-i:[A-ZÀ-ÞĐŁ])\.?)"
    r"(?= ?,? ?(?:\(|in |@ ?|rm|room|bed|bay|mrn|dob|\d)|[,;)]|$)",
    re.IGNORECASE,
)


def beside_rooms(scene: Scene, staff: Staff) -> Iterator[Found]:
    """Surnames right before or behind a room's number, and initials there."""
    yield from _initials(scene)
    if len(scene.read.words) < 2:
        return
    for place in sorted(set(_places(scene))):
        number = _NUMBER.match(scene.text, place)
        if number is None or _AMOUNT.match(scene.text, number.end()):
            continue
        for name in (_before(scene, place, number.end()), _after(scene, place, number.end())):
            if name and _lies_there(scene, staff, name):
                scene.take(name.start, name.end)
                yield hit(name.start, name.end, "NAME_CTX")


def _places(scene: Scene) -> Iterator[int]:
    """Where a number can be a room's: behind a word for one, at the start of a line, or as 314A."""
    text, lows, ends, starts = scene.text, scene.read.lows, scene.read.words.ends, scene.read.starts
    for at in [n for n, low in enumerate(lows) if low in _LEADS]:
        if digit := _DIGIT_BEHIND.match(text, ends[at]):
            yield digit.end() - 1
        if len(lows[at]) == 1 and text[starts[at] - 1 : starts[at]].isdigit():
            if digits := _DIGITS_BEFORE.search(text, max(0, starts[at] - 5), starts[at]):
                yield digits.start()
    if text[:1].isdigit() or text[:1] == "(":
        yield int(text[0] == "(")
    yield from (match.end() - 1 for match in _LINE_OF_DIGITS.finditer(text))
    for match in _SLASHED.finditer(text):
        if text[max(0, match.start() - 2) : match.start()].isalpha():
            yield match.start() + 1


def _initials(scene: Scene) -> Iterator[Found]:
    if not scene.read.digits and "nitial" not in scene.text:
        return
    for match in _INITIALS.finditer(scene.text) if _DOTTED.search(scene.text) else ():
        if scene.free(*match.span()):
            scene.take(*match.span())
            yield hit(*match.span(), "NAME")
    for match in scene.at_words(_CUED_INITIALS, _INITIAL_CUES):
        letters = re.sub(r"\W", "", match["it"])
        known = letters.lower() in _ABBREVIATIONS
        if (
            letters.isupper()
            and scene.free(*match.span("it"))
            and not (known and "." not in match["it"])
        ):
            scene.take(*match.span("it"))
            yield hit(*match.span("it"), "NAME")


def _before(scene: Scene, start: int, end: int) -> Name | None:
    """The name in "Okafor in 512", "WELLS 314A:", "gonzalez, rm 12"."""
    lead = _LEAD.search(scene.text, max(0, start - 20), start)
    if lead is None:
        return None
    told = bool(lead[0].strip(" ,-("))
    slashed = lead[0] == "/" and end - start >= 3
    if not told and not slashed and (end - start < 4 or scene.text[end - 1].isdigit()):
        return None  # a bare number is a room only as "314A"
    if told and end - start < 3 and not re.search(_PLACE, lead[0], re.IGNORECASE):
        return None  # "in 5"
    last = scene.read.from_place(lead.start()) - 1
    if last < 0 or scene.text[scene.read.words[last].end : lead.start()].strip(" ,(/"):
        return None
    for first in range(max(0, last - 2), last + 1):
        name = name_at(scene, first, "cue")
        if name and name.last == last and _surname(scene, name, told=told):
            return name
    return _doubtful(scene, last, told=told)


def _after(scene: Scene, start: int, end: int) -> Name | None:
    """The name in "bed 2 Schmidt", "512: Okafor", "ed14 Gordon"."""
    lead = _UNIT_LEAD.search(scene.text, max(0, start - 16), start)
    behind = _BEHIND.match(scene.text, end)
    if lead is None or behind is None:
        return None
    told = bool(lead[0].strip(" ("))
    opens = start == 0 or scene.text[start - 1] == "\n"
    if not told and not (opens and end - start >= 3):
        return None
    first = scene.read.from_place(behind.end())
    if first >= len(scene.read.words) or scene.read.starts[first] != behind.end():
        return None
    name = name_at(scene, first, "cue")
    return name if name and _surname(scene, name, told=told) else _doubtful(scene, first, told=told)


def _doubtful(scene: Scene, at: int, *, told: bool) -> Name | None:
    """A lone word that is a usual surname as well: "King in bed 6", "WELLS 314A"."""
    word = scene.read.words[at]
    name = Name(at, at, word.start, word.end)
    fits = scene.weights[at].maybe and word.name == word.low and word.capital
    return name if fits and _surname(scene, name, told=told) else None


def _surname(scene: Scene, name: Name, *, told: bool) -> bool:
    """Whether the last word, or the first before a comma, is a listed surname or a strange capital one."""
    weights = scene.weights[name.first : name.last + 1]
    words = scene.read.words[name.first : name.last + 1]
    if words[0].capital and not words[-1].capital:
        return False  # "Hamilton vent in 512"
    if len(words) > 1 and any(w.surely for w in weights):
        return True
    word, weight = words[-1], weights[-1]
    big = word.capital and not scene.read.shouted
    if word.name in _FURNITURE:
        return False
    if weight.surely:
        usual = weight.last == 2 and weight.word == 0 and (told or weight.first < 2)
        return weight.last > 0 and (big or word.raw.isupper() or usual)
    if weight.unknown:
        return told and big and len(word.raw) > 4 and not word.raw.isupper()
    shown = (told and big) or (word.raw.isupper() and not scene.read.shouted)
    return shown and weight.last == 2


_ABBREVIATIONS = frozenset(
    "ot pt or ed er iv rn md np pa it dc ct mr id tv pc bp hr ob gi gu ep us ng pe am pm ok no in on at is to my he so we"
    " rt ir xr ip op cc dx tx rx hx sx fu mar ehr emr map app".split()
)
_FURNITURE = frozenset(
    "jack monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight april june august page board bell light lamp stone field door key keys case call power post bar cart park hall bank pump rack may hope"
    " center french english banner day week monday north south west east box print base rose hand link cable".split()
)


def _lies_there(scene: Scene, staff: Staff, name: Name) -> bool:
    words = [word.name for word in scene.read.words[name.first : name.last + 1]]
    if (
        not scene.free(name.start, name.end)
        or staff.listed(words)
        or named_things.thing(scene, name)
        or words[0] in named_things.makers()
    ):
        return False
    before = scene.text[max(0, name.start - 12) : name.start]
    return not _THING_BEFORE.search(before) and not staff.marked(scene, name.start, name.end)
