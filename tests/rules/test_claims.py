"""Numbers in a sentence against what is known."""

from decimal import Decimal

import pytest

from bot.rules.claimed_numbers import Claim, Known, claims

EMAR = Known({"units": 3, "people": 3}, minutes=Decimal(1162))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("back on three units", [Claim("three units", "right")]),
        ("back on 3 units", [Claim("3 units", "right")]),
        ("back on four wards", [Claim("four wards", "wrong", "3 units")]),
        ("Within a day it was back", [Claim("Within a day", "right")]),
        ("within an hour", [Claim("within an hour", "wrong", "19.4 hours")]),
        ("took 19 hours", [Claim("19 hours", "right")]),
        ("took 21 hours", [Claim("21 hours", "wrong", "19.4 hours")]),
        ("saves 40 clicks", [Claim("40 clicks", "unknown")]),
        ("saves 12 % of them", [Claim("12 %", "unknown")]),
    ],
)
def test_each_number_is_checked(text: str, expected: list[Claim]) -> None:
    assert claims(text, EMAR) == expected


@pytest.mark.parametrize(
    "text",
    [
        "C-101 on 5W",
        "5 West",
        "at 03:05",
        "on 2026-03-08",
        "version 2.4.1",
        "one of us",
        "a printer",
    ],
)
def test_names_and_times_are_no_claims(text: str) -> None:
    assert claims(text, EMAR) == []


def test_a_share_is_compared_as_it_was_written() -> None:
    known = Known(shares=(Decimal("15.4482"), Decimal("17.8354")))
    assert claims("from 17.8 % to 15 %", known) == [
        Claim("17.8 %", "right"),
        Claim("15 %", "right"),
    ]
    assert claims("down to 14 %", known) == [Claim("14 %", "wrong", "15.4 % and 17.8 %")]


def test_without_knowledge_nothing_is_wrong() -> None:
    assert claims("three units in 2 hours", Known()) == [
        Claim("three units", "unknown"),
        Claim("2 hours", "unknown"),
    ]


@pytest.mark.parametrize(
    ("text", "verdict", "truth"),
    [
        ("nine in ten leave with their summary", "right", ""),
        ("8 of 10 leave with their summary", "wrong", "45.0 % and 90.0 %"),
        ("nearly all leave with it", "right", ""),
        ("twice as many leave with it", "right", ""),
        ("three times as many leave with it", "wrong", "2.0 times"),
        ("three quarters leave with it", "wrong", "45.0 % and 90.0 %"),
        ("half leave with it", "right", ""),
    ],
)
def test_shares_in_words_are_held_against_what_is_known(
    text: str, verdict: str, truth: str
) -> None:
    (found,) = claims(text, Known(shares=(Decimal(45), Decimal(90))))
    assert (found.verdict, found.truth) == (verdict, truth)


def test_half_an_hour_is_no_share() -> None:
    assert not [c for c in claims("half an hour", Known(shares=(Decimal(45),))) if c.said == "half"]


FALLS = Known(per_day=(Decimal(52) / 28, Decimal(20) / 28))
WAITS = Known(times=(Decimal(14), Decimal(10)))


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("from 13 a week to five a week", FALLS, ["right", "right"]),
        ("5 falls each week", FALLS, ["right"]),
        ("7 falls a week", FALLS, ["wrong"]),
        ("down by 62 %", FALLS, ["right"]),
        ("down by 40 %", FALLS, ["wrong"]),
        ("cut by more than half", FALLS, ["wrong"]),
        ("twice as many", FALLS, ["wrong"]),
        ("from 14 min to 10 min", WAITS, ["right", "right"]),
        ("4 minutes faster", WAITS, ["right"]),
        ("within 11 min", WAITS, ["right"]),
        ("down to 8 min", WAITS, ["wrong"]),
        ("29 % faster", WAITS, ["right"]),
        ("12 falls a week", WAITS, ["unknown"]),
    ],
)
def test_counts_and_times_of_a_measure(text: str, known: Known, expected: list[str]) -> None:
    assert [claim.verdict for claim in claims(text, known)] == expected


def test_what_a_measure_has_instead_is_said() -> None:
    assert claims("7 falls a week", FALLS) == [Claim("7 falls a week", "wrong", "13 and 5 a week")]
    assert claims("8 min", WAITS) == [Claim("8 min", "wrong", "14 min and 10 min")]
    assert claims("by 40 %", FALLS) == [Claim("40 %", "wrong", "61.5 %")]
