"""How an answer reaches the one who acted: each surface of Slack has its own way."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import structlog
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack import forms, home, render, unfurl
from adapters.slack.blocks import NONE, Newer
from adapters.slack.client import WebApi
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.outcomes import code_of, failed, told
from adapters.slack.parse import Origin
from adapters.slack.steps import complete
from adapters.slack.workspaces import PLATFORM, Bot
from bot.words.cards import Form, Found, Message, Reply, line
from bot.words.delivery import Answers, TryLater
from bot.words.events import Channel

log = structlog.get_logger()
View: TypeAlias = dict[str, Any]
OPENING = "One moment"
GONE_BY = frozenset(
    {"expired_trigger_id", "trigger_expired", "trigger_exchanged", "exchanged_trigger_id"}
)
NOT_THERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})
TOO_LATE = Message(
    "That took too long",
    (line("Slack lets me open a form only within three seconds. Please press once more."),),
)
GRACE = 5.0
UNTAKEN = "Slack did not take all of it"
WINDOWS = frozenset({"menu", "home"})
NOTHING = Message("Nothing more to do here", (line("You can close this window."),))


@dataclass(frozen=True, slots=True)
class Ack:
    """What Slack's request is answered with. 503 leaves Slack to send it again, or to tell the
    person that it failed."""

    status: int = 200
    body: Mapping[str, Any] | None = None


class Replies:
    """Gives answers; what need not be waited for goes on in the background."""

    def __init__(self, web: WebApi, answers: Answers, newer: NewBlocks) -> None:
        self._web, self._answers, self._newer = web, answers, newer
        self._chores: set[asyncio.Task[None]] = set()

    async def give(self, origin: Origin, reply: Reply, bot: Bot) -> Ack:
        """The acknowledgement, with the answer in it where that is Slack's way."""
        if reply is None and not origin.opened and origin.step is None:
            return Ack(body={"response_action": "clear"} if origin.surface == "sent" else None)
        if origin.surface == "sent" and reply is not None:
            self._answers.given(reply)
            newer = self._newer.surely(bot.workspace)
            return Ack(body=_in_window(origin, reply, bot, newer))
        if origin.surface == "command" and isinstance(reply, Message) and not origin.opened:
            first, *more = render.reply(reply, bot.workspace)
            self._answers.given(reply)
            if more:
                self.later(self._rest(origin, reply, more, bot), origin, bot)
            return Ack(body={"response_type": "ephemeral", **shown(first)})
        self.later(self.deliver(origin, reply, bot), origin, bot)
        return Ack()

    async def _rest(
        self, origin: Origin, reply: Message, more: Sequence[render.Payload], bot: Bot
    ) -> None:
        """What of an answer its acknowledgement had no room for."""
        if not await self._respond(origin, more):
            await self._by_outbox(origin, reply, bot, UNTAKEN)

    async def deliver(self, origin: Origin, reply: Reply, bot: Bot) -> None:
        """The answer by a call of its own; a message that Slack does not take now comes later.
        A workflow that waits for it goes on whether it was taken or not."""
        if origin.step is not None:
            await complete(self._web, bot, origin.step, reply)
        try:
            await self._deliver(origin, reply, bot)
            self._answers.given(reply)
        except (SlackApiError, *ERRORS) as error:
            later = isinstance(failed(error), TryLater)
            if not later or not isinstance(reply, Message) or origin.surface in {"home", "link"}:
                raise
            if not await self._by_outbox(origin, reply, bot, failed(error).why):
                raise

    async def _by_outbox(self, origin: Origin, reply: Message, bot: Bot, why: str) -> bool:
        """Whether the answer will come by the outbox."""
        kept = await self._answers.keep(
            Channel(PLATFORM, bot.workspace, origin.user, dm=True), reply
        )
        if kept:
            log.warning("an answer comes later", platform=PLATFORM, why=why, kind=origin.surface)
        else:
            log.warning("Slack did not take an answer", why=why, kind=origin.surface)
        return kept

    async def _deliver(self, origin: Origin, reply: Reply, bot: Bot) -> None:
        client = self._web.client(bot.token)
        if reply is None and origin.opened:
            reply = NOTHING
        match origin.surface, reply:
            case _, None:
                return
            case "home", Message() if not origin.trigger:
                view = home.home(reply, bot.workspace)
                await client.views_publish(user_id=origin.user, view=view)
            case "link", _:  # why there is no card is nobody's question
                if isinstance(reply, Found):
                    await unfurl.show(client, origin, reply, bot.workspace)
            case "modal" | "sent", _:
                await self._put(origin, reply, bot)
            case surface, _ if origin.opened or (
                origin.trigger and (isinstance(reply, Form) or surface in WINDOWS)
            ):
                await self._put(origin, reply, bot)
            case _:
                await self._say(origin, reply, bot)

    async def _put(self, origin: Origin, reply: Message | Form, bot: Bot) -> None:
        def draw(newer: Newer) -> View:
            return window(origin, reply, bot, newer)

        await put(self._web, self._newer, origin, draw, bot)

    async def _say(self, origin: Origin, reply: Message | Form, bot: Bot) -> None:
        """Only to the one who acted, where they acted; in place of the private answer they
        acted on."""
        payloads = (
            (forms.asked(reply, bot.workspace, secrets.token_hex(8)),)
            if isinstance(reply, Form)
            else render.reply(reply, bot.workspace)
        )
        if not origin.respond or not await self._respond(origin, payloads):
            for payload in payloads:
                await self._privately(origin, payload, bot)

    async def _respond(self, origin: Origin, payloads: Sequence[render.Payload]) -> bool:
        """Through the response_url, which works in channels that the bot is not in, five times."""
        over = origin.surface == "reply"
        lasting = _direct(origin) and not over and origin.surface != "command"
        where = {"thread_ts": origin.thread} if origin.thread else {}
        for n, payload in enumerate(payloads):
            how = {
                "response_type": "in_channel" if lasting else "ephemeral",
                "replace_original": over and n == 0,
            }
            if not await self._web.respond(origin.respond, {**how, **where, **shown(payload)}):
                return False
        return True

    async def _privately(self, origin: Origin, payload: render.Payload, bot: Bot) -> None:
        """Where others read along, a message that only they see; else, or where Slack refuses
        that, a direct message."""
        client = self._web.client(bot.token)
        direct: Any = {"channel": origin.channel if _direct(origin) else origin.user}
        direct["mrkdwn"] = False
        if not origin.channel or _direct(origin):
            await client.chat_postMessage(**direct, **shown(payload))
            return
        try:
            await client.chat_postEphemeral(
                channel=origin.channel,
                user=origin.user,
                thread_ts=origin.thread or None,
                **shown(payload),
            )
        except SlackApiError as error:
            if code_of(error) not in NOT_THERE:
                raise
            await client.chat_postMessage(**direct, **shown(payload))

    async def skeleton(self, origin: Origin, bot: Bot) -> str:
        """Open an empty window while the trigger still works; the id to fill it in by."""
        client = self._web.client(bot.token)
        view = home.skeleton(OPENING)
        answer: Any = await client.views_open(trigger_id=origin.trigger, view=view)
        return str(answer["view"]["id"])

    def later(self, doing: Awaitable[None] | Awaitable[bool], origin: Origin, bot: Bot) -> None:
        """Go on with it in the background; what fails is told to whom it was for."""
        task = asyncio.ensure_future(self._safely(doing, origin, bot))
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def _safely(
        self, doing: Awaitable[None] | Awaitable[bool], origin: Origin, bot: Bot
    ) -> None:
        try:
            await doing
        except SlackApiError as error:
            code = code_of(error)
            log.warning("Slack did not take an answer", why=code, kind=origin.surface)
            if code in GONE_BY:
                await self._safely(
                    self._say(origin, TOO_LATE, bot), replace(origin, trigger=""), bot
                )
        except ERRORS as error:
            log.warning("an answer was lost on its way to Slack", why=told(error))
        except Exception:
            log.exception("an answer could not be given", kind=origin.surface)

    async def close(self) -> None:
        """Wait for what is under way and what follows from it, a few seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self._chores:
                    await asyncio.wait(self._chores)
        for chore in self._chores:
            chore.cancel()


async def put(
    web: WebApi, newer: NewBlocks, origin: Origin, draw: Callable[[Newer], View], bot: Bot
) -> None:
    """Show a window: where it was asked for, or where one waits for it, else as a new one."""
    client, there = web.client(bot.token), origin.opened
    if not there and origin.surface in {"modal", "sent"}:
        there = str(origin.view["id"])

    async def send(view: View) -> object:
        if there:
            return await client.views_update(view_id=there, view=view)
        return await client.views_open(trigger_id=origin.trigger, view=view)

    await newer.send(bot.workspace, draw, send)


def window(origin: Origin, reply: Message | Form, bot: Bot, newer: Newer = NONE) -> View:
    if isinstance(reply, Form):
        return forms.modal(reply, bot.workspace, origin.channel, newer=newer)
    return home.said(reply, bot.workspace, kept=origin.channel, newer=newer)


def kept_open(origin: Origin, told: str) -> Ack:
    """A window that stays as it was filled in, with a sentence beside its first field."""
    first = next(iter(origin.view.get("state", {}).get("values") or {}), "")
    return Ack(body={"response_action": "errors", "errors": {first: told}}) if first else Ack(503)


def shown(payload: render.Payload) -> dict[str, Any]:
    return {"text": payload.text, "blocks": payload.blocks}


def _in_window(origin: Origin, reply: Message | Form, bot: Bot, newer: Newer) -> View:
    """In answer to a window that was sent."""
    if isinstance(reply, Form):
        return forms.answer(reply, bot.workspace, origin.view, origin.channel, newer)
    return {"response_action": "update", "view": window(origin, reply, bot, newer)}


def _direct(origin: Origin) -> bool:
    return origin.channel.startswith("D")
