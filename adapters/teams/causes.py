"""What keeps Teams from being written to that an operator can do something about, by cause."""

from collections.abc import Mapping

from bot.words.delivery import Cause

NO_TOKEN = "no token from the login service"  # noqa: S105 - what is said of one
LOGIN_DOWN = "the login service is busy or down"
NO_LOGIN = "what answers is not the login service"
UNAUTHORIZED = "Teams answered 401"
BUSY = "Teams asks to wait"
CAUSES: Mapping[str, Cause] = {
    NO_TOKEN: Cause.TEAMS_SECRET_EXPIRED,
    UNAUTHORIZED: Cause.TEAMS_SECRET_EXPIRED,
    BUSY: Cause.RATE_LIMITED,
}
"""The causes of what `TryLater.why` says, where an operator has a remedy at hand."""
