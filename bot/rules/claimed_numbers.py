"""Numbers that people write about what happened, held against what is known of it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Verdict = Literal["right", "wrong", "unknown"]

WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
COUNTS: Mapping[str, str] = {
    **dict.fromkeys(("unit", "units", "ward", "wards", "clinic", "clinics"), "units"),
    **dict.fromkeys(("reporter", "reporters", "people", "nurses", "colleagues"), "people"),
}
ONE: Mapping[str, str] = {"units": "unit", "people": "person"}
MINUTES: Mapping[str, int] = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("hour", "hours"), 60),
    **dict.fromkeys(("day", "days"), 24 * 60),
    **dict.fromkeys(("week", "weeks"), 7 * 24 * 60),
}
_AMOUNT = rf"(?P<digits>\d[\d,]*(?:\.\d+)?)|(?P<word>an?|{'|'.join(WORDS)})"
_CLAIM = re.compile(
    r"(?P<most>\b(?:within|under|in less than|less than)\s+)?"
    rf"(?<![\w.:/-])(?:{_AMOUNT})(?![\w:/]|[-.]\d)\s*"
    r"(?P<of>%|percent\b|(?-i:[a-z]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: how many `units` and `people`, how long it took in `minutes`, and shares in
    per cent. What is not known is left out."""

    counts: Mapping[str, int] = field(default_factory=dict)
    minutes: Decimal | None = None
    shares: Collection[Decimal] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A number as it was written ("within a day"), and what came of checking it; `truth` is what
    is known instead, in words, where it is wrong."""

    said: str
    verdict: Verdict
    truth: str = ""


PARTS: Mapping[str, Decimal] = {
    "half": Decimal(50),
    "a third": Decimal(100) / 3,
    "one third": Decimal(100) / 3,
    "two thirds": Decimal(200) / 3,
    "a quarter": Decimal(25),
    "one quarter": Decimal(25),
    "three quarters": Decimal(75),
    "nearly all": Decimal(95),
    "almost all": Decimal(95),
}
TIMES: Mapping[str, Decimal] = {
    **dict.fromkeys(("twice", "double", "doubled", "two times"), Decimal(2)),
    **dict.fromkeys(("three times", "triple", "tripled"), Decimal(3)),
    **dict.fromkeys(("halved", "half as many", "half as much"), Decimal("0.5")),
}
NEAR = Decimal(5)  # points: what people mean by "half"
_IN_WORDS = re.compile(
    rf"\b(?P<times>{'|'.join(sorted(TIMES, key=len, reverse=True))})\b"
    rf"|\b(?P<of>{'|'.join(WORDS)}|\d+) (?:in|out of|of) (?P<all>{'|'.join(WORDS)}|\d+)\b"
    rf"|\b(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})\b(?! (?:an? )?"
    r"(?:hour|day|minute|week|shift))",
    re.IGNORECASE,
)


def claims(text: str, known: Known) -> list[Claim]:
    """The numbers of a text that count or measure something, each checked.

    A count must be equal; a share equal when rounded as it was written; a time no longer than
    "within" says, or equal when rounded to its own unit. A number alone, as in a name, is none.
    Shares said in words ("nine in ten", "half", "twice") are held against the shares that are
    known: "half" is right within five points, "twice" where the ratio rounds to two.
    """
    said = list(_in_words(text, known)) if known.shares else []
    rest = _IN_WORDS.sub(" ", text) if said else text
    return [*said, *_claims(rest, known)]


def _in_words(text: str, known: Known) -> Iterator[Claim]:
    for found in _IN_WORDS.finditer(text):
        said = " ".join(found[0].split())
        if found["times"]:
            yield Claim(said, *_ratio(TIMES[found["times"].lower()], known))
        elif found["part"]:
            yield Claim(said, *_near(PARTS[found["part"].lower()], NEAR, known))
        elif whole := _word(found["all"]):
            share = Decimal(100) * _word(found["of"]) / whole
            yield Claim(said, *_near(share, Decimal(50) / whole, known))


def _word(text: str) -> Decimal:
    return Decimal(text) if text.isdigit() else Decimal(WORDS.index(text.lower()))


def _near(share: Decimal, by: Decimal, known: Known) -> tuple[Verdict, str]:
    if any(abs(one - share) <= by for one in known.shares):
        return "right", ""
    return "wrong", " and ".join(f"{_rounded(one, Decimal('0.1'))} %" for one in known.shares)


def _ratio(times: Decimal, known: Known) -> tuple[Verdict, str]:
    before, *later = known.shares
    if not later or not before:
        return "unknown", ""
    ratio = later[-1] / before
    if abs(ratio - times) <= times / 8:
        return "right", ""
    return "wrong", f"{_rounded(ratio, Decimal('0.1'))} times"


def _claims(text: str, known: Known) -> Iterator[Claim]:
    for found in _CLAIM.finditer(text):
        of = (found["of"] or "").lower()
        measured = of in COUNTS or of in MINUTES or of in {"%", "percent"}
        if not measured and (found["word"] or not of):
            continue
        said = " ".join(found[0].split())
        yield Claim(said, *_judged(_amount(found), of, bool(found["most"]), known))


def _amount(found: "re.Match[str]") -> Decimal:
    if found["digits"]:
        return Decimal(found["digits"].replace(",", ""))
    word = found["word"].lower()
    return Decimal(WORDS.index(word) if word in WORDS else 1)


def _judged(amount: Decimal, of: str, most: bool, known: Known) -> tuple[Verdict, str]:  # noqa: FBT001
    if of in COUNTS:
        what = COUNTS[of]
        count = known.counts.get(what)
        if count is None:
            return "unknown", ""
        return (
            ("right", "")
            if amount == count
            else ("wrong", f"{count} {ONE[what] if count == 1 else what}")
        )
    if of in MINUTES:
        if known.minutes is None:
            return "unknown", ""
        took = known.minutes / MINUTES[of]
        fits = took <= amount if most else abs(took - amount) <= Decimal("0.5")
        return (
            ("right", "")
            if fits
            else ("wrong", f"{_rounded(took, Decimal('0.1'))} {of.rstrip('s')}s")
        )
    if of in {"%", "percent"} and known.shares:
        return _share(amount, known)
    return "unknown", ""


def _share(amount: Decimal, known: Known) -> tuple[Verdict, str]:
    if any(_rounded(share, amount) == amount for share in known.shares):
        return "right", ""
    said = " and ".join(f"{_rounded(share, Decimal('0.1'))} %" for share in known.shares)
    return "wrong", said


def _rounded(exact: Decimal, like: Decimal) -> Decimal:
    """Half up, to as many decimals as `like` has (R14)."""
    return exact.quantize(Decimal(1).scaleb(min(0, int(like.as_tuple().exponent))), ROUND_HALF_UP)
