"""How much of a target is left, as people say it (R22): "in 12 min", "due now", "4 h late"."""

from datetime import datetime

from bot.rules.spoken_span import AT_ONCE, spoken


def time_left(due: datetime, at: datetime) -> str:
    """What is left until `due` at the moment `at`, by the clock. Lateness is a word, never a colour
    alone; less than half a minute to either side is "due now"."""
    if abs(due - at) < AT_ONCE:
        return "due now"
    return f"in {spoken(due - at)}" if due > at else f"{spoken(at - due)} late"
