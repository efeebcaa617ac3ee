"""Slack's way in: bolt over HTTP or through a socket, for one workspace or many. Loaded when it is
first needed (`bot.run.platforms.slack`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from starlette.types import ASGIApp

from adapters.slack import oauth, sdk
from adapters.slack.blocks import ALERT, NONE
from adapters.slack.client import WebApi
from adapters.slack.endpoint import Endpoint
from adapters.slack.full_text import FullText
from adapters.slack.inbound import Inbound
from adapters.slack.installs import Installs, ManyBots, States
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.people import People
from adapters.slack.private_channels import PrivateChannels
from adapters.slack.replies import Replies
from adapters.slack.socket import Socket
from adapters.slack.workspaces import Bots
from bot.core.sealing import Sealer
from bot.run.full_messages import full_messages
from bot.run.platforms.parts import PlatformParts
from bot.run.secret_store import SealedSecrets
from bot.settings import SlackSettings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Home:
    """Where the bot is installed, and how it comes to be."""

    bots: Bots
    installs: Installs | None = None
    flow: AsyncOAuthFlow | None = None

    async def revoked(self, enterprise: str, team: str) -> None:
        """Slack took the app back: its token is worth nothing, and is not kept."""
        if self.installs is None:
            log.critical("Slack took the bot's token back: install the app again", workspace=team)
            return
        for workspace in await self.installs.taken_back(team, enterprise):
            if isinstance(self.bots, ManyBots):
                self.bots.forget(workspace)


@dataclass(frozen=True, slots=True)
class Inwards:
    """What takes requests: `events`, none without a secret that signs them, and the `pages` on
    which the app is installed. `listen` holds the socket, where there is one."""

    events: ASGIApp | None
    pages: ASGIApp
    listen: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]]


def many(parts: PlatformParts, slack: SlackSettings, web: WebApi) -> Home:
    """For every workspace that installs it."""
    settings = parts.settings
    vault = SealedSecrets(parts.writer, Sealer(settings.keys), parts.clock)
    installs = Installs(vault, web, settings.slack_homes())
    bots = ManyBots(web, installs, slack.client_id, slack.client_secret)
    flow = oauth.flow(
        web, installs, States(vault, parts.clock), slack.client_id, slack.client_secret
    )
    return Home(bots, installs, flow)


def inwards(parts: PlatformParts, slack: SlackSettings, web: WebApi, home: Home) -> Inwards:
    # A client that does not know the block shows nothing of it, the emergency number included.
    newer = NewBlocks(frozenset({ALERT}) if parts.settings.slack_options.alerts else NONE)
    replies = Replies(web, parts.answers, newer)
    groups = [group.id for group in parts.settings.groups if group.platform == "slack"]
    pages = FullText(web, full_messages(parts.writer), newer)
    again = "Nothing was stored or sent. Please try again in a minute; if it is urgent, phone"
    sorry = f"{again} {parts.settings.hospital.phone or 'IT'}."
    who = People(web, groups)
    private = PrivateChannels(web)
    door = Inbound(parts.core, who, private, replies, pages, sorry, parts.opens, home.revoked)
    secret = "" if slack.app_token else slack.signing_secret
    app = sdk.build(web, home.bots, door, secret, home.flow)

    async def listen() -> None:
        """Bolt's socket is made inside the loop that it listens in."""
        if slack.app_token:
            await Socket(app, web, slack.app_token).listen()

    # Only pages of an installation: events come by the endpoint, which checks signatures.
    handler: ASGIApp = AsyncSlackRequestHandler(app, path="")  # type: ignore[assignment]
    events = Endpoint(app, secret, parts.seconds) if secret else None
    return Inwards(events, handler, listen, replies.close)
