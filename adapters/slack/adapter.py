"""Delivers to Slack: posts, edits, and looks for what was posted before a crash."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeAlias

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import NONE, Newer
from adapters.slack.causes import OPERATOR, SLOW
from adapters.slack.client import WebApi
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.outcomes import code_of, failed
from adapters.slack.rate_limits import EDITS, RateLimits
from adapters.slack.render import Payload, message
from adapters.slack.size_limits import Json
from adapters.slack.spelling import posted
from adapters.slack.workspaces import Bot, Bots
from bot.words.cards import Message
from bot.words.delivery import Pace, Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel
from bot.words.spelling import spelled

log = structlog.get_logger()
Call: TypeAlias = Callable[[AsyncWebClient, str], Awaitable[Result]]
EVENT = "corridor_message"
LOOK_BACK, PAGE = 5, 200  # pages, and messages on one, in which what may be posted is looked for
TO_MEND = frozenset(OPERATOR.values())
NOT_INSTALLED = "Corridor is not installed in that Slack workspace"


class SlackAdapter:
    """One message a second in a channel, as Slack wants it; edits by their own limit."""

    def __init__(
        self,
        web: WebApi,
        bots: Bots,
        limits: RateLimits | None = None,
        newer: NewBlocks | None = None,
    ) -> None:
        self._web, self._bots = web, bots
        self._newer = newer or NewBlocks(NONE)
        self._limits = limits or RateLimits()
        self._direct: dict[tuple[str, str], str] = {}
        self._to_mend: dict[str, str] = {}

    @property
    def pace(self) -> Pace:
        # "several hundred" a minute in a workspace
        return Pace(channel=1.0, workspace=0.2, edits=EDITS)

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        async def call(client: AsyncWebClient, channel: str) -> Result:
            async def send(shown: Json) -> Any:
                return await client.chat_postMessage(
                    channel=channel,
                    thread_ts=thread or None,
                    metadata={"event_type": EVENT, "event_payload": {"key": opaque(to, key)}},
                    unfurl_links=False,
                    unfurl_media=False,
                    mrkdwn=False,
                    **shown,
                )

            answer = await self._newer.send(to.workspace, drawing(message, to), send)
            return Sent(str(answer["ts"]))

        return await self._call(to, call)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        async def call(client: AsyncWebClient, channel: str) -> Result:
            async def send(shown: Json) -> Any:
                return await client.chat_update(channel=channel, ts=ref, **shown)

            await self._newer.send(to.workspace, drawing(message, to), send)
            return Sent(ref)

        if wait := self._limits.paused(to.workspace, "chat.update"):
            return TryLater(wait, SLOW, aside=True)
        end = await self._call(to, call)
        if isinstance(end, TryLater) and end.why == SLOW:
            # Edits have a limit of their own: new messages in the channel need not wait for it.
            self._limits.pause(to.workspace, "chat.update", end.after)
            return TryLater(end.after, SLOW, aside=True)
        return end

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        """Our message by its metadata; None too where the app may not read the channel."""
        name, cursor = opaque(to, key), ""
        for _ in range(LOOK_BACK):
            page = await self._page(to, thread, cursor)
            found = (str(one["ts"]) for one in page.messages if _key_of(one) == name)
            if (ref := next(found, None)) is not None:
                return ref
            if not (cursor := page.cursor):
                break
        return None

    async def _page(self, to: Channel, thread: str, cursor: str) -> "Page":
        """Raises TimeoutError while Slack can't be asked."""
        if self._limits.wait(to.workspace, "conversations.history"):
            raise TimeoutError(SLOW)
        pages: list[Page] = []

        async def call(client: AsyncWebClient, channel: str) -> Result:
            pages.append(await _read(client, channel, thread, cursor))
            return Sent("")

        end = await self._call(to, call)
        if isinstance(end, TryLater):
            raise TimeoutError(end.why)
        return pages[0] if pages else Page()

    async def _call(self, to: Channel, call: Call) -> Result:
        try:
            bot = await self._bots.of(to.workspace)
            if bot is None:
                return Undeliverable(NOT_INSTALLED)
            client = self._web.client(bot.token)
            end = await call(client, await self._channel(client, bot, to))
        except Exception as error:  # noqa: BLE001 - raised again unless it is about Slack
            end = failed(error)
        # What only an operator can mend is logged when it begins, and not again until it ends.
        why = end.why if isinstance(end, TryLater) and end.why in TO_MEND else ""
        if why and self._to_mend.get(to.workspace) != why:
            log.error("nothing is delivered to Slack", why=why, workspace=to.workspace)
        if why or isinstance(end, Sent):
            self._to_mend[to.workspace] = why
        return end

    async def _channel(self, client: AsyncWebClient, bot: Bot, to: Channel) -> str:
        """Slack's id of a channel; a direct message has one of its own, which is asked for once."""
        if not to.dm:
            return to.id
        key = (bot.workspace, to.id)
        if key not in self._direct:
            answer: Any = await client.conversations_open(users=to.id)
            self._direct[key] = str(answer["channel"]["id"])
        return self._direct[key]


def drawing(shown: Message, to: Channel) -> Callable[[Newer], Json]:
    def draw(newer: Newer) -> Json:
        payload: Payload = message(spelled(shown, posted(to)), to.workspace, newer)
        return {"text": payload.text, "blocks": payload.blocks}

    return draw


def opaque(to: Channel, key: str) -> str:
    """What our message is called in its metadata, which any app may read: it tells nothing."""
    name = "\0".join((to.workspace, to.id, key))
    return blake2b(name.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was posted, the newest first, or the oldest in a thread; and where more is."""

    messages: Sequence[Mapping[str, Any]] = ()
    cursor: str = ""


async def _read(client: AsyncWebClient, channel: str, thread: str, cursor: str) -> Page:
    """Nothing where reading is a permission that the app was not given."""
    asked: Any = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
    if cursor:
        asked["cursor"] = cursor
    try:
        if thread:
            answer = await client.conversations_replies(ts=thread, **asked)
        else:
            answer = await client.conversations_history(**asked)
    except SlackApiError as error:
        if code_of(error) == "missing_scope":
            return Page()
        raise
    more: Any = answer.get("response_metadata") or {}
    return Page(answer.get("messages") or (), str(more.get("next_cursor") or ""))


def _key_of(told: Mapping[str, Any]) -> str:
    metadata = told.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key") or "")
