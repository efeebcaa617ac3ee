"""Turns the outcome of a call to Slack into a delivery result for the relay."""

import re
from collections.abc import Mapping
from math import isfinite

from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS, failure_of
from adapters.slack.causes import OPERATOR, SLOW
from bot.words.delivery import TryLater, Undeliverable

GONE: Mapping[str, str] = {
    "account_inactive": "the account, or Corridor's own, is deactivated",
    "cannot_dm_bot": "that account is an app",
    "cant_update_message": "the message is not ours to change",
    "channel_is_archived": "the channel is archived",
    "channel_not_found": "Slack knows no such channel, or Corridor is not in it",
    "edit_window_closed": "the workspace no longer allows the message to be changed",
    "invalid_blocks": "Slack refused the message's layout",
    "is_archived": "the channel is archived",
    "is_inactive": "the message is no longer active",
    "message_not_found": "the message was deleted",
    "msg_too_long": "the message is too long for Slack",
    "no_text": "the message is empty",
    "not_in_channel": "Corridor is not in the channel: invite it there",
    "restricted_action": "the workspace does not let apps write there",
    "restricted_action_read_only_channel": "the channel is read only",
    "restricted_action_thread_locked": "the thread is locked",
    "thread_not_found": "the message it answers was deleted",
    "user_disabled": "the account is deactivated",
    "user_not_found": "Slack knows no such person",
    "users_not_found": "Slack knows no such person",
}
CODE = re.compile(r"[a-z0-9_:.]{1,64}")
BUSY = frozenset({"accesslimited", "message_limit_exceeded", "team_added_to_org"})
"""Slack says no to everybody for the moment."""
BROKEN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack broke it off; it may have been done."""
RECHECK = 60.0  # seconds until something that only an operator can mend is tried again
UNSAID = 1.0  # seconds where Slack asks for patience and does not say how much
LONGEST = 3600.0


def failed(error: Exception) -> TryLater | Undeliverable:
    """A failed call. Seconds to wait are given where Slack says no; a call whose answer was lost,
    or that Slack broke off, may have been done. Raises what is not about Slack."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, ERRORS):
        return TryLater(why=failure_of(error).why)
    raise error


def told(error: Exception) -> str:
    """A failed call for the log: Slack's own word, or what kept us from Slack and what mends it."""
    return code_of(error) if isinstance(error, SlackApiError) else str(failure_of(error))


def _answered(error: SlackApiError) -> TryLater | Undeliverable:
    # The SDK gives its own answer, or aiohttp's where the body could not be read.
    answer = error.response
    found = getattr(answer, "status_code", None) or getattr(answer, "status", 0)
    code, status = code_of(error), (found if isinstance(found, int) else 0)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        return TryLater(max(retry_after(error), UNSAID), SLOW)
    if code in GONE:
        return Undeliverable(GONE[code])
    if code in OPERATOR:
        return TryLater(RECHECK, OPERATOR[code])
    if code in BUSY:
        return TryLater(RECHECK, "Slack takes nothing from anybody just now")
    if not code or status >= 500 or code in BROKEN:
        return TryLater(why=f"Slack failed ({code or status or 'an answer that is none'})")
    return Undeliverable(f"Slack refused it: {code}")


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty where the answer was none of Slack's. It is a
    word and no sentence: it goes into logs, which hold nobody's sentences."""
    data = getattr(error.response, "data", None)
    found = data.get("error", "") if isinstance(data, Mapping) else ""
    return found if isinstance(found, str) and CODE.fullmatch(found) else ""


def retry_after(error: SlackApiError) -> float:
    """Seconds that Slack asks to wait, an hour at the most; 0 where it asks for none."""
    headers = getattr(error.response, "headers", None) or {}
    given = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        seconds = float(given)
    except ValueError:
        return 0.0
    return min(seconds, LONGEST) if isfinite(seconds) and seconds > 0 else 0.0
