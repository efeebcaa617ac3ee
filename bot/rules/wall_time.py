"""Wall-clock times as moments, and the local day of a moment."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When `zone`'s clocks show `clock` on `day`, in UTC.

    A time that happens twice (clocks go back) is its first; one that never happens (clocks go
    forward) is as far after midnight as it would have been: 02:30 becomes 03:30 (PEP 495, fold 0).
    """
    naive = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    return naive.replace(tzinfo=zone).astimezone(UTC)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The date in `zone` at the moment `at` (aware)."""
    return at.astimezone(zone).date()
