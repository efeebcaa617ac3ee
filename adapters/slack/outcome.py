"""What became of a call to Slack, as the relay understands it."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.delivery import Result, TryLater, Undeliverable

GONE: Mapping[str, str] = {
    "account_inactive": "the account is deactivated",
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
OPERATOR: Mapping[str, str] = {
    "invalid_auth": "Slack does not accept the token: check SLACK_BOT_TOKEN",
    "missing_scope": "the app lacks a permission: run corridor doctor",
    "not_authed": "Slack got no token: check SLACK_BOT_TOKEN",
    "org_login_required": "the workspace is being moved to an organisation",
    "token_expired": "the token has expired: install the app again",
    "token_revoked": "the token was revoked: install the app again",
}
RECHECK = 60.0  # seconds until something that only an operator can mend is tried again
UNSAID = 1.0  # seconds where Slack asks for patience and does not say how much


def failed(error: Exception) -> Result:
    """A failed call. Seconds to wait are given only where Slack surely did not do it; a call whose
    answer was lost, or that Slack broke off, may have been done. Raises what is not about Slack."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return TryLater(UNSAID, "can't connect to Slack")
    if isinstance(
        error, aiohttp.ClientError | TimeoutError | asyncio.IncompleteReadError | OSError
    ):
        return TryLater(why=f"no answer from Slack ({type(error).__name__})")
    raise error


def _answered(error: SlackApiError) -> Result:
    code, status = code_of(error), getattr(error.response, "status_code", 0)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        return TryLater(max(_retry_after(error), UNSAID), "Slack asks to slow down")
    if code in GONE:
        return Undeliverable(GONE[code])
    if code in OPERATOR:
        return TryLater(RECHECK, OPERATOR[code])
    if not code or status >= 500 or code in {"fatal_error", "internal_error", "request_timeout"}:
        return TryLater(why=f"Slack failed ({code or status or 'an answer that is none'})")
    if code == "service_unavailable":
        return TryLater(UNSAID, "Slack is out of service")
    return Undeliverable(f"Slack refused it: {code}")


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty where the answer was none of Slack's."""
    data = getattr(error.response, "data", None)
    found = data.get("error", "") if isinstance(data, Mapping) else ""
    return found if isinstance(found, str) else ""


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    given = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        return float(given)
    except ValueError:
        return 0.0
