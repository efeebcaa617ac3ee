"""What operators are told to do about a channel that fails goes by the cause, not by its wording."""

from datetime import UTC, datetime

import pytest

from bot.ops import tasks
from bot.words.delivery import Cause
from storage.upkeep.backlog import Stuck

NOW = datetime(2026, 3, 4, 20, tzinfo=UTC)
BY_ITSELF = "it is tried again by itself; look at the platform's status"
# As the versions before wrote them into the database, where channels that still fail have them.
STORED = {
    "Slack does not accept the token: check SLACK_BOT_TOKEN": Cause.SLACK_TOKEN_WRONG,
    "Slack got no token: check SLACK_BOT_TOKEN": Cause.SLACK_TOKEN_WRONG,
    "the token is not a bot's: check SLACK_BOT_TOKEN": Cause.SLACK_TOKEN_WRONG,
    "the token has expired: install the app again": Cause.SLACK_TOKEN_ENDED,
    "the token was revoked: install the app again": Cause.SLACK_TOKEN_ENDED,
    "the app lacks a permission: run corridor doctor": Cause.PERMISSION_MISSING,
    "Slack asks to slow down": Cause.RATE_LIMITED,
    "Teams asks to wait": Cause.RATE_LIMITED,
    "Teams answered 401": Cause.TEAMS_SECRET_EXPIRED,
    "no token from the login service": Cause.TEAMS_SECRET_EXPIRED,
    "this platform is not configured here": Cause.NOT_CONFIGURED,
}


def failing(why: str) -> Stuck:
    return Stuck("slack", "T1", "C1", False, "IT triage", 1, NOW, NOW, NOW, why)


@pytest.mark.parametrize(("why", "cause"), STORED.items())
def test_a_stored_text_gets_the_advice_of_its_cause(why: str, cause: Cause) -> None:
    assert tasks.advice(failing(why)) == tasks.ADVICE[cause]


def test_every_cause_has_advice_and_some_text_of_an_adapter() -> None:
    assert set(tasks.ADVICE) == set(Cause) == set(tasks.CAUSES.values())


def test_what_mends_itself_is_left_to_itself() -> None:
    for why in ("Teams answered 503", "TimeoutError", "Slack failed (internal_error)"):
        assert tasks.advice(failing(why)) == BY_ITSELF
