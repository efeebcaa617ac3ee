"""What the privacy guard says about a text, and what a site may tell it: values only."""

from collections.abc import Iterable
from dataclasses import dataclass

# By ISO 3166; those that the guard knows, and all of them are on unless a site says otherwise.
COUNTRIES = ("US", "CA", "GB", "IE", "AU", "NZ", "NL", "FR", "ES", "MX", "DE")
KIND_WORDS = {
    "NAME": "a name",
    "NAME_CTX": "a name",
    "MRN": "a record number",
    "SSN": "a social security number",
    "DOB": "a date of birth",
    "NATIONAL_ID": "a national health or identity number",
    "INSURANCE_ID": "an insurance number",
    "ACCOUNT": "an account number",
    "EMAIL": "an e-mail address",
    "URL": "a link to a patient's record",
    "PHONE": "a phone number",
    "DATE": "the date of a patient's visit or care",
    "ADDRESS": "an address",
    "AGE90": "an age over 89",
    "IP": "an internet address",
    "LICENSE": "a licence number",
    "SERIAL": "an implant's serial number",
    "ROOM": "a patient's room",
}
HARD = frozenset(
    ("NAME", "MRN", "SSN", "DOB", "INSURANCE_ID", "ACCOUNT", "EMAIL", "URL", "NATIONAL_ID")
)


class GuardFailed(Exception):
    """The text could not be checked, so nothing of it may be stored or sent.

    The message names the kind of the failure, never a piece of the text.
    """


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier: `text[start:end]` of the text as it was given; `type` is a key of KIND_WORDS.

    `hard` ones must be redacted; the writer may overrule the others with a reason.
    """

    start: int
    end: int
    type: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked text: `text` is safe to keep, `found` lists what was taken out, in order."""

    text: str
    found: tuple[Found, ...] = ()

    @property
    def clean(self) -> bool:
        return not self.found

    @property
    def hard(self) -> bool:
        """Whether something was found that the writer cannot overrule."""
        return any(one.hard for one in self.found)

    @property
    def kinds(self) -> str:
        """What was found, in plain words: "a name, a record number"; empty when clean."""
        return ", ".join(dict.fromkeys(KIND_WORDS[one.type] for one in self.found))


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site knows better than we do.

    `mrn_patterns` are regular expressions of the site's record numbers, found without any label.
    `domains` are its own e-mail and web domains, `numbers` its own telephone numbers (any
    punctuation): neither is ever reported. `countries` are those whose telephone numbers, postcodes
    and national numbers are looked for without a label of their own. `test_words` name invented patients ("zztest"); a name
    that contains one is let through.
    """

    mrn_patterns: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    countries: tuple[str, ...] = COUNTRIES
    test_words: tuple[str, ...] = ("zztest", "zzz", "test")


def hit(start: int, end: int, kind: str, *, hard: bool | None = None) -> Found:
    """A finding whose hardness is the type's own unless told otherwise (a patient's phone)."""
    return Found(start, end, kind, kind in HARD if hard is None else hard)


def wider(text: str, found: Iterable[Found]) -> tuple[Found, ...]:
    """Each finding as far as the spaces around it: where one uncovers the next, all go at once."""
    result = []
    for one in found:
        start, end = one.start, one.end
        while start and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        result.append(Found(start, end, one.type, one.hard))
    return tuple(result)


def merged(found: Iterable[Found]) -> tuple[Found, ...]:
    """Overlapping findings as one: the widest reach, the type of the hardest, then longest."""
    result: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        last = result[-1] if result else None
        if last is None or one.start >= last.end:
            result.append(one)
            continue
        best = max(last, one, key=lambda f: (f.hard, f.end - f.start))
        result[-1] = Found(last.start, max(last.end, one.end), best.type, last.hard or one.hard)
    return tuple(result)
