"""Places and moments that the tests of the rules share."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.rules.hospital import Hospital, Shift

NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
DUBAI = ZoneInfo("Asia/Dubai")
HARBOR = Hospital(id="harbor", name="Harbor City General", zone=NEW_YORK)
NIGHT = Shift("night", time(19), time(7))
DAYS = Shift("day", time(7), time(19))
TUE, WED, SAT = 1, 2, 5
ANA = frozenset({TUE, WED, SAT})


def ny(text: str, fold: int = 0) -> datetime:
    """A New York clock time in March 2026 or as given in full, in UTC: "8 01:50"."""
    return local(text if "-" in text else f"2026-03-{text:0>8}", NEW_YORK, fold)


def local(text: str, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def moments(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Any moment (UTC) of the years `first` to `last`."""
    start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    return st.integers(0, int((end - start).total_seconds())).map(
        lambda seconds: start + timedelta(seconds=seconds)
    )
