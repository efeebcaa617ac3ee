"""Reading when somebody means."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.parse_when import read_date
from bot.rules.wall_time import local_day

from .times import DUBAI, LONDON, NEW_YORK, moments, ny

FRIDAY = ny("6 09:30")  # Friday 6 March 2026, 09:30 in New York; already 14:30 in London


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-06"),
        ("Tomorrow", "2026-03-07"),
        ("friday", "2026-03-13"),
        ("by Fri", "2026-03-13"),
        ("sat", "2026-03-07"),
        ("until thursday.", "2026-03-12"),
        ("2026-03-13", "2026-03-13"),
        ("2026-03-06", "2026-03-06"),
        ("13 Mar", "2026-03-13"),
        ("13th of March", "2026-03-13"),
        ("March 13", "2026-03-13"),
        ("Fri 13 Mar", "2026-03-13"),
        ("6 mar", "2026-03-06"),
        ("5 mar", "2027-03-05"),
        ("13 mar 2027", "2027-03-13"),
        ("march 13th, 2027", "2027-03-13"),
        ("29 feb", "2028-02-29"),
        ("in 3 days", "2026-03-09"),
        ("in a week", "2026-03-13"),
        ("in 2 weeks", "2026-03-20"),
    ],
)
def test_days(text: str, day: str) -> None:
    found = read_date(text, NEW_YORK, FRIDAY)
    assert type(found) is date
    assert found.isoformat() == day


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("tomorrow 09:00", "7 09:00"),
        ("tomorrow at 0900", "7 09:00"),
        ("09:00 tomorrow", "7 09:00"),
        ("14:30", "6 14:30"),
        ("at 2:30 pm", "6 14:30"),
        ("2pm", "6 14:00"),
        ("12am", "7 00:00"),
        ("noon", "6 12:00"),
        ("1930", "6 19:30"),
        ("09:00", "7 09:00"),
        ("09:30", "7 09:30"),
        ("friday 17:00", "6 17:00"),
        ("friday 09:00", "13 09:00"),
        ("mon 8 a.m.", "9 08:00"),
        ("13 Mar 22:40", "13 22:40"),
        ("Fri 13 Mar, 22:40", "13 22:40"),
        ("2026-03-13 09:00", "13 09:00"),
        ("2026-03-13T09:00", "13 09:00"),
        ("2026-03-13, 09:00", "13 09:00"),
        ("in 20 minutes", "6 09:50"),
        ("in 2 hours", "6 11:30"),
        ("in an hour", "6 10:30"),
        ("in 2h", "6 11:30"),
    ],
)
def test_moments(text: str, at: str) -> None:
    found = read_date(text, NEW_YORK, FRIDAY)
    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (ny(at), UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "5W", "call Raj", "3/4", "10", "may", "next friday", "13.03.2026"),
        *("yesterday", "2026-03-05", "5 mar 2026", "today 09:00", "2026-03-06 09:30", "in 0 hours"),
        *("25:00", "12:60", "13pm", "0pm", "2400", "31 feb", "2026-02-30", "mon 13 mar"),
        *("2300-01-01", "9999-12-31", "9999-12-31 23:59", "29 feb 2027", "13 mar 1930"),
        *("fri " * 20_000, "\u0663 mar 20000", "2026-03-13T09:00Z"),
    ],
)
def test_what_is_past_or_cannot_be_read_for_certain_is_no_date(text: str) -> None:
    assert read_date(text, NEW_YORK, FRIDAY) is None


def test_the_day_is_the_readers_own() -> None:
    evening = ny("6 21:00")
    assert read_date("tomorrow", NEW_YORK, evening) == date(2026, 3, 7)
    assert read_date("tomorrow", LONDON, evening) == date(2026, 3, 8)
    assert read_date("14:30", LONDON, FRIDAY) == datetime(2026, 3, 7, 14, 30, tzinfo=UTC)


def test_hours_are_counted_on_the_real_clock_across_the_spring_change() -> None:
    assert read_date("in 2 hours", NEW_YORK, ny("8 01:00")) == ny("8 04:00")


def test_a_time_that_the_clocks_skip_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> (
    None
):
    assert read_date("sun 02:30", NEW_YORK, FRIDAY) == ny("8 03:30")
    october = ny("2026-10-31 12:00")
    assert read_date("tomorrow 01:30", NEW_YORK, october) == ny("2026-11-01 01:30", fold=0)


days = st.sampled_from(["", "today", "tomorrow", "wed", "sunday", "1 jan", "29 feb", "2026-11-01"])
clocks = st.sampled_from(["", "00:00", "02:30", "1:30 am", "noon", "2359"])
any_moment = moments(2026, 2027)


@given(days, clocks, any_moment, st.sampled_from([NEW_YORK, LONDON, DUBAI]))
def test_whatever_is_read_is_to_come(day: str, clock: str, now: datetime, zone: ZoneInfo) -> None:
    found = read_date(f"{day} {clock}", zone, now)
    if isinstance(found, datetime):
        assert now < found <= now + timedelta(days=8 * 366)
    elif found is not None:
        assert found >= local_day(now, zone)


@given(st.text(max_size=70), any_moment)
def test_any_text_is_read_or_not_without_a_fault(text: str, now: datetime) -> None:
    read_date(text, NEW_YORK, now)
