"""The response clock (R4, R5), the unconfirmed close (R7), and times as people read them."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.rules.hospital import TARGETS, Hospital, Priority, Shift, Target
from bot.rules.shifts import end_of_next
from bot.rules.working_hours import add_working, working_between

UNCONFIRMED = timedelta(days=5)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def answer_due(raised_at: datetime, priority: Priority, hospital: Hospital) -> datetime:
    """By when a person should have answered (UTC), counted from the first submit (R4, R5).

    Working targets run in the hospital's working hours and zone. ValueError as `add_working`.
    """
    target = _target(priority, hospital)
    return _after(raised_at, target.span, target, hospital)


def escalate_at(raised_at: datetime, priority: Priority, hospital: Hospital) -> datetime | None:
    """When an unanswered concern goes to the backup (UTC), None where the target has no such time
    (R4). ValueError as `add_working`."""
    target = _target(priority, hospital)
    if target.escalate is None:
        return None
    return _after(raised_at, target.escalate, target, hospital)


def response_time(
    raised_at: datetime, answered_at: datetime, priority: Priority, hospital: Hospital
) -> timedelta:
    """How long the first written answer took (R5): working time where the target counts so, clock
    time otherwise. Never negative, even when two platforms' clocks disagree."""
    if _target(priority, hospital).working:
        return working_between(raised_at, answered_at, hospital.hours, hospital.zone)
    return max(answered_at.astimezone(UTC) - raised_at.astimezone(UTC), timedelta(0))


def met(raised_at: datetime, answered_at: datetime, priority: Priority, hospital: Hospital) -> bool:
    """Whether the answer came in time (R4): on the dot is in time."""
    took = response_time(raised_at, answered_at, priority, hospital)
    return took <= _target(priority, hospital).span


def in_working_time(priority: Priority, hospital: Hospital) -> bool:
    """Whether the target of a priority counts working time only (R4)."""
    return _target(priority, hospital).working


def close_at(
    fixed_at: datetime, shift: Shift | None, zone: ZoneInfo, days: frozenset[int] | None = None
) -> datetime:
    """When an unconfirmed fix closes by itself (UTC): the later of five days of 24 hours and the
    end of the reporter's first shift that starts after the fix (R7).

    `zone` is the reporter's unit's; without a shift it is five days. ValueError when the shift is
    worked on no day.
    """
    patience = fixed_at.astimezone(UTC) + UNCONFIRMED
    if shift is None:
        return patience
    return max(patience, end_of_next(shift, zone, fixed_at, days))


def minutes(span: timedelta) -> str:
    """A span in minutes to one decimal, half up (R14), without a unit: "15.0"."""
    exact = Decimal(span // timedelta(microseconds=1)) / 60_000_000
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def clock_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment as `zone`'s clocks show it, with the zone, as short as can be at `now`.

    "03:05 EDT" on the same local day, "Mon 08:00 EDT" up to six days away, else
    "Fri 13 Mar 22:40 EDT", with the year when it is another one.
    """
    local, today = at.astimezone(zone), now.astimezone(zone)
    shown = f"{local:%H:%M} {_zone_word(local)}"
    if local.date() == today.date():
        return shown
    weekday = WEEKDAYS[local.weekday()]
    if abs((local.date() - today.date()).days) <= 6:
        return f"{weekday} {shown}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{weekday} {local.day} {MONTHS[local.month - 1]}{year} {shown}"


def _target(priority: Priority, hospital: Hospital) -> Target:
    """A hospital that set only some targets keeps the rest."""
    return hospital.targets.get(priority, TARGETS[priority])


def _after(start: datetime, span: timedelta, target: Target, hospital: Hospital) -> datetime:
    if target.working:
        return add_working(start, span, hospital.hours, hospital.zone)
    return start.astimezone(UTC) + span


def _zone_word(local: datetime) -> str:
    """EDT, GMT; a zone without letters, which tzdata calls "+0530", is "UTC+05:30"."""
    name = local.tzname() or ""
    if name[:1] not in {"+", "-"}:
        return name
    return f"UTC{name[:3]}" + (f":{name[3:]}" if name[3:] else "")
