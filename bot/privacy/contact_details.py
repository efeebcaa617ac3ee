"""Telephone numbers, e-mail addresses, links and internet addresses."""

import ipaddress
import re
from collections.abc import Iterator

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit
from bot.privacy.named_links import names_somebody
from bot.privacy.safe_shapes import private_host

_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+?1[-. ]{0,2})?(?:\([2-9]\d{2}\)[-. ]{0,2}|[2-9]\d{2}[-. /]{1,2})"
    r"[2-9]\d{2}[-. ]{1,2}\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?![\w-]|\.\d)"
)
_SHORT = re.compile(r"(?<![\w.+/-])[2-9]\d{2}[-.]\d{4}(?![\w-]|\.\d)")
_ABROAD = re.compile(r"\+(?<![\w+]\+)(?!1\b)\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![\w-])")
_TOLL_FREE = re.compile(r"\D?1?\D{0,2}8(?:00|33|44|55|66|77|88)")
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+%'-]{0,63}(?:@| ?[\[(]at[\])] ?)"
    r"(?P<domain>(?:[A-Za-z0-9-]{1,63}(?:\.|\s?[\[(]dot[\])]\s?)){1,6}[A-Za-z]{2,24})(?![\w@])"
)
_SPOKEN = re.compile(
    r"(?<![\w.])[A-Za-z0-9][\w.-]{1,40} at (?:gmail|yahoo|hotmail|outlook|icloud|aol) (?:dot |\.)com\b",
    re.IGNORECASE,
)
_CONSUMER = re.compile(
    r"(?:^|\.)(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|aol|aim|icloud|me|mac"
    r"|comcast|verizon|att|sbcglobal|bellsouth|cox|charter|earthlink|juno|protonmail|proton|pm|gmx|mail"
    r"|zoho|yandex|web|t-online|orange|wanadoo|free|btinternet|sky|virginmedia|ntlworld|libero|qq|163"
    r"|126|sina|naver|hanmail|daum|rediffmail|bigpond|optonline|frontier|windstream|centurylink|duck"
    r"|hey|fastmail|tutanota|roadrunner|rr|inbox|usa|email|gmial|gamil|hotmial|yaho|gmai)\.[a-z.]{2,8}$"
)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@.-])(?:[A-Za-z0-9-]+\.){1,6}[A-Za-z]{2,12}/)[^\s<>\"]*"
)
_PATIENT_QUERY = re.compile(
    r"[?&;#/](?:mrn|empi|pat(?:ient)?[_-]?(?:id|no|num(?:ber)?|mrn|key)?|pt[_-]?id|csn|enc(?:ounter)?[_-]?(?:id)?"
    r"|visit[_-]?(?:id|no)?|acct|account[_-]?(?:no|id|number)?|pid|dob|ssn|member[_-]?id|subject|har|name"
    r"|first[_-]?name|last[_-]?name|chart[_-]?(?:id)?|accession)=(?=[^&\s]*\w{2})(?!test\b)[^&\s]+",
    re.IGNORECASE,
)
_PATIENT_PATH = re.compile(
    r"/(?:patients?|pts?|charts?|mrn|encounters?|visits?|persons?|people|members?|records?|accounts?|csn)"
    r"(?:/|%2f)(?:[a-z]{1,10}/)?(?:[a-z]{0,4}[-.]?\d[\w.-]{3,}|[0-9a-f-]{16,})",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![\w:])", re.I)
_LINK = re.compile(r"://|www\.|\.[A-Za-z]{2,12}/")
_AT = re.compile(r"@(?=[A-Za-z0-9-]{1,63}\s?[.\[(])|[\[(]at[\])]")
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_MAILERS = frozenset("gmail yahoo hotmail outlook icloud aol".split())
_HELD = {"MRN", "DOB", "SSN", "INSURANCE_ID"}


def emails(scene: Scene, domains: tuple[str, ...]) -> Iterator[Found]:
    """Consumer addresses, and any other that stands near a patient; never the site's own."""
    read = scene.read
    spoken = " at " in scene.text and not read.words.vocabulary.isdisjoint(_MAILERS)
    mailers = (at for at, low in zip(read.starts, read.lows, strict=True) if low in _MAILERS)
    for match in scene.about(_SPOKEN, mailers, 46, 20) if spoken else ():
        scene.take(*match.span())
        yield hit(*match.span(), "EMAIL")
    for match in scene.about(_EMAIL, list(_signs(scene.text)), 66, 460):
        domain = re.sub(r"\s?[\[(]dot[\])]\s?", ".", match["domain"].lower())
        scene.take(*match.span())
        if _own(domain, domains):
            continue
        kinds = scene.near.kinds(*match.span())
        if _CONSUMER.search(domain) or "PATIENT" in kinds or kinds.keys() & _HELD:
            yield hit(*match.span(), "EMAIL")


def _signs(text: str) -> Iterator[int]:
    """Where an @ stands in front of a domain, or "[at]" for one."""
    if "at]" in text or "at)" in text:
        yield from (match.start() for match in _AT.finditer(text))
        return
    at = text.find("@")
    while at >= 0:
        if _AT.match(text, at):
            yield at
        at = text.find("@", at + 1)


def _own(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def urls(scene: Scene, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Found]:
    """Links that carry a patient's id or match the site's own; other numbers in links mean nothing."""
    for match in _links(scene.text):
        link = match[0].rstrip(").,;:!?'*_]}\ue000")
        end = match.start() + len(link)
        if not scene.free(match.start(), end):
            continue
        scene.take(match.start(), end)
        known = any(p.search(link) for p in (_PATIENT_QUERY, _PATIENT_PATH, *patterns))
        if known or names_somebody(link, scene.lexicon):
            yield hit(match.start(), end, "URL")


def _links(text: str) -> Iterator[re.Match[str]]:
    """What looks like a link, sought where "://", "www." or a domain's end stands."""
    end = 0
    for spot in _LINK.finditer(text):
        if (start := spot.start()) < end:
            continue
        while start > end and (text[start - 1].isalnum() or text[start - 1] in ".-_@"):
            start -= 1
        begun = _URL.search(text, start, spot.end())
        if begun and (match := _URL.match(text, begun.start())):
            end = match.end()
            yield match


def phones(scene: Scene, own: frozenset[str]) -> Iterator[Found]:
    """Numbers by their shape; hard where a patient or a relative is named close by."""
    brackets = (
        place - (scene.text[place - 1 : place] in ("(", "+")) for place in scene.read.numbers
    )
    for matches in (
        scene.at(_PHONE, brackets),
        scene.at_numbers(_PHONE),
        _ABROAD.finditer(scene.text),
        scene.at_numbers(_SHORT),
    ):
        for match in matches:
            if scene.free(*match.span()) and (found := _phone(scene, match, own)):
                scene.take(*match.span())
                yield found


def _phone(scene: Scene, match: re.Match[str], own: frozenset[str]) -> Found | None:
    digits = re.sub(r"\D", "", match[0])
    if any(digits.endswith(number) or digits.startswith(number) for number in own):
        scene.take(*match.span())
        return None
    kinds = scene.near.kinds(*match.span())
    patient = kinds.get("PATIENT", 99) < 99
    nearest = next((k for k in kinds if k in ("IT", "SN", "PHONE", "PATIENT")), "")
    if nearest in ("IT", "SN") and not patient:
        return None
    if match.re is _SHORT and ("PHONE" not in kinds or ("IT" in kinds and not patient)):
        return None
    if _TOLL_FREE.match(match[0]) and not patient:
        return None
    return hit(*match.span(), "PHONE", hard=patient)


def hosts(scene: Scene) -> Iterator[Found]:
    """Internet addresses that are somebody's, not the hospital's network or a version."""
    colons = (match.start() for match in _COLONS.finditer(scene.text))
    for matches in (scene.at_numbers(_IPV4), scene.about(_IPV6, colons, 6, 70)):
        for match in matches:
            if scene.free(*match.span()) and _public(match[0]):
                kinds = scene.near.kinds(*match.span())
                scene.take(*match.span())
                if "IT" not in kinds or "PATIENT" in kinds:
                    yield hit(*match.span(), "IP")


def _public(address: str) -> bool:
    if ":" not in address:
        return not private_host(address)
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
