"""Which days a period is (R30), seen from Wednesday 2 December 2026."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.parse_period import Period, read_period

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 12, 3, 3, 30, tzinfo=UTC)  # still Wednesday there


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last month", "2026-11-01", "2026-11-30"),
        ("This month", "2026-12-01", "2026-12-02"),
        ("last week", "2026-11-23", "2026-11-29"),
        ("this week", "2026-11-30", "2026-12-02"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("12 Oct to 2 Nov", "2026-10-12", "2026-11-02"),
        ("from 12 October until 2nd November", "2026-10-12", "2026-11-02"),
        ("20 Dec to 5 Jan", "2025-12-20", "2026-01-05"),
        ("Dec 20 2025 - Jan 5 2026", "2025-12-20", "2026-01-05"),
        ("2026-10-12 to 2026-11-02", "2026-10-12", "2026-11-02"),
        ("since Monday", "2026-11-30", "2026-12-02"),
        ("since wednesday", "2026-12-02", "2026-12-02"),
        ("since 12 Oct", "2026-10-12", "2026-12-02"),
        ("yesterday", "2026-12-01", "2026-12-01"),
        ("today", "2026-12-02", "2026-12-02"),
        ("last 7 days", "2026-11-26", "2026-12-02"),
        ("the past 2 weeks", "2026-11-19", "2026-12-02"),
        ("October", "2026-10-01", "2026-10-31"),
        ("in Oct 2025", "2025-10-01", "2025-10-31"),
        ("december", "2026-12-01", "2026-12-02"),
        ("monday to today", "2026-11-30", "2026-12-02"),
    ],
)
def test_periods(words: str, first: str, last: str) -> None:
    found = read_period(words, ZONE, NOW)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "words",
    [
        *("", "label printer", "3/4", "31 Feb", "31 nov to 2 dec", "5 Dec 2026", "since tomorrow"),
        *(
            "2 Nov 2026 to 12 Oct 2026",
            "last 0 days",
            "last fortnight",
            "since",
            "to",
            "may 1 " * 20,
        ),
        *("October 2027", "29 feb", "2026-13-01", "from to"),
    ],
)
def test_what_is_not_read_for_certain_is_not_read(words: str) -> None:
    assert read_period(words, ZONE, NOW) is None


@pytest.mark.parametrize(
    "words", ["0001-01-01", "since 1 jan 0001", "yesterday to 0001-01-01", "monday to 1 Jan 0001"]
)
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "America/New_York"])
def test_days_at_the_end_of_the_calendar_are_no_error(words: str, zone: str) -> None:
    assert read_period(words, ZoneInfo(zone), NOW) is None


def test_its_moments_are_the_hospitals_days_also_when_clocks_change() -> None:
    start, end = Period(date(2026, 11, 1), date(2026, 11, 1)).moments(ZONE)
    assert (end - start).total_seconds() == 25 * 3600
    assert start.astimezone(UTC).isoformat() == "2026-11-01T04:00:00+00:00"
