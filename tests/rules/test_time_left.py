"""What is left of a target, in words (R22)."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.time_left import time_left

AT = datetime(2026, 3, 8, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (timedelta(minutes=12), "in 12 min"),
        (timedelta(hours=2, minutes=10), "in 2 h 10"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(seconds=29), "due now"),
        (timedelta(0), "due now"),
        (timedelta(seconds=-29), "due now"),
        (timedelta(minutes=-1), "1 min late"),
        (timedelta(hours=-4), "4 h late"),
        (timedelta(days=-18), "18 days late"),
    ],
)
def test_time_left(left: timedelta, says: str) -> None:
    assert time_left(AT + left, AT) == says
