"""The response clock and the unconfirmed close, with every time of the go-live week."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hospital import TARGETS, Priority, Target
from bot.rules.response_clock import (
    answer_due,
    clock_words,
    close_at,
    escalate_at,
    met,
    minutes,
    response_time,
)

from .times import ANA, DUBAI, HARBOR, LONDON, NEW_YORK, NIGHT, local, ny

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("concern", "priority", "raised", "due", "escalate"),
    [
        # C-101 is first submitted at 01:50 EST; at 02:00 the clocks go to 03:00.
        ("C-101", "P1", "8 01:50", "8 03:05", "8 03:00"),
        ("C-102", "P2", "9 10:00", "9 10:30", "9 10:20"),
        ("C-103", "P4", "9 14:00", "12 14:00", None),
        ("C-104", "P3", "10 16:30", "11 15:30", None),
        ("C-105", "P2", "11 20:15", "11 20:45", "11 20:35"),
        ("C-106", "P4", "12 11:00", "17 11:00", None),
        ("C-107", "P3", "13 22:40", "16 16:00", None),
    ],
)
def test_when_an_answer_is_due_and_when_it_escalates(
    concern: str, priority: Priority, raised: str, due: str, escalate: str | None
) -> None:
    assert answer_due(ny(raised), priority, HARBOR) == ny(due), concern
    assert escalate_at(ny(raised), priority, HARBOR) == (escalate and ny(escalate))


@pytest.mark.parametrize(
    ("concern", "priority", "raised", "answered", "took", "in_time", "on_the_wall"),
    [
        ("C-101", "P1", "8 01:50", "8 03:05", "15.0", True, "15.0"),
        ("C-102", "P2", "9 10:00", "9 10:22", "22.0", True, "22.0"),
        ("C-103", "P4", "9 14:00", "10 09:30", "270.0", True, "1170.0"),
        ("C-104", "P3", "10 16:30", "11 09:10", "100.0", True, "1000.0"),
        ("C-105", "P2", "11 20:15", "11 21:02", "47.0", False, "47.0"),
        ("C-106", "P4", "12 11:00", "12 11:09", "9.0", True, "9.0"),
    ],
)
def test_how_long_an_answer_took(
    concern: str,
    priority: Priority,
    raised: str,
    answered: str,
    took: str,
    in_time: bool,
    on_the_wall: str,
) -> None:
    start, end = ny(raised), ny(answered)
    assert minutes(response_time(start, end, priority, HARBOR)) == took, concern
    assert met(start, end, priority, HARBOR) is in_time
    assert minutes(end - start) == on_the_wall


def test_in_chicago_the_analyst_has_three_working_days_and_takes_45_minutes() -> None:
    prairie = replace(HARBOR, zone=ZoneInfo("America/Chicago"))
    raised = local("2026-03-03 09:40", prairie.zone)
    assert answer_due(raised, "P4", prairie) == local("2026-03-06 09:40", prairie.zone)
    assert minutes(response_time(raised, raised + 45 * MINUTE, "P4", prairie)) == "45.0"


@pytest.mark.parametrize("priority", list(TARGETS))
def test_an_answer_on_the_dot_is_in_time_and_a_moment_later_is_not(priority: Priority) -> None:
    raised = ny("9 10:00")
    due = answer_due(raised, priority, HARBOR)
    assert met(raised, due, priority, HARBOR)
    assert not met(raised, due + timedelta(microseconds=1), priority, HARBOR)


def test_local_times_of_one_zone_are_not_mistaken_for_elapsed_time() -> None:
    raised = datetime(2026, 3, 8, 1, 50, tzinfo=NEW_YORK)
    answered = datetime(2026, 3, 8, 3, 5, tzinfo=NEW_YORK)
    assert minutes(response_time(raised, answered, "P1", HARBOR)) == "15.0"
    assert answer_due(raised, "P1", HARBOR) == answered.astimezone(UTC)


def test_an_answer_that_seems_to_come_before_the_question_took_no_time() -> None:
    for priority in TARGETS:
        took = response_time(ny("9 10:00"), ny("9 09:59"), priority, HARBOR)
        assert took == timedelta(0)


def test_a_hospitals_own_targets_count_and_those_it_left_out_stay() -> None:
    own = replace(HARBOR, targets={"P3": Target(60 * MINUTE, working=True, escalate=30 * MINUTE)})
    assert answer_due(ny("13 16:30"), "P3", own) == ny("16 08:30")
    assert escalate_at(ny("13 16:45"), "P3", own) == ny("16 08:15")
    assert answer_due(ny("8 01:50"), "P1", own) == ny("8 03:05")


def test_an_unconfirmed_fix_waits_five_days_or_for_the_reporters_shift_whichever_is_later() -> None:
    fixed = ny("8 21:12")
    assert close_at(fixed, NIGHT, NEW_YORK, ANA) == ny("13 21:12")  # her night ended Wed 07:00
    assert close_at(fixed, NIGHT, NEW_YORK, frozenset({5})) == ny("15 07:00")
    assert close_at(fixed, NIGHT, NEW_YORK) == ny("13 21:12")
    assert close_at(fixed, None, NEW_YORK) == ny("13 21:12")


def test_a_fix_during_the_reporters_shift_waits_for_the_one_after() -> None:
    during = ny("7 23:00")
    assert close_at(during, NIGHT, NEW_YORK, frozenset({5})) == ny("15 07:00")


def test_five_days_across_the_clock_change_are_five_times_24_hours() -> None:
    assert close_at(ny("5 21:12"), None, NEW_YORK) == ny("10 22:12")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0.0"),
        (2.999999, "0.0"),
        (3, "0.1"),
        (9, "0.2"),
        (15, "0.3"),
        (902.999999, "15.0"),
        (903, "15.1"),
        (2070, "34.5"),
        (70200, "1170.0"),
    ],
)
def test_minutes_have_one_decimal_half_up(seconds: float, shown: str) -> None:
    assert minutes(timedelta(seconds=seconds)) == shown


@given(st.integers(0, 10**15))
def test_minutes_are_within_three_seconds(microseconds: int) -> None:
    tenths = int(minutes(timedelta(microseconds=microseconds)).replace(".", ""))
    assert -3_000_000 < tenths * 6_000_000 - microseconds <= 3_000_000


@pytest.mark.parametrize(
    ("at", "now", "words"),
    [
        ("8 03:05", "8 01:50", "03:05 EDT"),
        ("8 01:50", "8 03:05", "01:50 EST"),
        ("16 08:00", "13 22:40", "Mon 08:00 EDT"),
        ("9 00:00", "8 23:59", "Mon 00:00 EDT"),
        ("7 23:59", "8 01:50", "Sat 23:59 EST"),
        ("14 06:00", "8 09:00", "Sat 06:00 EDT"),
        ("15 06:00", "8 09:00", "Sun 15 Mar 06:00 EDT"),
        ("1 06:00", "8 09:00", "Sun 1 Mar 06:00 EST"),
        ("13 22:40", "3 09:00", "Fri 13 Mar 22:40 EDT"),
        ("2027-01-04 08:00", "13 09:00", "Mon 4 Jan 2027 08:00 EST"),
        ("2027-01-01 08:00", "2026-12-31 09:00", "Fri 08:00 EST"),
    ],
)
def test_times_are_as_short_as_they_can_be(at: str, now: str, words: str) -> None:
    assert clock_words(ny(at), NEW_YORK, ny(now)) == words


def test_the_readers_day_and_zone_count() -> None:
    at, now = ny("8 20:00"), ny("8 19:30")
    assert clock_words(at, LONDON, ny("8 21:00")) == "00:00 GMT"
    assert clock_words(at, LONDON, ny("8 18:00")) == "Mon 00:00 GMT"
    assert clock_words(at, DUBAI, now) == "04:00 UTC+04"
    assert clock_words(at, ZoneInfo("Asia/Kathmandu"), now) == "05:45 UTC+05:45"


def test_a_fix_marked_in_local_time_closes_five_real_days_later() -> None:
    fixed = datetime(2026, 3, 5, 21, 12, tzinfo=NEW_YORK)
    assert close_at(fixed, None, NEW_YORK) == ny("10 22:12")
