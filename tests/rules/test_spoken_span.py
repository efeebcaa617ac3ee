"""R27: spans as people say them."""

from datetime import timedelta

import pytest

from bot.rules.spoken_span import spoken, spoken_after, spoken_working

DAY = timedelta(hours=9)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(), "at once"),
        (timedelta(seconds=29), "at once"),
        (timedelta(seconds=30), "1 min"),
        (timedelta(minutes=12, seconds=29), "12 min"),
        (timedelta(minutes=12, seconds=30), "13 min"),
        (timedelta(minutes=59, seconds=31), "60 min"),
        (timedelta(minutes=60), "60 min"),
        (timedelta(minutes=61), "1 h 01"),
        (timedelta(minutes=90), "1 h 30"),
        (timedelta(minutes=130), "2 h 10"),
        (timedelta(hours=23, minutes=59), "23 h 59"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=3), "2 days 3 h"),
        (timedelta(days=2, hours=23, minutes=40), "3 days"),
    ],
)
def test_by_the_clock(span: timedelta, said: str) -> None:
    assert spoken(span) == said


def test_how_long_after_something_else() -> None:
    assert spoken_after(timedelta(seconds=-3)) == spoken_after(timedelta()) == "at once"
    assert spoken_after(timedelta(minutes=90)) == "after 1 h 30"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "at once"),
        (45, "45 working min"),
        (270, "4 working h 30"),
        (540, "1 working day"),
        (1620, "3 working days"),
        (6480, "12 working days"),
        (600, "1 working day 1 h"),
        (60, "60 working min"),
    ],
)
def test_in_working_time(minutes: int, said: str) -> None:
    assert spoken_working(timedelta(minutes=minutes), DAY) == said
