"""From when to when somebody is on call, as people say it, on local clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.hospital import WorkingHours
from bot.rules.parse_turn import TOO_LONG, read_turn

ZONE = ZoneInfo("America/New_York")
HOURS = WorkingHours()  # 08:00 to 17:00


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


NOW = local("2026-12-01 12:00")  # a Tuesday


def read(text: str, now: datetime = NOW) -> tuple[str, str] | None:
    turn = read_turn(text, ZONE, now, HOURS)
    if turn is None:
        return None
    first, last = (f"{at.astimezone(ZONE):%a %d %H:%M}" for at in turn[:2])
    return first, last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tonight", "Tue 01 17:00", "Wed 02 08:00"),
        ("tomorrow night", "Wed 02 17:00", "Thu 03 08:00"),
        ("Fri night", "Fri 04 17:00", "Sat 05 08:00"),
        ("Thu", "Thu 03 00:00", "Fri 04 00:00"),
        ("today", "Tue 01 12:00", "Wed 02 00:00"),
        ("Fri 18:00 to Sat 07:00", "Fri 04 18:00", "Sat 05 07:00"),
        ("from Fri 18:00 until 07:00", "Fri 04 18:00", "Sat 05 07:00"),
        ("18:00-07:00", "Tue 01 18:00", "Wed 02 07:00"),
        ("until Wed 07:00", "Tue 01 12:00", "Wed 02 07:00"),
        ("now to 18:00", "Tue 01 12:00", "Tue 01 18:00"),
        ("Fri to Sun", "Fri 04 00:00", "Mon 07 00:00"),
        ("2026-12-24 17:00 to 2026-12-26 08:00", "Thu 24 17:00", "Sat 26 08:00"),
    ],
)
def test_it_is_read_on_the_local_clock(text: str, first: str, last: str) -> None:
    assert read(text) == (first, last)


@pytest.mark.parametrize("text", ["", "Sam", "Fri 18:00", "next week", "to", "3/4 to 3/5"])
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert read(text) is None


def test_in_the_night_tonight_is_what_is_left_of_it() -> None:
    assert read("tonight", local("2026-12-02 02:00")) == ("Wed 02 02:00", "Wed 02 08:00")


@pytest.mark.parametrize(
    ("saturday", "hours"), [("2026-03-07", 14), ("2026-10-31", 16), ("2026-12-05", 15)]
)
def test_a_night_on_which_the_clocks_change_is_an_hour_shorter_or_longer(
    saturday: str, hours: int
) -> None:
    turn = read_turn("tonight", ZONE, local(f"{saturday} 12:00"), HOURS)
    assert turn is not None
    assert turn.ends - turn.starts == timedelta(hours=hours)


def test_more_than_three_months_is_refused() -> None:
    with pytest.raises(ValueError, match=TOO_LONG):
        read("2026-12-24 17:00 to 2027-05-01 08:00")
