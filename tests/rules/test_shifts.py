"""Shifts, the nights of the clock changes, and Ana's nights."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hospital import Shift
from bot.rules.shifts import current, end_of_next, next_start, occurrences, on_shift

from .times import ANA, DAYS, DUBAI, LONDON, NEW_YORK, NIGHT, local, moments, ny

SATURDAY = date(2026, 3, 7)
SKIPPED = Shift("early", time(2, 30), time(10))
ALL_DAY = Shift("on call", time(7), time(7))

any_moment = moments(2025, 2027)
shifts = st.builds(Shift, st.just("any"), st.times(), st.times(), st.frozensets(st.integers(0, 6)))
zones = st.sampled_from([NEW_YORK, LONDON, DUBAI])


def hours_of(shift: Shift, zone: ZoneInfo, day: date) -> float:
    ((_, start, end),) = occurrences(shift, zone, day, day)
    return (end - start) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (NEW_YORK, date(2026, 3, 7), 11),
        (NEW_YORK, date(2026, 3, 8), 12),
        (NEW_YORK, date(2026, 10, 31), 13),
        (LONDON, date(2026, 3, 28), 11),
        (LONDON, date(2026, 10, 24), 13),
        (DUBAI, date(2026, 3, 28), 12),
    ],
)
def test_a_night_is_as_long_as_the_clocks_make_it(zone: ZoneInfo, day: date, hours: int) -> None:
    assert hours_of(NIGHT, zone, day) == hours


def test_the_spring_night_belongs_to_saturday_until_it_ends() -> None:
    assert current(NIGHT, NEW_YORK, ny("8 06:30")) == SATURDAY
    assert current(NIGHT, NEW_YORK, ny("7 19:00")) == SATURDAY
    assert current(NIGHT, NEW_YORK, ny("8 07:00")) is None
    assert current(NIGHT, NEW_YORK, ny("7 18:59")) is None


def test_a_day_shift_is_of_its_own_day() -> None:
    assert current(DAYS, NEW_YORK, ny("8 07:00")) == date(2026, 3, 8)
    assert not on_shift(DAYS, NEW_YORK, ny("8 19:00"))


def test_ana_is_off_from_sunday_evening_until_tuesday_night() -> None:
    fixed = ny("8 21:12")
    assert on_shift(NIGHT, NEW_YORK, fixed)  # some night nurse is
    assert not on_shift(NIGHT, NEW_YORK, fixed, ANA)
    assert next_start(NIGHT, NEW_YORK, fixed, ANA) == ny("10 19:00")
    assert end_of_next(NIGHT, NEW_YORK, fixed, ANA) == ny("11 07:00")


def test_ana_was_at_work_when_she_wrote_and_off_an_hour_after_her_night() -> None:
    assert on_shift(NIGHT, NEW_YORK, ny("8 01:50"), ANA)
    assert not on_shift(NIGHT, NEW_YORK, ny("8 08:15"), ANA)


def test_a_persons_days_replace_the_shifts_own() -> None:
    weekdays = Shift("clinic", time(8), time(17), frozenset(range(5)))
    assert next_start(weekdays, NEW_YORK, ny("6 12:00")) == ny("9 08:00")
    assert next_start(weekdays, NEW_YORK, ny("6 12:00"), frozenset({5})) == ny("7 08:00")


def test_at_the_start_of_a_shift_the_next_one_is_another() -> None:
    assert next_start(DAYS, NEW_YORK, ny("9 07:00")) == ny("10 07:00")
    assert end_of_next(DAYS, NEW_YORK, ny("9 07:00")) == ny("10 19:00")
    assert end_of_next(NIGHT, NEW_YORK, ny("9 23:00")) == ny("11 07:00")


def test_a_start_that_the_clocks_skip_is_after_the_gap() -> None:
    ((_, start, _),) = occurrences(SKIPPED, NEW_YORK, date(2026, 3, 8), date(2026, 3, 8))
    assert start == ny("8 03:30")


def test_a_start_that_happens_twice_is_the_first() -> None:
    shift = Shift("early", time(1, 30, fold=1), time(9))
    ((_, start, end),) = occurrences(shift, NEW_YORK, date(2026, 11, 1), date(2026, 11, 1))
    assert start == local("2026-11-01 01:30", NEW_YORK, fold=0)
    assert end - start == timedelta(hours=8.5)


def test_occurrences_are_those_that_start_on_the_dates_asked_for() -> None:
    found = list(occurrences(NIGHT, NEW_YORK, date(2026, 3, 7), date(2026, 3, 11), ANA))
    assert [day.day for day, _, _ in found] == [7, 10, 11]
    assert found[0] == (SATURDAY, ny("7 19:00"), ny("8 07:00"))
    assert list(occurrences(NIGHT, NEW_YORK, date(2026, 3, 8), SATURDAY)) == []


def test_a_shift_that_ends_when_it_starts_is_24_hours() -> None:
    assert hours_of(ALL_DAY, NEW_YORK, date(2026, 3, 9)) == 24
    assert on_shift(ALL_DAY, NEW_YORK, ny("9 06:59"), frozenset({6}))


def test_a_shift_worked_on_no_day_is_an_error_when_its_next_start_is_asked_for() -> None:
    assert not on_shift(NIGHT, NEW_YORK, ny("8 01:50"), frozenset())
    with pytest.raises(ValueError, match='"night" never starts'):
        next_start(NIGHT, NEW_YORK, ny("8 01:50"), frozenset())


@given(shifts, zones, any_moment)
def test_the_next_start_is_ahead_and_the_shift_is_on_from_then(
    shift: Shift, zone: ZoneInfo, at: datetime
) -> None:
    if not shift.days:
        return
    start, end = next_start(shift, zone, at), end_of_next(shift, zone, at)
    assert at < start < end
    assert on_shift(shift, zone, start)
    assert start - at <= timedelta(days=9)


@given(shifts, zones, any_moment)
def test_someone_on_shift_is_within_the_shift_of_that_date(
    shift: Shift, zone: ZoneInfo, at: datetime
) -> None:
    day = current(shift, zone, at)
    if day is not None:
        ((_, start, end),) = occurrences(shift, zone, day, day)
        assert start <= at < end
        assert start.astimezone(zone).date() == day
