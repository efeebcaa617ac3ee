"""Things that are called after people: devices and their makers, diseases, buildings, institutions.

A name that only these explain is nobody's, unless a cue calls it one ("Ms Parkinson").
"""

import re
from functools import cache

from bot.privacy.examined_text import Scene
from bot.privacy.lexicon import words as listed
from bot.privacy.name_rules import Name

# Two or three names that together name a thing or a place.
_TOGETHER = frozenset(
    tuple(called.split())
    for called in (
        "jackson pratt, child pugh, hill rom, swan ganz, johns hopkins, st jude, grand central, allen test, mary bird"
        ", johnson johnson, owens minor, becton dickinson, welch allyn, smith nephew, baxter sigma, martin luther, martin luther king"
        ", luther king, santa clara, san jose, san diego, st louis, las vegas, philip morris, henry ford, mount sinai"
        ", st joseph, st mary, beth israel, thomas jefferson, george washington, walter reed, john muir, dana farber"
        ", kaiser permanente, baylor scott, hunt hess, mary washington, stryker bed, bear hugger, bair hugger, arctic sun"
        ", harris method, barbara davis, betty ford, royal alexandra, john radcliffe, jude merlin, john hopkins"
        ", john peter, abraham lincoln, john deere, johnson controls, henry schein, hewlett packard, palo alto"
        ", charles schwab, mary hitchcock, robert wood, thomas hospital, king edward, queen elizabeth, prince albert"
        ", lucile packard, anne arundel, william beaumont, presbyterian weill, saint barnabas, roger williams"
    ).split(", ")
)
OPENING = frozenset(called[0] for called in _TOGETHER)
_PLACES = frozenset(
    "tower pavilion street building wing hall clinic center centre campus room auditorium conference hospital"
    " road avenue lobby garage entrance elevator elevators institute foundation school university college park"
    " theater library medical health healthcare lab labs report reports".split()
)
# These make a place of the name before them only with a capital: "Grady Memorial".
_PLACES_BIG = frozenset(
    "infirmary memorial annex plaza house side square bridge airport chapel church county regional general community"
    " surgical cancer heart children's childrens women's rehab hospice imaging dialysis outpatient atrium theatre"
    " ward suite court gardens village manor heights practice surgery pharmacy laboratory systems controls".split()
)
# Illnesses and scales, which no patient is called once "'s meds" or "list" follows.
_ILLNESSES = frozenset(
    "parkinson parkinsons huntington huntingtons alzheimer alzheimers crohn crohns addison addisons cushing cushings hodgkin hodgkins"
    " hashimoto hashimotos raynaud raynauds sjogren kawasaki marfan tourette lou gehrig gehrigs asperger bechterew"
    " creutzfeldt charcot ehlers danlos guillain barre kaposi hirschsprung dupuytren waldenstrom behcet klinefelter"
    " noonan prader willi angelman rett usher meniere menieres sever severs legg perthes osgood schlatter bouchard heberden"
    " braden morse apgar glasgow waterlow norton barthel".split()
)
# Surnames of many people, of an illness only where the words behind say so.
_ALSO_ILLNESSES = frozenset(
    "wilson wilsons graves turner turners bell bells wells paget pagets allen barrett barretts bright hunter lynch still whipple"
    " williams gaucher fabry pompe sweet wolff reiter sheehan cooley conn conns down downs peyronie gilbert gilberts pick"
    " ross rankin norton berg tanner schmid hendrich glasgow".split()
)
_OF_ILLNESS = re.compile(
    r"'?s?'? (?:disease|syndrome|lymphoma|chorea|palsy|anaemia|anemia|thyroiditis|phenomenon|dementia|fracture|tumou?r|score|scale|criteria|sign"
    r"|test|stage|classification|protocol|registry|flowsheet|assessment|order ?set|pathway|clinic|patients|pts|population|cohort"
    r"|(?:meds?|medications?|drugs?|labs?|orders?) (?:list|section|panel|class|group|set|(?:to|in|on|from) the (?:formulary|order|list|registry|catalog|panel))"
    r"|(?:list|registry|panel|report|module|template|smartset|build)\b)",
    re.IGNORECASE,
)
_MODEL = re.compile(r" (?:[A-Z]{1,4}-?\d{1,5}[A-Za-z]?|\d{4,5}[A-Z]?|[A-Z] ?[Ss]eries)\b")
# Makers whose name is far more often a person's.
_ALSO_PEOPLE = frozenset(
    "smith johnson edwards hamilton cook bennett jackson ross wolf bird owens clark burton abbott arrow allen lucas harvey kendall"
    " nelson schein root maxi merlin heart minor drive nova sigma berlin swan jude hill rom evita".split()
)


@cache
def makers() -> frozenset[str]:
    """Who makes devices, without those whom a room rather has a patient of."""
    return listed("makers.txt") - _ALSO_PEOPLE


def thing(scene: Scene, name: Name, *, cared_for: bool = False) -> bool:
    """Whether it names a thing or a place: Wilson Tower, Johns Hopkins, Parkinson's list, Hamilton G5.

    Where care is the talk, what follows makes no place of a name: "John Smith lab results".
    """
    words = [word.name for word in scene.read.words[name.first : name.last + 2]]
    here = words[: name.last - name.first + 1]
    if tuple(words[:2]) in _TOGETHER or tuple(words[:3]) in _TOGETHER:
        return True
    if here[-1] in _ILLNESSES or (
        here[-1] in _ALSO_ILLNESSES and _OF_ILLNESS.match(scene.text, name.end)
    ):
        return True
    if not cared_for and _place(scene, name):
        return True
    return _made(scene, here, name.end)


def _place(scene: Scene, name: Name) -> bool:
    if scene.read.shouted or not scene.read.words.capitals[name.first]:
        return False  # "john smith room 12"
    following = scene.read.words[name.first + 1 : name.last + 2]
    return any(
        word.low in _PLACES or (word.low in _PLACES_BIG and word.capital and not scene.read.shouted)
        for word in following
    )


def _made(scene: Scene, words: list[str], end: int) -> bool:
    """A maker's two names, or one with a model behind it."""
    everybody = listed_makers()
    if len(words) > 1 and everybody.issuperset(words) and not makers().isdisjoint(words):
        return True
    return words[0] in everybody and _MODEL.match(scene.text, end) is not None


@cache
def listed_makers() -> frozenset[str]:
    return listed("makers.txt")


def following(scene: Scene, at: int) -> int:
    """How many words from word `at` on together name a thing; 0 for none."""
    names = tuple(scene.read.words.names[at : at + 3])
    return next((n for n in (3, 2) if names[:n] in _TOGETHER), 0)
