"""How long something took, as people say it (R27): "at once", "60 min", "2 h 10", "3 days"."""

from datetime import timedelta

MINUTE = timedelta(minutes=1)
AT_ONCE = timedelta(seconds=30)


def spoken(span: timedelta) -> str:
    """A span by the clock, rounded half up to the minute, from a day on to the hour: "2 days 3 h".
    Under half a minute it is "at once"."""
    if span < AT_ONCE:
        return "at once"
    return _parts(span, timedelta(days=1), ("day", "days"))


def spoken_after(span: timedelta) -> str:
    """How long after something else: "at once", "after 12 min"."""
    said = spoken(span)
    return said if span < AT_ONCE else f"after {said}"


def spoken_working(span: timedelta, day: timedelta) -> str:
    """A span in working time, where a working day lasts for `day`: "45 working min", "3 working
    days"."""
    if span < AT_ONCE:
        return "at once"
    said = _parts(span, day, ("working day", "working days"))
    return said if "working" in said else said.replace(" ", " working ", 1)


def _parts(span: timedelta, day: timedelta, names: tuple[str, str]) -> str:
    minutes = (span + MINUTE / 2) // MINUTE
    if minutes <= 60:
        return f"{minutes} min"
    if minutes * MINUTE < day:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02}" if rest else f"{hours} h"
    days, left = divmod(minutes * MINUTE, day)
    hours = (left + timedelta(minutes=30)) // timedelta(hours=1)
    if hours * timedelta(hours=1) >= day:
        days, hours = days + 1, 0
    said = f"{days} {names[0] if days == 1 else names[1]}"
    return f"{said} {hours} h" if hours else said
