"""Street addresses, and town with ZIP code."""

import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

_STATES = (
    "A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|P[AR]|RI|S[CD]"
    "|T[NX]|UT|V[TA]|W[AVIY]|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware"
    "|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland"
    "|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire"
    "|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania"
    "|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington"
    "|West Virginia|Wisconsin|Wyoming"
)


def _spelled(match: re.Match[str]) -> str:
    """ "A[LK]" as "AL|AK"."""
    return "|".join(match[1] + letter for letter in match[2])


_SUFFIX = (
    "street|str|st|avenue|aven|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|place"
    "|pl|terrace|terr|ter|parkway|pkwy|highway|hwy|way|trail|trl|square|sq|plaza|loop|alley|ridge"
    "|crossing|xing|point|pike|turnpike|tpke|crescent|cres|cove|hollow|run|row|path|pass|bend|heights"
    "|hts|village|manor|commons|walk|mews|expressway|freeway|canyon|creek|estate|estates|extension|ext"
    "|falls|field|fields|flat|flats|forest|fork|garden|gardens|glen|green|grove|harbor|haven|hill|hills"
    "|island|isle|junction|key|keys|knoll|knolls|lake|lakes|landing|locks|lodge|meadow|meadows|mill"
    "|mills|mission|motorway|mount|mountain|neck|orchard|oval|park|parks|passage|pine|pines|plain"
    "|plains|port|prairie|ramp|ranch|rapids|rest|river|roads|route|shoal|shore|shores|skyway|spring"
    "|springs|spur|spurs|station|stravenue|stream|summit|throughway|trace|track|trafficway|tunnel|union"
    "|valley|via|viaduct|view|villages|ville|vista|walks|wall|well|wells|burg|bypass|camp|cape|causeway"
    "|center|centers|cliff|cliffs|club|corner|corners|course|courts|coves|crest|dale|dam|divide|drives"
    "|bayou|beach|bluff|bluffs|bottom|branch|bridge|brook|brooks|burgs|circles|common|crossroad|curve"
    "|fort|freeway|gateway|inlet|islands|light|lights|loaf|mall|radial|shoals|squares|streets|turn"
    "|underpass|close|rise|drift|mews|gate|parade|lodge|quay|wharf"
)
_SURE = frozenset(
    "street str st avenue ave av boulevard blvd road rd lane ln terrace terr parkway pkwy highway hwy"
    " court ct circle cir drive dr place pl trail trl square way loop".split()
)
_UNIT = r"(?:[, ]{1,2}(?i:apt|apartment|unit|suite|ste|floor|fl|lot|trlr|bldg|building|rm|#)\.?,?\s?#?\s?[\w-]{1,6})"
_TOWN = rf"(?:[, ]{{1,2}}(?:[A-Z][\w.'-]{{1,24}}\s?){{1,4}},?\s?(?:{_STATES})\.?)"
_TOWN_LOOSE = rf"(?:[, ]{{1,2}}(?:[A-Za-z][\w.'-]{{1,24}}\s?){{1,4}},\s?(?i:{_STATES})\b\.?)"
_ZIP = r"(?:[, ]{1,2}\d{5}(?:-\d{4})?(?!\d))"
_STREET = re.compile(
    r"(?<![\w./:#-])(?P<number>\d{1,6}[A-Za-z]?(?:-\d{1,4})?)\s+(?P<name>(?:(?:[NSEW]|[NS][EW]|North|South|East|West)\.?\s)?"
    rf"(?:[A-Za-z\d][\w.'-]{{0,24}}\s){{1,4}}?)(?P<suffix>(?i:{_SUFFIX})(?:\s(?i:{_SUFFIX}))*)\b\.?(?:\s(?:[NSEW]|[NS][EW])\b)?"
    rf"(?P<tail>{_UNIT}?(?:(?:{_TOWN}|{_TOWN_LOOSE}|,\s?[A-Z][a-z]{{2,20}}(?:\s[A-Z][a-z]{{2,20}})?(?=$|[.;,)]|\s\d{{5}}))?{_ZIP}?))"
)
_PO_BOX = re.compile(
    rf"\bP\.?\s?O\.?\s?Box\s\d{{1,7}}(?:{_TOWN}|{_TOWN_LOOSE})?{_ZIP}?", re.IGNORECASE
)
_SUFFIXES = frozenset(_SUFFIX.split("|"))
_STATE_ENDS = frozenset(
    word.split()[-1].lower() for word in re.sub(r"(\w)\[(\w+)\]", _spelled, _STATES).split("|")
)
_CITY = re.compile(
    rf"(?<![\w-])(?:[A-Z][\w.'-]{{1,24}}\s?){{1,3}},?\s(?:{_STATES})\.?,?\s\d{{5}}(?:-\d{{4}})?(?!\w)"
)
_FIVE = re.compile(r"\d{5}(?!\d)")
_CITY_LOW = re.compile(
    rf"(?<![\w-])[a-z][a-z.'-]{{2,24}}(?:\s[a-z]{{3,20}})?,\s?(?i:{_STATES}),?\s\d{{5}}(?!\w)"
)
_ZIP_LABEL = re.compile(
    r"(?<!clinic )(?<!site )(?<!campus )(?<!hospital )"
    r"\b(?:zip(?: ?code)?|postal code)(?: is|:|#)?\s*(\d{5}(?:-\d{4})?)(?![\w-])",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:address(?:es)?|addr|lives?|living|resid(?:es?|ing|ence)|moved|home|house|mail(?:ed|ing)?|zip"
    r"|ship(?:ped)?|deliver(?:ed|y)?|located at|now at|street|pick ?up|dropped|staying at|new place"
    r"|pt|patient|mom|his|her|wife|husband|courier|apt|send (?:it|them|meds|supplies) to)\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:pt|patient|mom|his|her|home|lives|resides|address|moved|address)\b", re.IGNORECASE
)
_OURS = re.compile(
    r"\b(?:clinic (?:at|is)|hospital|campus|data ?center|warehouse|vendor|office at|building at|headquarters|hq|site at|entrance)\b",
    re.I,
)


def addresses(scene: Scene) -> Iterator[Found]:
    for matches, sure in (
        (scene.at(_STREET, _streets(scene)), None),
        (scene.at_words(_PO_BOX, ("po", "p")) if "box" in scene.read.lows else (), True),
        (_towns(scene, _CITY), True),
        (_towns(scene, _CITY_LOW), None),
    ):
        for match in matches:
            if scene.free(*match.span()) and (sure or _likely(scene, match)):
                scene.take(*match.span())
                yield hit(*match.span(), "ADDRESS")
    for match in scene.at_words(_ZIP_LABEL, ("zip", "zipcode", "postal")):
        if scene.free(*match.span(1)):
            scene.take(*match.span(1))
            yield hit(*match.span(1), "ADDRESS")


def _streets(scene: Scene) -> Iterator[int]:
    """House numbers: a street's kind is among the few words that follow."""
    if scene.read.words.vocabulary.isdisjoint(_SUFFIXES):
        return
    for place in scene.read.digits:
        at = scene.read.from_place(place)
        if not _SUFFIXES.isdisjoint(scene.read.lows[at : at + 7]):
            yield place


def _towns(scene: Scene, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Town, state and ZIP code, sought where five digits stand behind a state."""
    codes = (n for n in scene.read.numbers if _FIVE.match(scene.text, n) and _stated(scene, n))
    return scene.about(pattern, codes, 110, 12)


def _stated(scene: Scene, place: int) -> bool:
    before = scene.read.from_place(place) - 1
    return before >= 0 and scene.read.lows[before] in _STATE_ENDS


def _likely(scene: Scene, match: re.Match[str]) -> bool:
    """Street or plain phrase: "3373 Lakeview Blvd" against "2 printers at the nurse station"."""
    around = (
        scene.text[max(0, match.start() - 40) : match.start()]
        + scene.text[match.end() : match.end() + 20]
    )
    home = _HOME.search(around) is not None
    if match.re is _CITY_LOW:
        return home
    name, suffix = match["name"].split(), match["suffix"]
    if not name or suffix.lower() == "ext" or _OURS.search(around):
        return False
    tail = bool(match["tail"].strip())
    words = [word for word in name if word[0].isalpha()]
    capital = all(word[0].isupper() for word in words) and suffix[0].isupper()
    sure = suffix.split()[-1].lower() in _SURE
    if capital:
        return tail or home or (sure and len(match["number"]) >= 2)
    if sure and re.search(r"\d{5}", match["tail"]):
        return True
    plain = any(scene.lexicon.weight(word.lower().strip(".")).word == 3 for word in words)
    return (
        sure
        and (tail or home)
        and (not plain or _MARK.search(around) is not None)
        and len(words) <= 3
    )
