"""What Slack's channels are called and who gets in, asked of Slack and believed for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import structlog
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import told
from adapters.slack.workspaces import Bot
from bot.words.events import Channel

log = structlog.get_logger()
FRESH = 600.0  # seconds
PATIENCE = 1.0  # seconds that an event waits for it
MOST = 4096
PERMISSION = "groups:read"  # without it Slack tells of no private channel


class Facts(NamedTuple):
    """What Slack tells of a channel; `outside` is one shared with another organisation."""

    private: bool = False
    name: str = ""
    outside: bool = False


class PrivateChannels:
    """A channel is private where Slack says so, and it is shared with nobody else. Without
    the permission to ask, or an answer in time, it counts as public: then it gives nobody a side.
    What a payload says of itself is no proof: a public channel may be called "privategroup"."""

    def __init__(self, web: WebApi, clock: Callable[[], float] = time.monotonic) -> None:
        self._web, self._clock = web, clock
        self._found: OrderedDict[tuple[str, str], tuple[Facts, float]] = OrderedDict()

    async def marked(self, where: Channel, bot: Bot) -> Channel:
        """The channel, with whether it is private."""
        known = self.remembered(where, bot)
        return known or _with(where, await self._asked(where, bot))

    def remembered(self, where: Channel, bot: Bot) -> Channel | None:
        """The same where Slack need not be asked for it; None where it must be."""
        unasked = bool(bot.scopes) and PERMISSION not in bot.scopes
        if where.dm or not where.id or unasked:
            return where
        known, until = self._found.get((where.workspace, where.id), (Facts(), 0.0))
        return None if until <= self._clock() else _with(where, known)

    async def _asked(self, where: Channel, bot: Bot) -> Facts:
        key = (where.workspace, where.id)
        found = await self._ask(where.id, bot)
        self._found[key] = found, self._clock() + FRESH
        self._found.move_to_end(key)
        while len(self._found) > MOST:
            self._found.popitem(last=False)
        return found

    async def _ask(self, channel: str, bot: Bot) -> Facts:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._web.client(bot.token).conversations_info(channel=channel)
        except (SlackApiError, *ERRORS) as error:
            log.info("Slack does not tell whether a channel is private", why=told(error))
            return Facts()
        channel_info = answer.get("channel") or {}
        shared = any(
            channel_info.get(mark) for mark in ("is_shared", "is_ext_shared", "is_org_shared")
        )
        return Facts(
            channel_info.get("is_private") is True and not shared,
            str(channel_info.get("name") or ""),
            channel_info.get("is_ext_shared") is True,
        )


def _with(where: Channel, known: Facts) -> Channel:
    return replace(where, private=known.private, name=known.name, outside=known.outside)
