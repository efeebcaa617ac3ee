"""What repeats happens once each time, at the local time it says, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.occurrences import Occurrence, Pattern, after, ahead, due, skipped, too_close
from bot.rules.parse_repeat import read_clock, read_repeat

NEW_YORK, KOLKATA = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
ZONES = (
    *("America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("America/Phoenix", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "UTC"),
)
DAILY = Pattern((time(8, 15),))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_the_next_morning_keeps_its_local_time_over_both_clock_changes() -> None:
    for day in ("2026-03-08", "2026-11-01"):
        before = at(f"{day}T00:30")
        found = after(DAILY, NEW_YORK, before)
        assert found == Occurrence(datetime.fromisoformat(f"{day}T08:15"), at(f"{day}T08:15"))
    assert at("2026-03-08T08:15") - at("2026-03-07T08:15") == timedelta(hours=23)
    assert at("2026-11-01T08:15") - at("2026-10-31T08:15") == timedelta(hours=25)


def test_a_time_that_the_spring_change_skips_is_an_hour_later_and_named_as_it_was() -> None:
    night = Pattern((time(2, 30),))
    found = after(night, NEW_YORK, at("2026-03-07T12:00"))
    assert found == Occurrence(local("2026-03-08T02:30"), at("2026-03-08T03:30"))
    assert skipped(date(2026, 3, 8), time(2, 30), NEW_YORK)
    assert not skipped(date(2026, 3, 8), time(3, 30), NEW_YORK)
    assert not skipped(date(2026, 3, 8), time(2, 30), KOLKATA)


def test_a_time_that_comes_twice_in_autumn_happens_the_first_time_only() -> None:
    night = Pattern((time(1, 30),))
    first = after(night, NEW_YORK, at("2026-10-31T12:00"))
    assert first == (local("2026-11-01T01:30"), datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
    second = after(night, NEW_YORK, first.at)
    assert second is not None
    assert second.wall == local("2026-11-02T01:30")


def test_weekdays_every_second_week_and_holidays() -> None:
    pattern = Pattern((time(9),), frozenset({1}), 2, date(2026, 3, 3))
    found = ahead(pattern, NEW_YORK, at("2026-03-03T10:00"), 2)
    assert [one.wall.date().isoformat() for one in found] == ["2026-03-17", "2026-03-31"]
    daily = ahead(DAILY, NEW_YORK, at("2026-07-03T12:00"), 1, lambda d: d == date(2026, 7, 4))
    assert daily[0].wall.date() == date(2026, 7, 5)
    assert after(DAILY, NEW_YORK, at("2026-07-03T12:00"), lambda _: True) is None


def test_an_hour_before_and_half_an_hour_after() -> None:
    early = Pattern((time(0, 30),), offset=-timedelta(hours=1))
    found = after(early, NEW_YORK, at("2026-03-04T23:00"))
    assert found == (local("2026-03-05T00:30"), at("2026-03-04T23:30"))
    night = Pattern((time(19),), offset=timedelta(minutes=30))
    assert after(night, NEW_YORK, at("2026-03-07T19:10")) == (
        local("2026-03-07T19:00"),
        at("2026-03-07T19:30"),
    )


def test_after_downtime_only_the_latest_happens_and_the_others_are_counted() -> None:
    expected = after(DAILY, NEW_YORK, at("2026-03-06T12:00"))
    assert expected is not None
    found = due(DAILY, NEW_YORK, expected, at("2026-03-09T10:00"))
    assert found.last.wall == local("2026-03-09T08:15")
    assert found.missed == 2
    assert found.following is not None
    assert found.following.wall == local("2026-03-10T08:15")


@given(
    st.sampled_from(ZONES),
    st.integers(0, 24 * 4 - 1),
    st.datetimes(local("2024-01-01T00:00"), local("2031-01-01T00:00")),
)
def test_each_local_day_has_each_time_once_in_order(
    zone_name: str, quarter: int, start: datetime
) -> None:
    zone, clock = ZoneInfo(zone_name), time(quarter // 4, quarter % 4 * 15)
    found = ahead(Pattern((clock,)), zone, start.replace(tzinfo=UTC), 8)
    walls = [one.wall for one in found]
    assert walls == [walls[0] + timedelta(days=n) for n in range(8)]
    assert [one.at for one in found] == sorted({one.at for one in found})
    for wall, moment in found:
        local = moment.astimezone(zone)
        if skipped(wall.date(), clock, zone):
            assert timedelta(0) < local.replace(tzinfo=None) - wall <= timedelta(hours=1)
        else:
            assert local.replace(tzinfo=None) == wall


@pytest.mark.parametrize(
    ("text", "times", "days", "weeks"),
    [
        ("daily 08:15", [(8, 15)], range(7), 1),
        ("weekdays at 9:00", [(9, 0)], range(5), 1),
        ("mon, wed 08:15 and 16:00", [(8, 15), (16, 0)], (0, 2), 1),
        ("every 2 weeks on tuesday 10:30", [(10, 30)], (1,), 2),
        ("every day 4 pm", [(16, 0)], range(7), 1),
        ("fri-mon 7:00", [(7, 0)], (4, 5, 6, 0), 1),
        ("Mondays 12 am", [(0, 0)], (0,), 1),
        ("03:00", [(3, 0)], range(7), 1),
    ],
)
def test_reads_how_often(text: str, times: list[tuple[int, int]], days: range, weeks: int) -> None:
    pattern = read_repeat(text)
    assert pattern.times == tuple(time(*t) for t in times)
    assert pattern.days == frozenset(days)
    assert pattern.weeks == weeks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("daily", "At what time of day?"),
        ("25:00 daily", "no such time"),
        ("13 pm", "no such time"),
        ("someday 09:00", "I can't read “someday 09:00”"),
        ("every 2 weeks 09:00", "On which day of the week?"),
        ("every 2 days 09:00", "Every how many weeks"),
        ("02:30 and 03:30", "two hours between them"),
    ],
)
def test_says_how_to_write_it(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("?", r"\?")):
        read_repeat(text)


def test_times_apart_and_single_clocks() -> None:
    assert too_close((time(8), time(9, 59)))
    assert not too_close((time(16), time(8)))
    assert read_clock("09:00") == time(9)
    assert read_clock("tomorrow") is None
    assert read_clock("24:00") is None
