"""Slack: by token or for many workspaces, over HTTP or through a socket, as the settings say.

What takes requests is loaded beside the loop once the process runs: bolt takes a third of a second
to load, and a worker never needs it.
"""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from adapters.slack.adapter import SlackAdapter
from adapters.slack.blocks import NONE, Newer
from adapters.slack.bookmarks import SlackBookmarks
from adapters.slack.charts import CHART
from adapters.slack.client import WebApi
from adapters.slack.links import SlackLinks
from adapters.slack.looking import SlackLooks
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.outcomes import failed
from adapters.slack.workspaces import Bots, OneBot
from bot.features.setup import PURPOSE
from bot.run.guide_adapter import GuideAdapter
from bot.run.platforms.parts import Platform, PlatformParts
from bot.settings import Settings, SlackSettings
from bot.words.delivery import Adapter

if TYPE_CHECKING:
    from bot.run.platforms.slack_inbound import Home, Inwards

PATH = "/slack/events"
SETTLED = 2.0  # seconds after the start
INSTALL = ("/slack/install", "/slack/oauth_redirect")


class Way:
    """The way in, made when it is first needed."""

    def __init__(self, parts: PlatformParts, slack: SlackSettings, web: WebApi) -> None:
        self._given, self._slack = (parts, slack, web), slack
        self._made: Inwards | None = None
        self._making = asyncio.Lock()
        self.home: Home | None = None
        if slack.client_id:
            self.home = _module().many(*self._given)
        self.bots: Bots = self.home.bots if self.home else OneBot(web, slack.bot_token)

    async def made(self) -> "Inwards":
        async with self._making:
            if self._made is None:
                module = await asyncio.to_thread(_module)
                home = self.home or module.Home(self.bots)
                self._made = module.inwards(*self._given, home)
            return self._made

    async def events(self, scope: Scope, receive: Receive, send: Send) -> None:
        events = (self._made or await self.made()).events
        assert events is not None  # there is no such route otherwise
        await events(scope, receive, send)

    async def pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._made or await self.made()).pages(scope, receive, send)

    async def listen(self) -> None:
        """Nobody's first message should wait for bolt; but first let us say that we are there."""
        if not self._slack.app_token:
            await asyncio.sleep(SETTLED)
        await (await self.made()).listen()

    async def close(self) -> None:
        if self._made is not None:
            await self._made.close()

    async def workspace(self) -> str:
        """Raises TimeoutError while Slack does not tell, whatever the reason: it is asked again."""
        try:
            bot = await self.bots.only()
        except Exception as error:
            raise TimeoutError(failed(error).why) from error
        return bot.workspace if bot else ""


def _module() -> Any:
    return import_module("bot.run.platforms.slack_inbound")


def serve(parts: PlatformParts, slack: SlackSettings) -> Platform:
    web = WebApi(slack.api_url, parts.network)
    way = Way(parts, slack, web)

    async def close() -> None:
        try:  # whoever ends us does not wait long for what is still being asked
            await way.close()
        finally:
            await web.end()

    adapter: Adapter = SlackAdapter(web, way.bots, newer=NewBlocks(_wanted(parts.settings)))
    if guide := parts.settings.hospital.guide:
        keep = SlackBookmarks(web, way.bots).add
        adapter = GuideAdapter(adapter, PURPOSE, guide, keep)
    return Platform(
        "slack",
        adapter,
        _routes(slack, way),
        workspace=way.workspace,
        listen=way.listen,
        close=close,
        looks=SlackLooks(web, way.bots),
        links=SlackLinks(web, way.bots),
    )


def _wanted(settings: Settings) -> Newer:
    """Which newer blocks messages may have."""
    return frozenset({CHART}) if settings.slack_options.charts else NONE


def _routes(slack: SlackSettings, way: Way) -> list[Route]:
    """Over a socket nothing is served: a hospital that lets nothing in opens no door by mistake."""
    if not slack.signing_secret or slack.app_token:
        return []
    found = [
        Route(PATH, _Events(way), methods=["POST"]),
        Route("/C-{number:int}", _number, methods=["GET"]),
    ]
    if slack.client_id:
        found += [Route(path, _Pages(way), methods=["GET"]) for path in INSTALL]
    return found


async def _number(request: Request) -> PlainTextResponse:
    """What stands behind a link to a concern for whoever follows it: the way to it, and not a word
    of whether there is one. The card under the link is `adapters.slack.unfurl`'s."""
    name = f"C-{request.path_params['number']}"
    return PlainTextResponse(f"To read {name}, type {name} to Corridor in your chat.\n")


class _Events:
    """A class, not a function: Starlette hands it the request as it comes."""

    def __init__(self, way: Way) -> None:
        self._way = way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._way.events(scope, receive, send)


class _Pages(_Events):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._way.pages(scope, receive, send)
