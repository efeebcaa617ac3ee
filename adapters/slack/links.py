"""Where a message stands in Slack's own clients: its permalink."""

import re

from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import failed
from adapters.slack.workspaces import Bots
from bot.words.events import Channel

TS = re.compile(r"\d{1,12}\.\d{1,9}")
HOME = re.compile(r"https://[\w.-]+/")


class SlackLinks:
    """Permalinks, put together from the workspace's own address, which is asked for once."""

    def __init__(self, web: WebApi, bots: Bots) -> None:
        self._web, self._bots = web, bots
        self._homes: dict[str, str] = {}
        self._direct: dict[tuple[str, str], str] = {}

    async def address(self, at: Channel, ref: str, *, thread: str) -> str:
        try:
            bot = await self._bots.of(at.workspace)
            if bot is None:
                return ""
            client = self._web.client(bot.token)
            if at.workspace not in self._homes:
                self._homes[at.workspace] = str((await client.auth_test()).get("url") or "")
            channel = at.id
            if at.dm:
                if (at.workspace, at.id) not in self._direct:
                    told = await client.conversations_open(users=at.id)
                    self._direct[at.workspace, at.id] = str((told.get("channel") or {}).get("id"))
                channel = self._direct[at.workspace, at.id]
        except (SlackApiError, *ERRORS) as error:
            raise OSError(failed(error).why) from error
        return permalink(self._homes[at.workspace], channel, ref, thread)


def permalink(home: str, channel: str, ref: str, thread: str = "") -> str:
    """As `chat.getPermalink` has it; "" for what is no message of Slack's."""
    if not HOME.fullmatch(home) or not TS.fullmatch(ref):
        return ""
    found = f"{home}archives/{channel}/p{ref.replace('.', '')}"
    under = TS.fullmatch(thread) and thread != ref
    return f"{found}?thread_ts={thread}&cid={channel}" if under else found
