"""R18 as arithmetic: when somebody's turn is, and when it is said that nobody has answered."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hospital import LADDERS
from bot.rules.ladder import is_due, next_after, tellings, told_by

START = datetime(2026, 12, 2, 8, 10, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_nobody_is_paged_twice_for_one_moment_and_nobody_waits_longer(last: int, more: int) -> None:
    paged, now = START + timedelta(seconds=last), START + timedelta(seconds=last + more)
    due = is_due(now, START, paged, FIVE)
    if now - paged >= FIVE:
        assert due
    assert due == (next_after(paged, START, FIVE) <= now)


@pytest.mark.parametrize(
    ("rank", "target", "told"),
    [("P1", 15, [15, 30, 60, 90, 120]), ("P2", 30, [30, 60, 90, 120, 150])],
)
def test_told_at_the_target_at_the_end_and_every_half_hour_after(
    rank: str, target: int, told: list[int]
) -> None:
    found = islice(tellings(LADDERS[rank], minutes(target)), 5)
    assert list(found) == [minutes(n) for n in told]


def test_what_was_missed_is_told_once() -> None:
    assert told_by(LADDERS["P1"], minutes(15), minutes(14.9)) == (0, minutes(15))
    assert told_by(LADDERS["P1"], minutes(15), minutes(15)) == (1, minutes(30))
    assert told_by(LADDERS["P1"], minutes(15), minutes(95)) == (4, minutes(120))
