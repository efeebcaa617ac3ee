"""Dates of birth, dates of a patient's care, and ages over 89."""

import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:19|20)\d{2}|'?\d{2})"
_NUMERIC = re.compile(  # begins with a digit
    r"(?<![\w./-])(?<!\d:)(?:"
    rf"(?:19|20)\d{{2}}([-/. ]){_MONTH}\1{_DAY}|(?P<iso>(?:19|20)\d{{2}}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY})(?:T[\d:.]+Z?)?"
    rf"|(?P<full>(?:0?[1-9]|1[0-2])([-/.]){_DAY}\4(?:(?:19|20)\d{{2}}|\d{{2}})"
    rf"|{_DAY}([-/.])(?:0?[1-9]|1[0-2])\5(?:(?:19|20)\d{{2}}|\d{{2}}))"
    rf"|(?P<spaced>(?:0?[1-9]|1[0-2]) {_DAY} (?:19|20)\d{{2}})"
    rf"|(?P<short>(?:0?[1-9]|1[0-2])/{_DAY})"
    rf"|{_DAY}(?:st|nd|rd|th)?(?:[ -]of)?[ -]?{_MONTH}(?:,?[ -]?{_YEAR}(?!\d|:))?"
    r")(?![\w]|[./-]\d|,\d{3})",
    re.IGNORECASE,
)
_BIRTH_IN_PARTS = re.compile(
    r"(?<![\w./-])\d{1,2}[ .]\d{1,2}[ .](?:(?:19|20)\d{2}|\d{2})(?![\w/-]|\.\d)"
)
_NAMED = re.compile(  # begins with a month
    rf"(?<![\w-]){_MONTH}[ -]?{_DAY}(?:st|nd|rd|th)?(?:,?[ -]{{1,2}}{_YEAR}(?![\d:]))?(?![\w/%]|:\d|[.-]\d)",
    re.IGNORECASE,
)
_MONTHS = frozenset(
    "january february febuary march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_MONTH_YEAR = re.compile(rf"(?<![\w-]){_MONTH},? (?:of )?(?:19|20)\d{{2}}(?!\w)", re.IGNORECASE)
_YEAR_OF_BIRTH = re.compile(r"(?<![\w./-])(?:19[0-9]\d)(?![\w/-]|\.\d)")
_FULL_YEAR = re.compile(r"(?:19|20)\d{2}")
_UNIT = (
    r"(?:y(?:ea)?rs?[ -]?old|y(?:ea)?rs?[ -]of[ -]age|y\.?/?o\.?f?m?|y/?o|yr|yrs|year[ -]old|yold"
    r"|yof|yom|y\.o\.|(?:y ?)?[mf]|male|female|-?year-?old|years?)"
)
_OLD = r"(?:9\d|1[01]\d)"
_OLD_ALONE = re.compile(rf"{_OLD}(?!\d)")
_AGE = re.compile(
    rf"(?<![\w./:$#-]){_OLD}(?:[ -]?(?:y(?:ea)?rs?[ -]{{0,2}}(?:old|of[ -]age)|y\.?[/ ]?o\.?m?f?|yr[ -]?old|yold|yof|yom)"
    r"|-year-old)(?![\w])"
    rf"|(?<![\w./:$#-]){_OLD} ?(?:yrs?|years?|y)(?= (?:female|male|f|m|woman|man|lady|gentleman|pt|patient|gentle)\b)"
    rf"|(?<![\w./:$#-]){_OLD} ?(?:[mf]|male|female)(?=[ ,.)]|$)(?! ?/)",
    re.IGNORECASE,
)
_TOLD_AGE = re.compile(
    rf"\b(?:aged?(?: is| of|:)?|turn(?:s|ed|ing)|turned)\s+({_OLD})(?![\w%/]|\.\d| ?(?:days?|min|hours?|sec|ms|%|gb|mb|times|and (?:over|above|up|older)|or (?:over|above|older)| (?:cut-?off|filter|rule|limit|threshold|band|group)))"
    rf"|\b(?:pt|patient|he|she|mom|mother|dad|father|grandma|grandmother|grandfather|wife|husband)(?:'s| is| was),? ({_OLD})(?=$|[.,;!)]| and\b| so\b| but\b| with\b| can)",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"\b(?:ninety|a hundred|one hundred)(?:[ -](?:and )?(?:one|two|three|four|five|six|seven|eight|nine|ten))?"
    r"[ -]?(?:years?[ -]old|yo\b|y/o)",
    re.IGNORECASE,
)
_TENS = re.compile(r"[nN](?:inety|INETY)|[hH](?:undred|UNDRED)")
_AGE_RANGE = re.compile(r"(?:[<>≥≤=+-]|over|under|above|below|to|than|ages?|-)\s*$", re.IGNORECASE)
_STRONG_EVENT = re.compile(
    r"\b(?:admit(?:ted)?|admission|adm|discharged?|dc'?d|d/c'?d|appts?|appointments?|surgery|operated"
    r"|dos|date of service|died|deceased|passed away|readmitted|hospitali[sz]ed|born|edd|lmp"
    r"|colonoscopy|biopsy|cath|mammogram|c-section|chemo|infusion|dialysis|intubated|extubated|fell"
    r"|surg|sx|op|tci|ingres[oó]|ingresad[oa]|alta|operad[oa]|cita|cirug[ií]a|falleci[oó]|disch|dsch|dc|d/c|checked in|booked"
    r"|no[- ]show|came in|(?:video|office|clinic|ed|er|telehealth) visit|delivered|seen|transferred)\b",
    re.IGNORECASE,
)


_EVENT_BEFORE = re.compile(
    _STRONG_EVENT.pattern
    + r"[\s:,(-]*(?:\b(?:on|date|was|is|for|of|at|from|scheduled|set|booked|visit|in|the|clinic|ed|er|office|note"
    r"|through|to|about|back|dt|el|la|de|del|para|fue|día)\b[\s:,(-]*){0,3}$",
    re.IGNORECASE,
)
_EVENT_BEHIND = re.compile(r" ?" + _STRONG_EVENT.pattern, re.IGNORECASE)
_THING = (
    r"(?:building|hospital|system|server|cut-?off|house|wiring|code|process|mainframe|wing|tower|floor|elevator|lift|boiler|pipes?|plumbing"
    r"|riser|roof|generator|chiller|hvac|tubes?|campus|facility|institution|company|vendor|school|clinic|college|bridge|garage|chapel|software"
    r"|app|application|database|printer|machine|equipment|device|cable|network|switch|phone|monitor|ward|unit|policy|form|contract|structure"
    r"|foundation|lobby|theatre|theater|library|organi[sz]ation|tradition|technology|interface|computer|pump|bed|furniture|kitchen)s?"
)
_NO_PERSON = re.compile(rf"(?: |-)(?:\w+ )?{_THING}\b", re.IGNORECASE)
_THING_IS = re.compile(
    rf"\b{_THING}(?:'s)? (?:is|are|was|were|turns|turned|has been|must be)(?: now| about| almost| over| at least| nearly)? $",
    re.I,
)


def ages(scene: Scene) -> Iterator[Found]:
    spelled = _SPELLED.finditer(scene.text) if _TENS.search(scene.text) else ()
    for matches in (scene.at_digits(_AGE), spelled):
        for match in matches:
            if _NO_PERSON.match(scene.text, match.end()):
                continue
            before = scene.text[max(0, match.start() - 40) : match.start()]
            thing = _THING_IS.search(before)
            if scene.free(*match.span()) and not thing and not _AGE_RANGE.search(before[-8:]):
                scene.take(*match.span())
                yield hit(*match.span(), "AGE90")
    for start in scene.read.digits:
        old = _OLD_ALONE.match(scene.text, start)
        thing = old and _THING_IS.search(scene.text, max(0, start - 40), start)
        if old and not thing and scene.free(*old.span()) and _told(scene, start):
            scene.take(*old.span())
            yield hit(*old.span(), "AGE90")


def _told(scene: Scene, start: int) -> bool:
    """Whether the words in front of the number say that it is an age."""
    near = _TOLD_AGE.finditer(scene.text, max(0, start - 24), start + 60)
    return any(start in (match.start(1), match.start(2)) for match in near)


def dates(scene: Scene) -> Iterator[Found]:
    """Dates with a birth or care label nearest to them; those of projects are nobody's."""
    for match in _written(scene):
        if scene.free(*match.span()) and (found := _dated(scene, match)):
            scene.take(*match.span())
            yield found
    for match in scene.at_digits(_BIRTH_IN_PARTS) if scene.near.any("DOB") else ():
        if scene.free(*match.span()) and scene.near.kinds(*match.span()).get("DOB", 99) <= 6:
            scene.take(*match.span())
            yield hit(*match.span(), "DOB")
    years = scene.at(_MONTH_YEAR, _months(scene)), scene.at_numbers(_YEAR_OF_BIRTH)
    for matches, far in zip(years, (20, 12), strict=True):
        for match in matches:
            kinds = scene.near.kinds(*match.span())
            if scene.free(*match.span()) and kinds.get("DOB", 99) < far:
                scene.take(*match.span())
                yield hit(*match.span(), "DOB")


def _months(scene: Scene) -> list[int]:
    """Where a month is named."""
    if scene.read.words.vocabulary.isdisjoint(_MONTHS):
        return []
    read = scene.read
    return [at for at, low in zip(read.starts, read.lows, strict=True) if low in _MONTHS]


def _written(scene: Scene) -> list[re.Match[str]]:
    """Everything that reads as a date; looked for once."""
    if not scene.written:
        scene.written.extend(scene.at_digits(_NUMERIC))
        scene.written.extend(scene.at(_NAMED, _months(scene)))
    return scene.written


def _dated(scene: Scene, match: re.Match[str]) -> Found | None:
    kinds = scene.near.kinds(*match.span())
    nearest = next((k for k in kinds if k in ("DOB", "EVENT", "ITDATE", "IT")), "")
    away = kinds.get("PATIENT", 99)
    year = _FULL_YEAR.search(match[0])
    # 1900 is what systems put where no date is known; stock and certificates expire.
    if (year and year[0] == "1900") or kinds.get("EXPIRY", 99) < min(30, away):
        return None
    if nearest == "DOB" or (
        "DOB" in kinds and nearest != "EVENT" and not (year and int(year[0]) > 2023)
    ):
        return hit(*match.span(), "DOB")
    if nearest == "EVENT" and (away < 99 or _strong_event(scene, match)):
        return hit(*match.span(), "DATE")
    if nearest in ("ITDATE", "IT") and away >= kinds[nearest]:
        return None
    if away < 20 and (year or "/" in match[0]):
        old = year is not None and int(year[0]) < 2012
        return hit(*match.span(), "DOB" if old else "DATE")
    return None


def _strong_event(scene: Scene, match: re.Match[str]) -> bool:
    """Whether the words around speak of one person's care, though no patient is mentioned."""
    before = scene.text[max(0, match.start() - 40) : match.start()]
    return bool(_EVENT_BEFORE.search(before) or _EVENT_BEHIND.match(scene.text, match.end()))


def loose_dates(scene: Scene) -> Iterator[tuple[int, int, bool]]:
    """Dates nobody claimed, and whether each is old enough to be a birthday."""
    for match in _written(scene):
        if scene.free(*match.span()):
            year = _FULL_YEAR.search(match[0])
            two = re.search(r"[-/.](\d{2})$", match[0])
            old = int(year[0]) < 2022 if year else two is not None
            yield match.start(), match.end(), old
