"""Telephone numbers and postcodes as other countries write them, beside a patient or a label."""

import re
from collections.abc import Iterator
from functools import cache

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

# Groups of digits, eight to thirteen in all, as no number of the United States is written.
_CANDIDATE = re.compile(
    r"\(?\d{2,6}\)?(?:[ ./-]{1,2}\(?\d{2,8}\)?){1,5}(?![\w:%])|0\d{8,11}(?![\w.-])"
)
_BEFORE = re.compile(r"[\w.+/:#-]$")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_HOST = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_POSTCODES = {
    "GB": r"(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) ?\d[ABD-HJLNP-UW-Z]{2})",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d",
    "NL": r"[1-9]\d{3} ?[A-EGHJ-NPRTVWXZ]{2}",
}
_TOWN = re.compile(r"(?:(?<!\w)[A-Z][\w'-]{2,24},? ){1,3}$")
_HOME = re.compile(
    r"\b(?:address|addr|lives?|living|resid\w+|moved|home|house|post ?code|postal(?: code)?|pt|patient|mum|mom|his|her|wife|husband|letter"
    r"|nok|gp|carer|transport|deliver\w*|zip|domicilio|direcci[oó]n)\b",
    re.IGNORECASE,
)


def phones(scene: Scene, countries: tuple[str, ...]) -> Iterator[Found]:
    """Numbers that can be dialled in one of the countries, where a patient or a telephone is named."""
    regions = [country for country in countries if country not in ("US", "CA")]
    if not regions or not (scene.near.any("PHONE") or scene.near.any("PATIENT")):
        return
    for place in scene.read.numbers:
        start = place - (scene.text[place - 1 : place] == "(")
        match = _CANDIDATE.match(scene.text, start)
        if match is None or _BEFORE.search(scene.text, max(0, start - 1), start):
            continue
        if scene.free(*match.span()) and (found := _dialled(scene, match, regions)):
            scene.take(*match.span())
            yield found


def _dialled(scene: Scene, match: re.Match[str], regions: list[str]) -> Found | None:
    digits = sum(c.isdigit() for c in match[0])
    if not 8 <= digits <= 13 or _DATE.fullmatch(match[0]) or _HOST.fullmatch(match[0]):
        return None
    kinds = scene.near.kinds(*match.span())
    nearest = next(
        (k for k in kinds if k in ("IT", "SN", "PHONE", "PATIENT", "MRN", "ACCOUNT")), ""
    )
    if nearest not in ("PHONE", "PATIENT"):
        return None
    # With a telephone and a patient named any number of the right length is one.
    both = "PHONE" in kinds and "PATIENT" in kinds
    if not can_be_dialled(match[0], regions, strictly=not both):
        return None
    return hit(*match.span(), "PHONE", hard="PATIENT" in kinds)


def can_be_dialled(number: str, regions: list[str], *, strictly: bool) -> bool:
    """Whether it is a number of one of the regions; not strictly, whether it has the length of one
    and begins with a zero, as numbers kept for films do."""
    import phonenumbers  # noqa: PLC0415 - 70 ms and 5 MiB, for the first number that looks like one

    for region in regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
        if (
            not strictly
            and number.lstrip("(")[0] == "0"
            and phonenumbers.is_possible_number(parsed)
        ):
            return True
    return False


def postcodes(scene: Scene, countries: tuple[str, ...]) -> Iterator[Found]:
    """A postcode with the town before it, where somebody's home is spoken of."""
    pattern = _compiled(tuple(c for c in countries if c in _POSTCODES))
    text = scene.text
    for place in scene.read.digits:
        start = place
        while start > max(0, place - 2) and text[start - 1].isupper():
            start -= 1
        match = pattern.match(text, start)
        if match is None or (start and (text[start - 1].isalnum() or text[start - 1] in "-.#/")):
            continue
        around = f"{text[max(0, start - 60) : start]} | {text[match.end() : match.end() + 24]}"
        start = _with_town(scene, start)
        if scene.free(start, match.end()) and _HOME.search(around):
            scene.take(start, match.end())
            yield hit(start, match.end(), "ADDRESS")


def _with_town(scene: Scene, start: int) -> int:
    """Where the town in front of a postcode begins, as far as nothing else was found there."""
    town = _TOWN.search(scene.text, max(0, start - 80), start)
    first = town.start() if town else start
    return start if town is None else max(first, scene.taken.rfind(1, first, start) + 1)


@cache
def _compiled(countries: tuple[str, ...]) -> re.Pattern[str]:
    shapes = "|".join(_POSTCODES[country] for country in countries) or "(?!)"
    return re.compile(rf"(?:{shapes})(?![\w-])")
