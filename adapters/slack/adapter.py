"""Delivers to Slack: posts, edits, and looks for what was posted before a crash."""

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any, TypeAlias

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.bots import Bot, Bots
from adapters.slack.outcome import code_of, failed
from adapters.slack.render import Payload, message
from adapters.slack.tiers import Tiers
from adapters.slack.web import Web
from bot.cards import Message
from bot.delivery import Pace, Result, Sent, TryLater, Undeliverable
from bot.events import Channel

Call: TypeAlias = Callable[[AsyncWebClient, str], Awaitable[Result]]
EVENT = "corridor_message"
LOOK_BACK = 100  # messages in which one that may have been posted is looked for
NOT_INSTALLED = "Corridor is not installed in that Slack workspace"


class SlackAdapter:
    """One message a second in a channel, as Slack wants it; edits by their own limit."""

    def __init__(self, web: Web, bots: Bots, tiers: Tiers | None = None) -> None:
        self._web, self._bots = web, bots
        self._tiers = tiers or Tiers()
        self._direct: dict[tuple[str, str], str] = {}

    @property
    def pace(self) -> Pace:
        return Pace(channel=1.0, workspace=0.1)

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        async def call(client: AsyncWebClient, channel: str) -> Result:
            answer = await client.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                metadata={"event_type": EVENT, "event_payload": {"key": opaque(to, key)}},
                unfurl_links=False,
                unfurl_media=False,
                mrkdwn=False,
                **_shown(message, to),
            )
            return Sent(str(answer["ts"]))

        return await self._call(to, "", call)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        async def call(client: AsyncWebClient, channel: str) -> Result:
            await client.chat_update(channel=channel, ts=ref, **_shown(message, to))
            return Sent(ref)

        end = await self._call(to, "chat.update", call)
        if isinstance(end, TryLater) and end.after:
            # Edits have a limit of their own: new messages in the channel need not wait for it.
            self._tiers.pause(to.workspace, "chat.update", end.after)
            return TryLater(why=end.why)
        return end

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        """Our message by its metadata; None too where the app may not read the channel."""
        found: list[str] = []

        async def call(client: AsyncWebClient, channel: str) -> Result:
            latest, name = await _latest(client, channel, thread), opaque(to, key)
            found.extend(str(one["ts"]) for one in latest if _key_of(one) == name)
            return Sent("")

        end = await self._call(to, "conversations.history", call)
        if isinstance(end, TryLater):
            raise TimeoutError(end.why)
        return found[0] if found else None

    async def _call(self, to: Channel, method: str, call: Call) -> Result:
        try:
            bot = await self._bots.of(to.workspace)
            if bot is None:
                return Undeliverable(NOT_INSTALLED)
            if method and (wait := self._tiers.wait(bot.workspace, method)):
                return TryLater(wait, "Slack allows no more calls of that kind this minute")
            client = self._web.client(bot.token)
            return await call(client, await self._channel(client, bot, to))
        except Exception as error:  # noqa: BLE001 - raised again unless it is about Slack
            return failed(error)

    async def _channel(self, client: AsyncWebClient, bot: Bot, to: Channel) -> str:
        """Slack's id of a channel; a direct message has one of its own, which is asked for once."""
        if not to.dm:
            return to.id
        key = (bot.workspace, to.id)
        if key not in self._direct:
            answer: Any = await client.conversations_open(users=to.id)
            self._direct[key] = str(answer["channel"]["id"])
        return self._direct[key]


def _shown(shown: Message, to: Channel) -> dict[str, Any]:
    payload: Payload = message(shown, to.workspace)
    return {"text": payload.text, "blocks": payload.blocks}


def opaque(to: Channel, key: str) -> str:
    """What our message is called in its metadata, which any app may read: it tells nothing."""
    name = "\0".join((to.workspace, to.id, key))
    return blake2b(name.encode(), digest_size=12).hexdigest()


async def _latest(client: AsyncWebClient, channel: str, thread: str) -> list[dict[str, Any]]:
    """What was posted last; nothing where reading is a permission that the app was not given."""
    more: Any = {"channel": channel, "limit": LOOK_BACK, "include_all_metadata": True}
    try:
        if thread:
            answer = await client.conversations_replies(ts=thread, **more)
        else:
            answer = await client.conversations_history(**more)
    except SlackApiError as error:
        if code_of(error) == "missing_scope":
            return []
        raise
    return list(answer.get("messages") or ())


def _key_of(told: dict[str, Any]) -> str:
    metadata = told.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key") or "")
