"""Record, account, insurance and other numbers, told by their shape and the nearest label."""

import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.safe_shapes import chunks, is_safe

_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
_MASKED_SSN = re.compile(r"[xX*#](?<!\w[xX*#])[xX*#]{2}-?[xX*#]{2}-?(\d{4})(?!\d)")
_MBI_LETTER, _MBI_ANY = "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]", "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y0-9]"
_MBI = re.compile(
    rf"(?<!\w)[1-9]{_MBI_LETTER}{_MBI_ANY}\d[- ]?{_MBI_LETTER}{_MBI_ANY}\d[- ]?{_MBI_LETTER}{{2}}[- ]?\d\d(?!\w)"
)
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])")
_GROUPS = re.compile(r"\d{1,6}(?: \d{2,6}){1,4}(?![\w-])")
_LEAD = re.compile(r"(?<![\w.-])[A-Za-z]{0,3}$")
_ID = re.compile(
    r"(?<![A-Za-z0-9])(?P<lead>[A-Za-z]{0,6})-?(?P<value>\d[\dA-Za-z]*(?:-[\dA-Za-z]+)*)"
)
_TEN = re.compile(r"1?[2-9]\d{2}[2-9]\d{6}")
_BARE = re.compile(r"[A-Za-z]{0,2}\d+(?:-\d+){0,3}")
_GLUED = re.compile(
    r"(?<![A-Za-z])(?P<label>mrn|csn|ssn|acct|fin|har|dob)[#:]{0,2}(?P<value>[a-z]{0,3}\d[\da-z-]{3,15})(?!\w)",
    re.IGNORECASE,
)
_WEAK = frozenset(("PATIENT", "MRN_WEAK", "SCANNED", "TYPED"))
_LABEL_LEADS = frozenset("mrn csn har fin acct ssn id enc mbi acc rx dl no pt sn".split())

_GLUED_KINDS = {"mrn": "MRN", "ssn": "SSN", "dob": "DOB"}
# What a scanner shows of a patient: digits, now and then behind a letter or two.
_SCANNED = re.compile(r"(?i:[ehkmp]|mr|rx)?\d{6,10}|\d{3}-\d{2}-\d{3}")

# Label kind to (type, fewest digits, most digits, how far the label may be).
_RULES = {
    "MRN": ("MRN", 4, 14, 48),
    "MRN_WEAK": ("MRN", 6, 12, 6),
    "INSURANCE_ID": ("INSURANCE_ID", 5, 16, 48),
    "INSURANCE_WEAK": ("INSURANCE_ID", 6, 16, 30),
    "ACCOUNT": ("ACCOUNT", 4, 19, 48),
    "ACCOUNT_WEAK": ("ACCOUNT", 6, 19, 26),
    "LICENSE": ("LICENSE", 4, 14, 36),
    "PATIENT": ("MRN", 6, 10, 14),
    "SCANNED": ("MRN", 6, 10, 16),
    "TYPED": ("MRN", 6, 10, 16),
    "NATIONAL": ("NATIONAL_ID", 4, 14, 30),
    "SERIAL": ("SERIAL", 4, 16, 30),
}


def numbers(scene: Scene) -> Iterator[Found]:
    """Identifiers among the text's numbers; those left unexplained go to `scene.bare`."""
    for shape in (_self_evident, _grouped, _labelled):
        for found in shape(scene):
            scene.take(found.start, found.end)
            yield found


def _self_evident(scene: Scene) -> Iterator[Found]:
    """Dashed social security numbers, Medicare ids, glued labels (mrn00482913), bank cards."""
    for match in scene.at_numbers(_SSN):
        if match[1] == "-" or "SSN" in scene.near.kinds(*match.span()):
            yield from _free(scene, *match.span(), "SSN")
    for match in scene.at_numbers(_MBI):
        yield from _free(scene, *match.span(), "INSURANCE_ID")
    text, digits = scene.text, scene.read.digits
    glued = (n for n in digits if n and (text[n - 1].isalpha() or text[n - 1] in "#:"))
    for match in scene.about(_GLUED, glued, 9, 24):
        kind = _GLUED_KINDS.get(match["label"].lower(), "ACCOUNT")
        yield from _free(scene, *match.span("value"), kind)
    for match in scene.at_numbers(_CARD):
        nearest = next(iter(scene.near.kinds(*match.span())), "")
        if nearest not in ("IT", "SN") and _luhn(match[0]):
            yield from _free(scene, *match.span(), "ACCOUNT")


def _free(scene: Scene, start: int, end: int, kind: str) -> Iterator[Found]:
    if scene.free(start, end):
        yield hit(start, end, kind)


def _luhn(card: str) -> bool:
    digits = [int(c) for c in card if c.isdigit()]
    if digits[0] not in (3, 4, 5, 6) or len(set(digits)) < 3:
        return False
    doubled = [d * 2 - 9 * (d > 4) for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _grouped(scene: Scene) -> Iterator[Found]:
    """Numbers written in groups, "004 829 13": only right behind their label."""
    for match in scene.at_numbers(_GROUPS):
        lead = _LEAD.search(scene.text, max(0, match.start() - 4), match.start())
        if lead is None:
            continue
        start, end = lead.start(), match.end()
        if not scene.free(start, end) or sum(c.isdigit() for c in match[0]) < 6:
            continue
        kind, away = next(iter(scene.near.kinds(start, end).items()), ("", 99))
        if away <= 5 and (kind in _RULES or kind == "SSN") and kind not in _WEAK:
            if found := _by_kind(kind, away, match[0], start, end):
                yield found


def _labelled(scene: Scene) -> Iterator[Found]:
    for start, end in chunks(scene.text):
        chunk = scene.text[start:end]
        for match in _ID.finditer(chunk):
            first, last = start + match.start(), start + match.end()
            if match["lead"].lower() in _LABEL_LEADS:
                first = start + match.start("value")
            if sum(c.isdigit() for c in match["value"]) < 4 or not scene.free(first, last):
                continue
            if found := _decide(scene, first, last, safe=is_safe(chunk)):
                yield found


def _decide(scene: Scene, start: int, end: int, *, safe: bool) -> Found | None:
    """The nearest label that fits; a safe shape needs one right in front of it."""
    value = scene.text[start:end]
    kinds = scene.near.kinds(start, end)
    for kind, away in kinds.items():
        if safe and (away > 4 or kind in _WEAK):
            break
        if kind == "INVOICE" and "PATIENT" in kinds:
            return hit(start, end, "ACCOUNT")
        if kind in ("IT", "INVOICE") or (kind == "SN" and "SERIAL" not in kinds):
            return None
        # What is typed somewhere is a password or a tag as soon as anything of IT's is named.
        if kind == "TYPED" and not kinds.keys().isdisjoint(("IT", "SN", "INVOICE")):
            continue
        if found := _by_kind(kind, away, value, start, end):
            return found
    if not safe and _BARE.fullmatch(value) and 6 <= sum(c.isdigit() for c in value) <= 10:
        scene.bare.append((start, end))
    return None


def _by_kind(kind: str, away: int, value: str, start: int, end: int) -> Found | None:
    digits = sum(c.isdigit() for c in value)
    if kind == "SSN":
        fits = (digits == 9 and away < 40) or (digits == 4 and len(value) == 4 and away < 20)
        return hit(start, end, "SSN") if fits else None
    if kind in ("SCANNED", "TYPED") and not _SCANNED.fullmatch(value):
        return None
    if kind == "SN":
        return hit(start, end, "SERIAL") if len(value) >= 5 else None
    if kind in ("PHONE", "PATIENT") and _TEN.fullmatch(value):
        return hit(start, end, "PHONE", hard=kind == "PATIENT")
    if kind == "DOB":
        return hit(start, end, "DOB") if value.isdigit() and digits in (6, 8) and away < 8 else None
    type_, fewest, most, far = _RULES.get(kind, ("", 99, 0, 0))
    return hit(start, end, type_) if fewest <= digits <= most and away <= far else None


def site_numbers(scene: Scene, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Found]:
    """Record numbers by the site's own patterns; they need no label."""
    for pattern in patterns:
        for match in pattern.finditer(scene.text):
            if match.end() > match.start() and scene.free(*match.span()):
                scene.take(*match.span())
                yield hit(*match.span(), "MRN")


def last_four(scene: Scene) -> Iterator[Found]:
    """What is left of a masked social security number: xxx-xx-1234."""
    for match in _MASKED_SSN.finditer(scene.text):
        scene.take(*match.span())
        yield hit(*match.span(), "SSN")
