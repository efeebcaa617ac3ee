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
