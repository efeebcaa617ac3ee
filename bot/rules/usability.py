"""Questionnaires on how usable a system is, as scores from 0 to 100; and "would recommend".

SUS: John Brooke, "SUS: a quick and dirty usability scale" (1996), free to use with this credit.
UMUX-Lite: J. R. Lewis, B. S. Utesch, D. E. Maher (2013). Grades: the curved scale of J. Sauro and
J. R. Lewis (2016); other scales give other letters, so it is named wherever a grade is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.rules.confidence_intervals import Z
from bot.rules.decimals import HUNDRED, percent, rounded_half_up

SUS_ITEMS = 10
GRADES = (
    ("A+", Decimal("84.1")),
    ("A", Decimal("80.8")),
    ("A-", Decimal("78.9")),
    ("B+", Decimal("77.2")),
    ("B", Decimal("74.1")),
    ("B-", Decimal("72.6")),
    ("C+", Decimal("71.1")),
    ("C", Decimal("65.0")),
    ("C-", Decimal("62.7")),
    ("D", Decimal("51.7")),
)


def sus(answers: Sequence[int]) -> Decimal:
    """One person's score from ten answers of 1 to 5. ValueError for anything else."""
    _check(answers, SUS_ITEMS, 1, 5)
    odd, even = answers[0::2], answers[1::2]
    return Decimal("2.5") * (sum(a - 1 for a in odd) + sum(5 - a for a in even))


def sus_grade(score: Decimal) -> str:
    """The letter of the Sauro-Lewis scale, of the score to one decimal, half up."""
    rounded = rounded_half_up(score)
    return next((letter for letter, least in GRADES if rounded >= least), "F")


def umux_lite(answers: Sequence[int]) -> Decimal:
    """One person's score from two answers of 1 to 7: does what is needed, easy to use."""
    _check(answers, 2, 1, 7)
    return HUNDRED * (sum(answers) - 2) / 12


def umux_lite_as_sus(score: Decimal) -> Decimal:
    """A SUS score guessed from UMUX-Lite (Lewis 2013). It reaches 22.9 to 87.9 only and its authors
    advise against it by now: shown nowhere, kept for comparing with old reports."""
    return Decimal("0.65") * score + Decimal("22.9")


@dataclass(frozen=True, slots=True)
class Recommend:
    """ "Would recommend", in points from -100 to 100, with a 95 % interval."""

    points: Decimal
    low: Decimal
    high: Decimal


def recommend(answers: Sequence[int]) -> Recommend:
    """The share of 9 and 10 less the share of 0 to 6, of answers from 0 to 10. ValueError for
    none, and for others."""
    _check(answers, max(len(answers), 1), 0, 10)
    n = len(answers)
    for_it = percent(sum(a >= 9 for a in answers), n)
    against = percent(sum(a <= 6 for a in answers), n)
    points = for_it - against
    spread = ((HUNDRED * (for_it + against) - points**2) / n).sqrt()
    return Recommend(points, points - Z * spread, points + Z * spread)


def _check(answers: Sequence[int], wanted: int, low: int, high: int) -> None:
    if len(answers) != wanted:
        raise ValueError(f"{len(answers)} answers, where {wanted} were asked for.")
    if any(not low <= answer <= high for answer in answers):
        raise ValueError(f"Answers go from {low} to {high}.")
