"""Looks at what somebody wrote in Slack: whether it is still there, and what it says now."""

from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.client import WebApi
from adapters.slack.outcomes import code_of
from adapters.slack.parse import quoted, words, written_by
from adapters.slack.workspaces import Bots
from bot.words.delivery import Gone, Looked, Seen, Unseen
from bot.words.events import Channel

NO_THREAD = "thread_not_found"


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
            # A thread is found by any message in it; without one, a message may stand in any.
            answer = await client.conversations_replies(ts=thread or ref, **just_it)
        except SlackApiError as error:
            return Gone() if code_of(error) == NO_THREAD else Unseen()
        found = [one for one in answer.get("messages") or () if one.get("ts") == ref]
        if not found or found[0].get("subtype") == "tombstone":
            return Gone()
        by = written_by(found[0], bot)
        return Seen("\n\n".join((words(found[0]), *quoted(found[0]))), by)
