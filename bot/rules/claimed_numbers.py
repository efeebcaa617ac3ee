"""Numbers that people write about what happened, held against what is known of it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bot.rules.figures import DAYS, said_minutes

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
    """What is known: how many `units` and `people`, how long it took in `minutes`; and of a measure
    its baseline and its newest figure, as shares in per cent, as counts `per_day`, or as `times` in
    minutes. What is not known is left out."""

    counts: Mapping[str, int] = field(default_factory=dict)
    minutes: Decimal | None = None
    shares: Collection[Decimal] = ()
    per_day: Collection[Decimal] = ()
    times: Collection[Decimal] = ()

    @property
    def measured(self) -> Collection[Decimal]:
        return self.shares or self.per_day or self.times


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
    rf"\b(?P<rate>\d[\d,]*|{'|'.join(WORDS)}) (?:[a-z]+ )?(?:an?|per|each|every) "
    rf"(?P<per>{'|'.join(DAYS)})\b"
    rf"|\b(?P<times>{'|'.join(sorted(TIMES, key=len, reverse=True))})\b"
    rf"|\b(?P<of>{'|'.join(WORDS)}|\d+) (?:in|out of|of) (?P<all>{'|'.join(WORDS)}|\d+)\b"
    rf"|\b(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})\b(?! (?:an? )?"
    r"(?:hour|day|minute|week|shift))",
    re.IGNORECASE,
)


def claims(text: str, known: Known) -> list[Claim]:
    """The numbers of a text that count or measure something, each checked.

    A count must be equal; a share equal when rounded as it was written; a time no longer than
    "within" says, or equal when rounded to its own unit. A number alone, as in a name, is none.
    What is said in words ("nine in ten", "half", "twice", "12 falls a week") is held against the
    measure that is known: "half" is right within five points, "twice" where the ratio rounds to
    two, a count where it rounds to as many in that time.
    """
    said, rest = [], text
    for found in _IN_WORDS.finditer(text):
        if (claim := _in_words(found, known)) is not None:
            said.append(claim)
            rest = f"{rest[: found.start()]}{' ' * len(found[0])}{rest[found.end() :]}"
    return [*said, *_claims(rest, known)]


def _in_words(found: "re.Match[str]", known: Known) -> Claim | None:
    """None for words that are about nothing that is known: their numbers are looked at alone."""
    said = " ".join(found[0].split())
    if found["rate"]:
        return Claim(said, *_rate(found, known)) if known.per_day else Claim(said, "unknown")
    if found["times"]:
        return (
            Claim(said, *_ratio(TIMES[found["times"].lower()], known)) if known.measured else None
        )
    if found["part"]:
        share = PARTS[found["part"].lower()]
        if known.shares:
            return Claim(said, *_near(share, NEAR, known))
        return Claim(said, *_ratio(share / 100, known)) if known.measured else None
    whole = _word(found["all"])
    if not known.shares or not whole:
        return None
    share = Decimal(100) * _word(found["of"]) / whole
    return Claim(said, *_near(share, Decimal(50) / whole, known))


def _rate(found: "re.Match[str]", known: Known) -> tuple[Verdict, str]:
    amount, days = _word(found["rate"]), DAYS[found["per"].lower()]
    counts = [one * days for one in known.per_day]
    if any(_rounded(count, amount) == amount for count in counts):
        return "right", ""
    tenths = (f"{_rounded(count, Decimal('0.1')).normalize():f}" for count in counts)
    return "wrong", f"{' and '.join(tenths)} a {found['per'].lower()}"


def _word(text: str) -> Decimal:
    digits, word = text.replace(",", ""), text.lower()
    if digits.isdigit():
        return Decimal(digits)
    return Decimal(WORDS.index(word) if word in WORDS else 1)


def _near(share: Decimal, by: Decimal, known: Known) -> tuple[Verdict, str]:
    if any(abs(one - share) <= by for one in known.shares):
        return "right", ""
    return "wrong", " and ".join(f"{_rounded(one, Decimal('0.1'))} %" for one in known.shares)


def _ratio(times: Decimal, known: Known) -> tuple[Verdict, str]:
    before, *later = known.measured
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
            return _time(amount, MINUTES[of], known, most=most)
        took = known.minutes / MINUTES[of]
        fits = took <= amount if most else abs(took - amount) <= Decimal("0.5")
        return (
            ("right", "")
            if fits
            else ("wrong", f"{_rounded(took, Decimal('0.1'))} {of.rstrip('s')}s")
        )
    if of not in {"%", "percent"}:
        return "unknown", ""
    return _share(amount, known) if known.shares else _moved(amount, known)


def _moved(amount: Decimal, known: Known) -> tuple[Verdict, str]:
    """By how many per cent a count or a time has moved."""
    before, *later = known.measured or (Decimal(0),)
    if not later or not before:
        return "unknown", ""
    moved = abs(later[-1] / before - 1) * 100
    if _rounded(moved, amount) == amount:
        return "right", ""
    return "wrong", f"{_rounded(moved, Decimal('0.1'))} %"


def _time(amount: Decimal, unit: int, known: Known, *, most: bool) -> tuple[Verdict, str]:
    """One of a measure's times, or how far they are apart, rounded as it was written."""
    times = [one / unit for one in known.times]
    if not times:
        return "unknown", ""
    apart = abs(times[-1] - times[0])
    if (most and times[-1] <= amount) or any(
        _rounded(one, amount) == amount for one in (*times, apart)
    ):
        return "right", ""
    return "wrong", " and ".join(said_minutes(one) for one in known.times)


def _share(amount: Decimal, known: Known) -> tuple[Verdict, str]:
    if any(_rounded(share, amount) == amount for share in known.shares):
        return "right", ""
    said = " and ".join(f"{_rounded(share, Decimal('0.1'))} %" for share in known.shares)
    return "wrong", said


def _rounded(exact: Decimal, like: Decimal) -> Decimal:
    """Half up, to as many decimals as `like` has (R14)."""
    return exact.quantize(Decimal(1).scaleb(min(0, int(like.as_tuple().exponent))), ROUND_HALF_UP)
