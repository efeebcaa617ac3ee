"""Bolt's middleware that hands everything Slack sends to the core and gives the answer back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.network.json_codec import dumps
from adapters.slack import parse, parse_events
from adapters.slack.callback_data import Garbled
from adapters.slack.full_text import FullText
from adapters.slack.mentions import met, named
from adapters.slack.outcomes import failed
from adapters.slack.parse import Body, Origin, ParsedEvent
from adapters.slack.people import People
from adapters.slack.private_channels import PrivateChannels
from adapters.slack.replies import Ack, Replies, kept_open
from adapters.slack.spelling import spelling
from adapters.slack.text import word
from adapters.slack.workspaces import Bot, located
from bot.words.cards import Message, Reply, line
from bot.words.events import (
    Command,
    Event,
    Joined,
    Left,
    Opened,
    Press,
    Search,
    Shortcut,
    Submit,
)
from bot.words.spelling import spelling_door

log = structlog.get_logger()
Core: TypeAlias = Callable[[Event], Awaitable[Reply]]
Revoked: TypeAlias = Callable[[str, str], Awaitable[None]]
OPEN_AFTER = 1.0  # seconds; Slack's triggers live three
DEADLINE = 2.0  # seconds; Slack waits three, and the network takes its part
BY_THEMSELVES = frozenset({"quiet", "mention", "direct", "link"})
"""Surfaces whose events Slack sends again when they are not acknowledged."""
PLACED = (Command, Press, Search, Shortcut, Submit)
"""What is done in a channel that may be private, or shared with another organisation."""
NO_CHANGE = "Nothing was changed. Type home to Corridor to see what is current."
OUT_OF_DATE = Message("That button is out of date", (line(NO_CHANGE),))


class Inbound(AsyncMiddleware):
    """Bolt's one middleware of ours, and no listeners: nothing is acknowledged before the core
    has committed it.

    `sorry` is what people read when nothing could be stored; `opens` names the actions that are
    answered with a form; `revoked` is told when Slack takes the app back, with the organisation
    and the workspace.
    """

    def __init__(
        self,
        core: Core,
        people: People,
        private: PrivateChannels,
        replies: Replies,
        full_text: FullText,
        sorry: str,
        opens: frozenset[str],
        revoked: Revoked,
    ) -> None:
        self._core = spelling_door(core, spelling)
        self._people, self._private = people, private
        self._replies, self._full_text = replies, full_text
        self._sorry = sorry
        self._opens, self._revoked = opens, revoked

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt's name
    ) -> BoltResponse:
        bot: Bot | None = req.context.get("bot")
        if bot is None:
            # Slack took our tokens back, so there is no bot to act as; anything else is not ours.
            told = req.body.get("event") or {}
            tokens = told.get("tokens") or {}
            if told.get("type") == "app_uninstalled" or tokens.get("bot"):
                await self._revoked(req.context.enterprise_id or "", req.context.team_id or "")
            return BoltResponse(status=200, body="")
        bot = located(bot, req.body)
        ack = await self.take(await named(req.body, bot, self._people), bot)
        return BoltResponse(status=ack.status, body="" if ack.body is None else dumps(ack.body))

    async def take(self, body: Body, bot: Bot) -> Ack:
        """Whatever it is: what it means to us is done, and the rest is acknowledged."""
        try:
            heard = self._heard(body, bot)
        except (Garbled, KeyError, TypeError, AttributeError, ValueError) as error:
            # A button of an older version, or a forged one; or a payload of no shape we know.
            kind = word(body.get("type") or "command")
            log.warning("Slack sent what can't be read", kind=kind, exc_info=error)
            try:
                origin = parse.origin(body)
            except (Garbled, KeyError, TypeError, AttributeError, ValueError):
                return Ack()
            return await self._replies.give(origin, OUT_OF_DATE, bot)
        if heard is None:
            return Ack()
        if isinstance(heard.event, Press) and self._full_text.wanted(heard.event):
            # The rest of what was too long for Slack: of a message, or of someone's home tab.
            async def home() -> Message | None:
                return await self._home(heard, bot)

            showing = self._full_text.show(heard.event, heard.origin, bot, home)
            self._replies.later(showing, heard.origin, bot)
            return Ack()
        return await self._act(heard, bot)

    def _heard(self, body: Body, bot: Bot) -> ParsedEvent | None:
        if "command" in body:
            return parse.command(body, bot)
        match body.get("type"):
            case "event_callback":
                # What Slack tells of people and groups, which changes what we remember of them.
                told = body.get("event") or {}
                if told.get("type") == "user_change":
                    self._people.learn(bot, told["user"])
                if told.get("type") in {"subteam_members_changed", "subteam_updated"}:
                    self._people.regroup(bot.workspace)
                return parse_events.heard(body, bot)
            case "block_actions":
                return parse.press(body, bot)
            case "view_submission":
                return parse.submission(body, bot)
            case "shortcut" | "message_action":
                return parse.shortcut(body, bot)
            case _:
                return None

    async def _act(self, heard: ParsedEvent, bot: Bot) -> Ack:
        """The core's answer as Slack's. What is not committed in time is not acknowledged: Slack
        sends it again or tells the person; the answer still comes, by a call of its own."""
        doing = asyncio.ensure_future(self._reply(heard, bot))
        origin, end = heard.origin, asyncio.get_running_loop().time() + DEADLINE
        if self._may_open(heard) and not await _ready(doing, OPEN_AFTER):
            origin = await self._opened(origin, bot)
        if not await _ready(doing, max(0.0, end - asyncio.get_running_loop().time())):
            self._replies.later(self._late(doing, heard, origin, bot), origin, bot)
            return Ack(503)
        try:
            reply = await doing
        except Exception:
            log.exception("nothing was stored of what Slack sent", kind=origin.surface)
            # Events come again by themselves; anybody who waits for an answer
            # is told. A modal stays open with what was typed.
            if origin.surface in BY_THEMSELVES:
                return Ack(503)
            if isinstance(heard.event, Submit) and origin.surface == "sent":
                return kept_open(origin, f"Not saved. {self._sorry}")
            return await self._replies.give(origin, self._lost(), bot)
        return await self._give(heard, origin, reply, bot)

    async def _reply(self, heard: ParsedEvent, bot: Bot) -> Reply:
        """What the core says, once it knows who acted."""
        event = await met(heard.event, bot, self._people)
        if isinstance(event, Left):  # nobody did it whom Slack would tell of
            return await self._core(event)
        if isinstance(event, Joined) and event.who is not None:
            who = await self._people.account(bot, event.who.id, str(heard.team))
            if not who.guest:
                return None
            event = replace(event, who=who)
            if not event.actor.id:
                return await self._core(event)
        if not isinstance(event, PLACED):
            account = await self._people.account(bot, heard.origin.user, heard.team)
            return await self._core(replace(event, actor=account))
        asked = self._people.account(bot, heard.origin.user, heard.team)
        if (known := self._private.remembered(event.channel, bot)) is not None:
            return await self._core(replace(event, actor=await asked, channel=known))
        account, where = await asyncio.gather(asked, self._private.marked(event.channel, bot))
        return await self._core(replace(event, actor=account, channel=where))

    async def _give(self, heard: ParsedEvent, origin: Origin, reply: Reply, bot: Bot) -> Ack:
        ack = await self._replies.give(origin, reply, bot)
        if origin.surface == "home" and isinstance(heard.event, Press):
            self._replies.later(self._home_again(heard, bot), origin, bot)
        return ack

    async def _home_again(self, heard: ParsedEvent, bot: Bot) -> None:
        """The home tab, as it is after what was pressed there."""
        page = await self._home(heard, bot)
        await self._replies.deliver(Origin("home", heard.origin.user), page, bot)

    async def _home(self, heard: ParsedEvent, bot: Bot) -> Message | None:
        """What someone's home tab should show now."""
        account = await self._people.account(bot, heard.origin.user, heard.team)
        name = f"{heard.event.id}:home"
        page = await self._core(Opened(name, parse.place(bot, "", account.id), account))
        return page if isinstance(page, Message) else None

    def _may_open(self, heard: ParsedEvent) -> bool:
        """Whether the answer is likely a form, which must be opened while the trigger lives."""
        match heard.event:
            case Press(action=action):
                likely = action.name in self._opens
            case Command(rest=rest):
                likely = heard.origin.surface == "command" and not rest
            case _:
                likely = heard.origin.surface == "menu"
        return likely and bool(heard.origin.trigger)

    async def _opened(self, origin: Origin, bot: Bot) -> Origin:
        """With a window to fill in later; without one where Slack does not open it in time."""
        try:
            async with asyncio.timeout(DEADLINE - OPEN_AFTER):
                return replace(origin, opened=await self._replies.skeleton(origin, bot))
        except (SlackApiError, *ERRORS) as error:
            log.warning("could not open a modal in time", why=failed(error).why)
            return origin

    async def _late(
        self, doing: "asyncio.Future[Reply]", heard: ParsedEvent, origin: Origin, bot: Bot
    ) -> None:
        """What Slack was told to have failed: an event comes again by itself, and whoever did it
        reads what became of it."""
        try:
            reply = await doing
        except Exception:
            log.exception("nothing was stored of what Slack sent", kind=origin.surface)
            if origin.surface not in BY_THEMSELVES:
                await self._replies.deliver(origin, self._lost(), bot)
            return
        await self._replies.deliver(origin, reply, bot)
        if origin.surface == "home" and isinstance(heard.event, Press):
            await self._home_again(heard, bot)

    def _lost(self) -> Message:
        return Message("That could not be saved", (line(self._sorry),), tone="warning")


async def _ready(doing: "asyncio.Future[Reply]", seconds: float) -> bool:
    if not doing.done():
        await asyncio.wait({doing}, timeout=seconds)
    return doing.done()
