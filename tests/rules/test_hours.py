"""Working time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hospital import WorkingHours
from bot.rules.working_hours import (
    add_working,
    day_length,
    is_working,
    is_working_day,
    next_opening,
    working_between,
)

from .times import DUBAI, LONDON, NEW_YORK, local, moments, ny

OFFICE = WorkingHours()
ROUND_THE_CLOCK = WorkingHours(frozenset(range(7)), time(0), time(0))
NIGHTS = WorkingHours(frozenset(range(7)), time(19), time(7))
HOUR = timedelta(hours=1)

any_moment = moments(2025, 2027)
spans = st.timedeltas(timedelta(0), timedelta(days=20))
offices = st.sampled_from(
    [
        OFFICE,
        ROUND_THE_CLOCK,
        NIGHTS,
        WorkingHours(frozenset({6}), time(0), time(4)),
        WorkingHours(frozenset({0, 6}), time(2, 30), time(3)),
        WorkingHours(holiday_country="US"),
    ]
)
zones = st.sampled_from([NEW_YORK, LONDON, DUBAI])


def test_a_span_that_fills_the_day_ends_at_closing_time() -> None:
    assert add_working(ny("9 09:00"), 8 * HOUR, OFFICE, NEW_YORK) == ny("9 17:00")


def test_the_rest_of_a_span_waits_for_the_next_working_day() -> None:
    assert add_working(ny("9 14:00"), 27 * HOUR, OFFICE, NEW_YORK) == ny("12 14:00")
    assert add_working(ny("6 16:30"), HOUR, OFFICE, NEW_YORK) == ny("9 08:30")


def test_what_is_asked_on_a_weekend_counts_from_monday() -> None:
    assert add_working(ny("13 22:40"), 8 * HOUR, OFFICE, NEW_YORK) == ny("16 16:00")
    assert working_between(ny("13 22:40"), ny("16 08:00"), OFFICE, NEW_YORK) == timedelta(0)


def test_no_span_ends_at_the_first_working_moment() -> None:
    assert add_working(ny("9 10:00"), timedelta(0), OFFICE, NEW_YORK) == ny("9 10:00")
    assert add_working(ny("9 17:00"), timedelta(0), OFFICE, NEW_YORK) == ny("10 08:00")


def test_times_come_back_in_utc_whatever_the_zone_they_came_in() -> None:
    start = datetime(2026, 3, 9, 9, tzinfo=NEW_YORK)
    found = add_working(start, HOUR, OFFICE, NEW_YORK)
    assert (found, found.tzinfo) == (ny("9 10:00"), UTC)


@pytest.mark.parametrize(
    ("day", "length"), [("2026-03-08", 23), ("2026-03-09", 24), ("2026-11-01", 25)]
)
def test_a_round_the_clock_day_in_new_york_is_23_24_or_25_hours(day: str, length: int) -> None:
    start = local(f"{day} 00:00", NEW_YORK)
    end = start + timedelta(hours=length)
    assert end.astimezone(NEW_YORK).time() == time(0)
    assert working_between(start, end, ROUND_THE_CLOCK, NEW_YORK) == length * HOUR
    assert add_working(start, length * HOUR, ROUND_THE_CLOCK, NEW_YORK) == end


@pytest.mark.parametrize(
    ("evening", "length"), [("2026-03-07", 11), ("2026-03-09", 12), ("2026-10-31", 13)]
)
def test_a_working_night_follows_the_clock_change(evening: str, length: int) -> None:
    start = local(f"{evening} 19:00", NEW_YORK)
    end = start + timedelta(hours=length)
    assert end.astimezone(NEW_YORK).time() == time(7)
    assert working_between(start - HOUR, end + HOUR, NIGHTS, NEW_YORK) == length * HOUR


def test_local_times_in_are_measured_on_the_real_clock() -> None:
    one, four = (datetime(2026, 3, 8, hour, tzinfo=NEW_YORK) for hour in (1, 4))
    assert working_between(one, four, ROUND_THE_CLOCK, NEW_YORK) == 2 * HOUR


def test_london_works_the_same_clock_hours_before_and_after_its_change() -> None:
    friday = local("2026-03-27 16:00", LONDON)
    assert add_working(friday, 2 * HOUR, OFFICE, LONDON) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    friday = local("2026-10-23 16:00", LONDON)
    assert add_working(friday, 2 * HOUR, OFFICE, LONDON) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_dubai_never_changes_its_clocks() -> None:
    sunday = WorkingHours(frozenset({6, 0, 1, 2, 3}))
    start = local("2026-03-29 08:00", DUBAI)
    assert add_working(start, HOUR, sunday, DUBAI) == datetime(2026, 3, 29, 5, tzinfo=UTC)


def test_opening_hours_that_the_spring_change_skips_are_no_working_time() -> None:
    skipped = WorkingHours(frozenset({6}), time(2, 30), time(3))
    assert working_between(ny("8 00:00"), ny("9 00:00"), skipped, NEW_YORK) == timedelta(0)


def test_the_date_line_that_swallowed_a_day_counts_no_hour_twice() -> None:
    zone = ZoneInfo("Pacific/Apia")
    start, end = local("2011-12-29 00:00", zone), local("2012-01-01 00:00", zone)
    assert end - start == timedelta(days=2)
    assert working_between(start, end, ROUND_THE_CLOCK, zone) == timedelta(days=2)


def test_the_first_minute_is_open_and_the_last_is_shut() -> None:
    assert is_working(ny("9 08:00"), OFFICE, NEW_YORK)
    assert not is_working(ny("9 17:00"), OFFICE, NEW_YORK)
    assert not is_working(ny("8 12:00"), OFFICE, NEW_YORK)
    assert is_working(ny("9 03:00"), NIGHTS, NEW_YORK)
    assert not is_working(ny("9 12:00"), NIGHTS, NEW_YORK)


def test_the_next_opening_is_after_now_even_at_opening_time() -> None:
    assert next_opening(ny("13 22:40"), OFFICE, NEW_YORK) == ny("16 08:00")
    assert next_opening(ny("9 07:59"), OFFICE, NEW_YORK) == ny("9 08:00")
    assert next_opening(ny("9 08:00"), OFFICE, NEW_YORK) == ny("10 08:00")


def test_a_listed_holiday_is_no_working_day() -> None:
    hours = WorkingHours(holidays=frozenset({date(2026, 3, 9)}))
    assert add_working(ny("6 16:00"), 2 * HOUR, hours, NEW_YORK) == ny("10 09:00")


def test_a_countrys_holidays_are_no_working_days_nor_the_days_in_lieu() -> None:
    hours = WorkingHours(holiday_country="US")
    assert not is_working_day(date(2026, 7, 3), hours)  # 4 July 2026 is a Saturday
    assert is_working_day(date(2026, 7, 6), hours)
    assert not is_working_day(date(2027, 12, 31), hours)  # 1 January 2028 is a Saturday
    assert not is_working_day(date(2026, 4, 6), WorkingHours(holiday_country="GB-ENG"))
    assert is_working_day(date(2026, 4, 6), WorkingHours(holiday_country="gb-sct"))


@pytest.mark.parametrize("country", ["XX", "US-ZZ", "United States"])
def test_an_unknown_country_is_named_in_the_error(country: str) -> None:
    with pytest.raises(ValueError, match=f'known for "{country}"'):
        is_working_day(date(2026, 3, 9), WorkingHours(holiday_country=country))


@pytest.mark.parametrize(
    "hours",
    [
        WorkingHours(days=frozenset()),
        WorkingHours(
            frozenset({0}),
            holidays=frozenset(date(2026, 3, 2) + timedelta(weeks=n) for n in range(2000)),
        ),
    ],
)
def test_an_office_that_never_opens_is_an_error_and_no_endless_loop(hours: WorkingHours) -> None:
    with pytest.raises(ValueError, match="working_hours"):
        add_working(ny("9 09:00"), HOUR, hours, NEW_YORK)
    with pytest.raises(ValueError, match="working_hours"):
        next_opening(ny("9 09:00"), hours, NEW_YORK)
    assert not is_working(ny("9 09:00"), hours, NEW_YORK)
    assert working_between(ny("9 09:00"), ny("30 09:00"), hours, NEW_YORK) == timedelta(0)


def test_a_span_no_office_can_work_off_is_an_error() -> None:
    with pytest.raises(ValueError, match="twenty years"):
        add_working(ny("9 09:00"), timedelta.max, OFFICE, NEW_YORK)
    with pytest.raises(ValueError, match="negative"):
        add_working(ny("9 09:00"), -HOUR, OFFICE, NEW_YORK)


def test_a_working_day_is_nine_hours_and_can_be_set() -> None:
    assert day_length(OFFICE) == 9 * HOUR
    assert day_length(WorkingHours(start=time(7, 30), end=time(16))) == timedelta(minutes=510)
    assert day_length(ROUND_THE_CLOCK) == 24 * HOUR
    assert day_length(NIGHTS) == 12 * HOUR


@given(any_moment, spans, offices, zones)
def test_adding_and_measuring_working_time_are_inverse(
    start: datetime, span: timedelta, hours: WorkingHours, zone: ZoneInfo
) -> None:
    end = add_working(start, span, hours, zone)
    assert end >= start
    assert working_between(start, end, hours, zone) == span


@given(any_moment, any_moment, any_moment, offices, zones)
def test_working_time_adds_up_and_is_never_more_than_time(
    a: datetime, b: datetime, c: datetime, hours: WorkingHours, zone: ZoneInfo
) -> None:
    first, middle, last = sorted((a, b, c))
    whole = working_between(first, last, hours, zone)
    parts = working_between(first, middle, hours, zone), working_between(middle, last, hours, zone)
    assert whole == sum(parts, timedelta(0)) <= last - first
    assert working_between(last, first, hours, zone) == timedelta(0)


@given(any_moment, offices, zones)
def test_the_next_opening_is_ahead_and_is_working_time(
    at: datetime, hours: WorkingHours, zone: ZoneInfo
) -> None:
    opening = next_opening(at, hours, zone)
    assert opening > at
    assert is_working(opening, hours, zone)
