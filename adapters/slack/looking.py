"""Looks at what somebody wrote in Slack: whether it is still there, and what it says now."""

from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.client import WebApi
from adapters.slack.parse import quoted, words
from adapters.slack.workspaces import Bots
from bot.words.delivery import Gone, Looked, Seen, Unseen
from bot.words.events import Channel


class SlackLooks:
    """Where the app may read the channel's history, as the manifest asks for it."""

    def __init__(self, web: WebApi, bots: Bots) -> None:
        self._web, self._bots = web, bots

    async def look(self, at: Channel, ref: str, *, thread: str) -> Looked:
        """`Unseen` where Slack lets us not read there; what is no answer of Slack's is raised."""
        just_it: Any = {"channel": at.id, "oldest": ref, "latest": ref, "inclusive": True}
        try:
            bot = await self._bots.of(at.workspace)
            if bot is None:
                return Unseen()
            client = self._web.client(bot.token)
            if thread:
                answer = await client.conversations_replies(ts=thread, **just_it)
            else:
                answer = await client.conversations_history(limit=1, **just_it)
        except SlackApiError:
            return Unseen()
        found = [one for one in answer.get("messages") or () if one.get("ts") == ref]
        if not found or found[0].get("subtype") == "tombstone":
            return Gone()
        return Seen("\n\n".join((words(found[0]), *quoted(found[0]))))
