"""Targets as settings write them."""

from datetime import time, timedelta

import pytest

from bot.rules.hospital import WorkingHours
from bot.rules.parse_span import span

LONG_DAY = WorkingHours(start=time(7), end=time(19))


@pytest.mark.parametrize(
    ("text", "minutes", "working"),
    [
        ("15m", 15, False),
        ("15 min", 15, False),
        ("30 minutes", 30, False),
        ("2h", 120, False),
        ("1.5 hours", 90, False),
        ("0.1h", 6, False),
        ("3 days", 3 * 1440, False),
        ("8 working hours", 480, True),
        ("1 Working Hour", 60, True),
        ("3 working days", 27 * 60, True),
        ("3 business days", 27 * 60, True),
        (" 90 working minutes ", 90, True),
        ("366 days", 366 * 1440, False),
    ],
)
def test_spans_that_are_understood(text: str, minutes: int, working: bool) -> None:
    assert span(text) == (timedelta(minutes=minutes), working)


def test_a_working_day_is_as_long_as_the_office_is_open() -> None:
    assert span("3 working days", LONG_DAY) == (timedelta(hours=36), True)
    assert span("3 days", LONG_DAY) == (timedelta(hours=72), False)


@pytest.mark.parametrize(
    "text", ["", "soon", "15", "m", "-5m", "12 months", "2 weeks", "1h30m", "8 workinghours", "1.m"]
)
def test_what_is_no_span_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match='is not a span: write it like "15m"'):
        span(text)


@pytest.mark.parametrize("text", ["0m", "0.00 days", "367 days", "999999 working days"])
def test_nothing_and_more_than_a_year_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most 366 days"):
        span(text)
