"""One pass over a text: plain forms first, then safe shapes, numbers, dates, places, names."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.privacy import (
    abroad,
    addresses,
    contact_details,
    cued_names,
    dates,
    hl7,
    names_beside_numbers,
    names_beside_rooms,
    national_numbers,
    nearby,
    numbers,
    other_scripts,
    uncued_names,
)
from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, Rules, merged
from bot.privacy.labels import Near
from bot.privacy.lexicon import Lexicon, lexicon
from bot.privacy.normalize import GONE, plain
from bot.privacy.plain_forms import understood
from bot.privacy.staff_names import Staff, staff_of


@dataclass(frozen=True, slots=True)
class Site:
    """A site's rules, made ready once."""

    patterns: tuple[re.Pattern[str], ...]
    domains: tuple[str, ...]
    phones: frozenset[str]
    test_words: frozenset[str]
    countries: tuple[str, ...]

    @classmethod
    def of(cls, rules: Rules) -> "Site":
        """Raises re.error for a pattern that is none."""
        digits = (re.sub(r"\D", "", number) for number in rules.numbers)
        return cls(
            tuple(_whole(pattern) for pattern in rules.mrn_patterns),
            tuple(domain.lower().lstrip("@.") for domain in rules.domains),
            frozenset(d[-10:] for d in digits if len(d) >= 7),
            frozenset(word.lower() for word in rules.test_words),
            rules.countries,
        )

    @property
    def lexicon(self) -> Lexicon:
        return lexicon()

    @staticmethod
    def staff(roster: Collection[str]) -> Staff:
        return staff_of(frozenset(roster))


def _whole(pattern: str) -> re.Pattern[str]:
    """A site writes what a whole number looks like; anchors mean the number, not the text."""
    bare = pattern.removeprefix("^").removesuffix("$")
    return re.compile(rf"(?<![\w-])(?:{bare})(?![\w-])")


def search(text: str, site: Site, staff: Staff) -> tuple[Found, ...]:
    """What the text gives away, in places of `text`; nothing of what was redacted before."""
    face, words, weights = understood(plain(text), site.lexicon)
    scene = Scene(words, Near(words), site.lexicon, weights, bytearray(len(face.text)))
    at = face.text.find(GONE)
    while at >= 0:
        scene.taken[at] = 1
        at = face.text.find(GONE, at + 1)
    found = list(_found(scene, site, staff))
    found += other_scripts.beside_numbers(scene, found)
    found += names_beside_numbers.beside(scene, staff, found)
    found += nearby.nearby(scene, staff, found)
    found += nearby.again(scene, found)
    return merged(Found(*face.span(one.start, one.end), one.type, one.hard) for one in found)


def _found(scene: Scene, site: Site, staff: Staff) -> Iterator[Found]:
    yield from contact_details.emails(scene, site.domains)
    yield from contact_details.urls(scene, site.patterns)
    yield from numbers.site_numbers(scene, site.patterns)
    yield from hl7.persons(scene)
    if scene.read.digits:
        yield from numbers.last_four(scene)
        yield from national_numbers.numbers(scene, frozenset(site.countries))
        yield from contact_details.phones(scene, site.phones)
        yield from abroad.phones(scene, site.countries)
        yield from contact_details.hosts(scene)
        yield from addresses.addresses(scene)
        yield from abroad.postcodes(scene, site.countries)
        yield from dates.ages(scene)
        yield from dates.dates(scene)
        yield from numbers.numbers(scene)
    else:
        yield from dates.ages(scene)
    yield from other_scripts.named(scene)
    yield from cued_names.cued(scene, staff, site.test_words)
    yield from names_beside_rooms.beside_rooms(scene, staff)
    yield from uncued_names.uncued(scene, staff, site.test_words)
