"""Goes through one text with every detector, the surest first, then once more if it found one."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.privacy.contact import emails, hosts, phones, urls
from bot.privacy.dates import ages, dates, loose_dates
from bot.privacy.found import Found, Rules, hit, merged
from bot.privacy.labels import Near
from bot.privacy.lexicon import lexicon
from bot.privacy.names import names
from bot.privacy.numbers import last_four, numbers, site_numbers
from bot.privacy.places import addresses
from bot.privacy.plain import Plain, plain
from bot.privacy.scene import Scene
from bot.privacy.tokens import read

_STRONG = frozenset(("NAME", "MRN", "SSN", "DOB", "INSURANCE_ID", "ACCOUNT"))
_ROOM = re.compile(r"\b(?:rm|room|bed)\.?\s?#?\s?\d{1,4}[A-Za-z]?(?:-\d)?\b", re.IGNORECASE)
NEARBY = 60


@dataclass(frozen=True, slots=True)
class Site:
    """What one site's rules come to: compiled, and in lower case."""

    patterns: tuple[re.Pattern[str], ...]
    domains: tuple[str, ...]
    numbers: frozenset[str]
    test_words: tuple[str, ...]

    @classmethod
    def of(cls, rules: Rules) -> "Site":
        """Raises re.error for a record-number pattern that is none."""
        bare = [pattern.removeprefix("^").removesuffix("$") for pattern in rules.mrn_patterns]
        return cls(
            tuple(re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])") for pattern in bare),
            tuple(domain.lower().lstrip("@.") for domain in rules.domains),
            frozenset(filter(None, (re.sub(r"\D", "", number) for number in rules.numbers))),
            tuple(word.lower() for word in rules.test_words),
        )

    @staticmethod
    def staff(roster: Collection[str]) -> frozenset[str]:
        return frozenset(" ".join(re.findall(r"[^\W\d_]+", name.lower())) for name in roster)


def search(text: str, site: Site, staff: frozenset[str]) -> tuple[Found, ...]:
    """What could identify a patient, as places of `text`, in order and without overlap."""
    flat = plain(text)
    words = read(flat.text)
    scene = Scene(words, Near(words), lexicon(), bytearray(len(flat.text)))
    found = list(_detect(scene, site, staff))
    if any(one.type in _STRONG for one in found):
        found += _suspect(scene, found)
    return merged(_placed(flat, one) for one in found)


def _placed(flat: Plain, one: Found) -> Found:
    start, end = flat.span(one.start, one.end)
    return Found(start, end, one.type, one.hard)


def _detect(scene: Scene, site: Site, staff: frozenset[str]) -> Iterator[Found]:
    yield from urls(scene)
    yield from emails(scene, site.domains)
    yield from site_numbers(scene, site.patterns)
    yield from last_four(scene)
    yield from numbers(scene)
    yield from ages(scene)
    yield from dates(scene)
    yield from phones(scene, site.numbers)
    yield from hosts(scene)
    yield from addresses(scene)
    yield from names(scene, staff, site.test_words)


def _suspect(scene: Scene, found: list[Found]) -> Iterator[Found]:
    """One strong identifier makes nearby rooms, old dates and bare numbers suspect."""
    strong = [(one.start, one.end) for one in found if one.type in _STRONG]
    for match in _ROOM.finditer(scene.text):
        if scene.free(*match.span()) and _beside(match.span(), strong):
            scene.take(*match.span())
            yield hit(*match.span(), "ROOM", hard=True)
    for start, end, old in list(loose_dates(scene)):
        if old and _beside((start, end), strong):
            scene.take(start, end)
            yield hit(start, end, "DOB")
    for start, end in scene.bare:
        if scene.free(start, end) and 6 <= end - start <= 12 and _beside((start, end), strong):
            scene.take(start, end)
            yield hit(start, end, "MRN")


def _beside(span: tuple[int, int], strong: list[tuple[int, int]]) -> bool:
    return any(start - NEARBY < span[1] and span[0] < end + NEARBY for start, end in strong)
