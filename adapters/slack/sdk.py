"""Bolt, as we use it: its checks, its transports, and none of its listeners."""

import logging
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from adapters.slack.client import WebApi
from adapters.slack.inbound import Inbound
from adapters.slack.outcomes import code_of
from adapters.slack.text import word
from adapters.slack.workspaces import Bots

LOG = logging.getLogger("slack_bolt.corridor")
log = structlog.get_logger()
NOT_HERE = "Corridor is not set up for this workspace. Ask the IT staff who look after it."


class NotNow(Exception):
    """Slack can't be asked at the moment who we are; the event has to come again."""


class Authorize(AsyncAuthorize):
    """Which of our bots an event is for, without a call to Slack for each as bolt's own makes."""

    def __init__(self, bots: Bots) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._bots = bots

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: Any,
    ) -> AuthorizeResult | None:
        org_wide = bool(context.is_enterprise_install)
        try:
            bot = await self._bots.at(enterprise_id or "", team_id or "", org_wide=org_wide)
        except SlackApiError as error:
            raise NotNow(code_of(error)) from error
        if bot is None:
            log.warning("an event of a workspace that is not ours", workspace=word(team_id))
            return None
        context["bot"] = bot
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.user,
            bot_id=bot.bot,
            bot_token=bot.token,
        )


def build(
    web: WebApi,
    bots: Bots,
    door: Inbound,
    signing_secret: str,
    flow: AsyncOAuthFlow | None = None,
) -> AsyncApp:
    """An app that answers only after the core has. Signatures are checked in front of it, in
    `adapters.slack.endpoint`; over a socket there are none."""
    app = AsyncApp(
        name="corridor",
        logger=LOG,
        client=web.apart(),
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,  # `Endpoint` has, by a clock that does not jump
        authorize=Authorize(bots),  # type: ignore[arg-type] # bolt takes one of its own too
        oauth_flow=flow,
        user_facing_authorize_error_message=NOT_HERE,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )
    app.use(door)
    app.error(_failed)
    return app


async def _failed(error: Exception) -> BoltResponse:
    """What is not as Slack sends it does not come again; anything else should."""
    garbled = isinstance(error, AttributeError | TypeError | ValueError | LookupError)
    log.warning("a request of Slack was not handled", exc_info=error)
    return BoltResponse(status=400 if garbled else 503)
