"""When a poll opens and closes, and when it comes again."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.rules.hospital import Shift, WorkingHours
from bot.rules.parse_deadline import deadline
from bot.rules.poll_repeats import next_time
from tests.rules.times import DAYS, LONDON, NEW_YORK, NIGHT, local, ny

NOW = ny("4 15:00")  # a Wednesday
SHIFTS = (DAYS, NIGHT)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("thu 19:30", "5 19:30"),
        ("end of Thursday's day shift", "5 19:00"),
        ("the end of the night shift", "5 07:00"),
        ("by end of tonight's night shift", "5 07:00"),
        ("end of day shift", "4 19:00"),
        ("start of friday's night shift", "6 19:00"),
        ("in 24 hours", "5 15:00"),
        ("friday", "7 00:00"),
        ("17:00", "4 17:00"),
    ],
)
def test_a_time_a_day_or_a_shift(said: str, when: str) -> None:
    assert deadline(said, NEW_YORK, NOW, SHIFTS) == ny(when)


def test_a_night_shift_over_the_spring_change_ends_by_the_clock() -> None:
    end = deadline("end of Saturday's night shift", NEW_YORK, NOW, SHIFTS)
    assert end == local("2026-03-08 07:00", NEW_YORK)
    assert end - local("2026-03-07 19:00", NEW_YORK) == timedelta(hours=11)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("today 09:00", "09:00 EST has passed"),
        ("2026-03-01 10:00", "Sun 10:00 EST has passed"),
        ("1 Feb 2026", "01 Feb 2026 has passed"),
        ("yesterday", "has passed"),
        ("whenever", "can't read “whenever” as a time to come"),
        ("end of Friday's lunch shift", "no lunch shift, only day, night"),
        ("8 March 2026 02:30", "There is no 02:30 that night"),
        ("", "can't read"),
    ],
)
def test_what_can_not_be_is_said_with_how_to_say_it(said: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        deadline(said, NEW_YORK, NOW, SHIFTS)


def test_an_hour_that_does_not_exist_tonight() -> None:
    with pytest.raises(
        ValueError, match=r"02:30 that night: the clocks go forward over it\. 03:30"
    ):
        deadline("02:30", NEW_YORK, ny("8 00:30"), SHIFTS)
    with pytest.raises(ValueError, match="01:30 that night"):
        deadline("01:30", LONDON, local("2026-03-29 00:30", LONDON))


def test_a_shift_that_is_not_worked_that_day() -> None:
    weekend = Shift("late", time(12), time(20), frozenset((5, 6)))
    with pytest.raises(ValueError, match="no such late shift"):
        deadline("end of Friday's late shift", NEW_YORK, NOW, (weekend,))


OFFICE = WorkingHours(holiday_country="US")


@pytest.mark.parametrize(
    ("repeats", "last", "then"),
    [
        ("daily", "2026-03-07 09:00", "2026-03-08 09:00"),
        ("weekly", "2026-03-04 09:00", "2026-03-11 09:00"),
        ("weekdays", "2026-07-02 09:00", "2026-07-06 09:00"),
        ("monthly", "2026-01-31 09:00", "2026-02-28 09:00"),
        ("quarterly", "2025-11-30 09:00", "2026-02-28 09:00"),
    ],
)
def test_it_comes_again_at_the_same_local_time(repeats: str, last: str, then: str) -> None:
    was = local(last, NEW_YORK)
    assert next_time(repeats, was, was, NEW_YORK, OFFICE) == local(then, NEW_YORK)


def test_what_was_missed_is_not_made_up_for() -> None:
    was, now = local("2026-03-04 09:00", NEW_YORK), datetime(2026, 4, 1, 15, 0, tzinfo=UTC)
    assert next_time("weekly", was, now, NEW_YORK, OFFICE) == local("2026-04-08 09:00", NEW_YORK)


def test_the_end_of_a_month_stays_the_end_of_it() -> None:
    was = local("2026-01-31 09:00", NEW_YORK)
    now = local("2026-03-05 09:00", NEW_YORK)
    assert next_time("monthly", was, now, NEW_YORK, OFFICE) == local("2026-03-31 09:00", NEW_YORK)
