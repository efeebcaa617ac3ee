"""How often a poll comes again: at the same local time, after one of a few spans."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.hospital import WorkingHours
from bot.rules.wall_time import moment
from bot.rules.working_hours import is_working_day

REPEATS: Mapping[str, str] = {
    "daily": "every day",
    "weekdays": "every working day",
    "weekly": "every week",
    "monthly": "every month",
    "quarterly": "every three months",
}
MONTHS = {"monthly": 1, "quarterly": 3}
DAY = timedelta(days=1)


def next_time(
    repeats: str, last: datetime, now: datetime, zone: ZoneInfo, hours: WorkingHours
) -> datetime:
    """When it comes next (UTC): after `last` in steps of `repeats`, the first after `now`, at the
    local time of `last`. What was missed is not made up for.

    A month without that day has it on its last. Working days are those of `hours`.
    """
    local = last.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    step = 0
    while True:
        step += 1
        day = _after(repeats, local.date(), step)
        if repeats == "weekdays" and not is_working_day(day, hours):
            continue
        if (at := moment(day, clock, zone)) > max(now, last):
            return at


def _after(repeats: str, day: date, step: int) -> date:
    if repeats in MONTHS:
        months = day.year * 12 + day.month - 1 + MONTHS[repeats] * step
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day + (7 if repeats == "weekly" else 1) * step * DAY
