"""Health and identity numbers of other countries: NHS, CHI, NINO, OHIP, NHI, BSN, DNI and their like.

Behind their label any number of the shape counts, typing errors included. Without one, only where
a patient is spoken of, the country is on, and the check digit is right.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

_LABELLED = re.compile(
    r"(?<![\w.-])(?:[A-Za-z]{1,4}[ -]?)?\d[\d -]{3,20}\d(?:[ -]?[A-Za-z]{1,2}(?![A-Za-z]))?(?!\w)"
    r"|(?<![\w.-])[A-Za-z]{3,4}\d{2}[A-Za-z]{2}(?!\w)|(?<![\w.-])[A-Za-z]{4}\d{6}[A-Za-z]{6}[A-Za-z\d]\d(?!\w)"
)
_DASH = r"[ -]?"
_DAY = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}"
# Country to what its numbers look like and what says that one is real.
_SHAPES: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "GB": (
        (re.compile(rf"\d{{3}}{_DASH}\d{{3}}{_DASH}\d{{4}}"), "gb.nhs"),
        (re.compile(rf"{_DAY}{_DASH}\d{{4}}"), "gb.nhs"),  # CHI counts like NHS
        (re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"), ""),
    ),
    "CA": ((re.compile(rf"\d{{4}}{_DASH}\d{{3}}{_DASH}\d{{3}}(?:{_DASH}[A-Z]{{2}})?"), "luhn"),
           (re.compile(rf"\d{{3}}{_DASH}\d{{3}}{_DASH}\d{{3}}"), "ca.sin")),
    "NZ": ((re.compile(r"[A-HJ-NP-Z]{3}\d{4}"), "nhi"), (re.compile(r"[A-HJ-NP-Z]{3}\d{2}[A-HJ-NP-Z]{2}"), "")),
    "NL": ((re.compile(r"\d{9}"), "nl.bsn"), (re.compile(r"\d{4}\.\d{2}\.\d{3}"), "nl.bsn")),
    "ES": ((re.compile(r"\d{8}-?[A-Z]"), "es.dni"), (re.compile(r"[XYZ]-?\d{7}-?[A-Z]"), "es.nie")),
    "IE": ((re.compile(r"\d{7}[A-W][A-IW]?"), "ie.pps"),),
    "AU": ((re.compile(rf"\d{{3}}{_DASH}\d{{3}}{_DASH}\d{{3}}"), "au.tfn"),
           (re.compile(r"8003 ?60\d{2} ?\d{4} ?\d{4}"), "luhn"),
           (re.compile(r"[2-6]\d{3} ?\d{5} ?\d(?:[ /-]?\d)?"), "medicare")),
    "FR": ((re.compile(r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"), "fr.nir"),),
    "MX": ((re.compile(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d"), "mx.curp"),),
    "DE": ((re.compile(r"[A-Z]\d{9}"), "kvnr"),),
}  # fmt: skip
_FAR = 30
_LEAST = 5  # digits


def numbers(scene: Scene, countries: frozenset[str]) -> Iterator[Found]:
    """Those behind their label, then those that their check digit proves."""
    if scene.near.any("NATIONAL"):
        places = (place - _lead(scene.text, place) for place in scene.read.digits)
        for match in scene.at(_LABELLED, places):
            kinds = scene.near.kinds(*match.span())
            nearest = next((kind for kind in kinds if kind != "PATIENT"), "")
            digits = sum(c.isdigit() for c in match[0])
            fits = digits >= _LEAST or (
                digits >= 2 and len(match[0]) in (7, 18) and match[0].isupper()
            )
            if nearest == "NATIONAL" and kinds[nearest] <= _FAR and fits:
                yield from _taken(scene, *match.span())
    if countries and scene.near.any("PATIENT"):
        for start, end in _proved(scene, countries):
            kinds = scene.near.kinds(start, end)
            if "PATIENT" in kinds and next(iter(kinds)) not in ("IT", "SN", "INVOICE"):
                yield from _taken(scene, start, end)


def _lead(text: str, place: int) -> int:
    """How many characters in front of a digit belong to the number: "AB 64", "ZAC5361"."""
    letters = 0
    while letters < 4 and place - letters > 0 and text[place - letters - 1].isalpha():
        letters += 1
    if letters:
        return letters if place == letters or not text[place - letters - 1].isalnum() else 0
    spaced = re.search(r"(?<![\w.-])[A-Z]{2} $", text[max(0, place - 4) : place])
    return len(spaced[0]) if spaced else 0


def _taken(scene: Scene, start: int, end: int) -> Iterator[Found]:
    if scene.free(start, end):
        scene.take(start, end)
        yield hit(start, end, "NATIONAL_ID")


def _proved(scene: Scene, countries: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Numbers of a shape whose check digit is right, that stand alone."""
    text = scene.text
    any_shape, shapes = _wanted(countries)
    for place in scene.read.numbers:
        start = place - _lead(text, place)
        if start and (text[start - 1].isalnum() or text[start - 1] in ".-+/"):
            continue
        if not any_shape.match(text, start):
            continue
        for shape, proof in shapes:
            match = shape.match(text, start)
            alone = match and not text[match.end() : match.end() + 1].isalnum()
            if match and alone and proves(proof, match[0]):
                yield match.span()


@cache
def _wanted(
    countries: frozenset[str],
) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """The shapes of the countries, and one pattern that fits where any of them does."""
    shapes = tuple(
        shape for country in sorted(countries & _SHAPES.keys()) for shape in _SHAPES[country]
    )
    together = "|".join(shape.pattern for shape, _ in shapes) or "(?!)"
    return re.compile(rf"(?:{together})(?![A-Za-z\d])"), shapes


def proves(proof: str, number: str) -> bool:
    """Whether the number's check digit is right; where it has none, the shape is all there is."""
    own = _OWN.get(proof)
    if own:
        return own(re.sub(r"\W", "", number))
    return not proof or _checks(proof)(number)


@cache
def _checks(module: str) -> Callable[[str], bool]:
    """python-stdnum's own check, loaded when a number first looks like one."""
    valid: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return valid


def _luhn(number: str) -> bool:
    return _checks("luhn")("".join(c for c in number if c.isdigit()))


def _nhi(number: str) -> bool:
    """Ministry of Health of New Zealand, HISO 10046: weights 7 to 2, modulus 11."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    values = [alphabet.index(c) + 1 if c.isalpha() else int(c) for c in number[:6]]
    rest = sum(value * weight for value, weight in zip(values, range(7, 1, -1), strict=True)) % 11
    return rest != 0 and (11 - rest) % 10 == int(number[6])


def _medicare(number: str) -> bool:
    """Australia's card: weights 1, 3, 7, 9, modulus 10."""
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    total = sum(int(d) * w for d, w in zip(number, weights, strict=False))
    return len(number) >= 10 and total % 10 == int(number[8])


def _kvnr(number: str) -> bool:
    """Germany's health insurance number: the letter as two digits, weights 1 and 2, modulus 10."""
    digits = f"{ord(number[0]) - 64:02}{number[1:9]}"
    total = sum(sum(divmod(int(d) * (1 + n % 2), 10)) for n, d in enumerate(digits))
    return total % 10 == int(number[9])


_OWN: Mapping[str, Callable[[str], bool]] = {
    "luhn": _luhn, "nhi": _nhi, "medicare": _medicare, "kvnr": _kvnr,
}  # fmt: skip
