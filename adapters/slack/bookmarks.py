"""A link above a channel, where Slack keeps bookmarks."""

import asyncio

import structlog
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import told
from adapters.slack.workspaces import Bots
from bot.words.events import Channel

log = structlog.get_logger()
SCOPE = "bookmarks:write"
PATIENCE = 5.0  # seconds


class SlackBookmarks:
    """Nobody waits for a bookmark, and nobody is told where there is none: operators are."""

    def __init__(self, web: WebApi, bots: Bots) -> None:
        self._web, self._bots = web, bots

    async def add(self, to: Channel, title: str, link: str) -> None:
        """Not tried where the permission is known to be missing."""
        try:
            async with asyncio.timeout(PATIENCE):
                bot = await self._bots.of(to.workspace)
                if bot is None or (bot.scopes and SCOPE not in bot.scopes):
                    log.info("no bookmark: the app lacks a permission", scope=SCOPE)
                    return
                client = self._web.client(bot.token)
                await client.bookmarks_add(channel_id=to.id, title=title, type="link", link=link)
        except (SlackApiError, *ERRORS) as error:
            log.warning("no bookmark was added", why=told(error), workspace=to.workspace)
