"""Slack's error codes that only an operator can do something about, in words and by cause.

Apart from `adapters.slack.outcomes`, so that the operators' commands can tell the cause of a stored
text without loading Slack's SDK.
"""

from collections.abc import Mapping

from bot.words.delivery import Cause

OPERATOR: Mapping[str, str] = {
    "access_denied": "Slack denies the app access: look at its page in Slack",
    "ekm_access_denied": "the organisation's keys are withdrawn: Slack can't write",
    "invalid_auth": "Slack does not accept the token: check SLACK_BOT_TOKEN",
    "messages_tab_disabled": "the app's messages tab is off: switch it on under App Home",
    "missing_scope": "the app lacks a permission: run corridor doctor",
    "not_allowed_token_type": "the token is not a bot's: check SLACK_BOT_TOKEN",
    "not_authed": "Slack got no token: check SLACK_BOT_TOKEN",
    "org_login_required": "the workspace is being moved to an organisation",
    "team_access_not_granted": "the app is not allowed in that workspace: approve it there",
    "token_expired": "the token has expired: install the app again",
    "token_revoked": "the token was revoked: install the app again",
}
SLOW = "Slack asks to slow down"
CAUSES: Mapping[str, Cause] = {
    OPERATOR["invalid_auth"]: Cause.SLACK_TOKEN_WRONG,
    OPERATOR["not_allowed_token_type"]: Cause.SLACK_TOKEN_WRONG,
    OPERATOR["not_authed"]: Cause.SLACK_TOKEN_WRONG,
    OPERATOR["token_expired"]: Cause.SLACK_TOKEN_ENDED,
    OPERATOR["token_revoked"]: Cause.SLACK_TOKEN_ENDED,
    OPERATOR["missing_scope"]: Cause.PERMISSION_MISSING,
    SLOW: Cause.RATE_LIMITED,
}
"""The causes of what `TryLater.why` says, where an operator has a remedy at hand."""
