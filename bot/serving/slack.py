"""Slack: by token or for many workspaces, over HTTP or through a socket, as the settings say."""

from dataclasses import dataclass

import structlog
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from starlette.routing import Route

from adapters.slack import bolt, oauth
from adapters.slack.adapter import SlackAdapter
from adapters.slack.answer import Answers
from adapters.slack.bots import Bots, OneBot
from adapters.slack.door import Door
from adapters.slack.endpoint import PATH, Endpoint
from adapters.slack.installs import Installs, ManyBots, States
from adapters.slack.outcome import failed
from adapters.slack.people import People
from adapters.slack.socket import Socket
from adapters.slack.web import Web
from adapters.slack.whole import Pages
from bot.clock import utc_now
from bot.originals import originals
from bot.sealing import Sealer
from bot.serving.served import Parts, Served
from bot.settings import SlackSettings
from bot.vault import SealedVault

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Home:
    """Where the bot is installed, and how it comes to be."""

    bots: Bots
    vault: SealedVault | None = None
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


def serve(parts: Parts, slack: SlackSettings) -> Served:
    web = Web(slack.api_url)
    home = _home(parts, slack, web)
    groups = [group.id for group in parts.settings.groups if group.platform == "slack"]
    answers = Answers(web)
    sorry = _sorry(parts.settings.hospital.phone)
    people = People(web, groups)
    pages = Pages(web, originals(parts.writer, parts.settings.hospital.id))
    door = Door(parts.core, people, answers, pages, sorry, parts.opens, home.revoked)

    async def listen() -> None:
        """Bolt's socket is made inside the loop that it listens in."""
        if slack.app_token:
            app = bolt.build(web, home.bots, door, "", home.flow)
            await Socket(app, web, slack.app_token).listen()

    async def close() -> None:
        await answers.close()
        await web.close()

    async def workspace() -> str:
        """Raises TimeoutError while Slack does not tell, whatever the reason: it is asked again."""
        try:
            bot = await home.bots.only()
        except Exception as error:
            raise TimeoutError(failed(error).why) from error
        return bot.workspace if bot else ""

    return Served(
        "slack",
        SlackAdapter(web, home.bots),
        _routes(slack, web, home, door),
        workspace=workspace,
        listen=listen,
        close=close,
    )


def _home(parts: Parts, slack: SlackSettings, web: Web) -> Home:
    """One workspace by its token, or many by installation."""
    if not slack.client_id:
        return Home(OneBot(web, slack.bot_token))
    settings = parts.settings
    sealer = Sealer(settings.keys)
    vault = SealedVault(parts.writer, settings.hospital.id, sealer, utc_now)
    installs = Installs(vault, web, settings.slack_homes())
    bots = ManyBots(web, installs, slack.client_id, slack.client_secret)
    flow = oauth.flow(web, installs, States(vault), slack.client_id, slack.client_secret)
    return Home(bots, vault, installs, flow)


def _routes(slack: SlackSettings, web: Web, home: Home, door: Door) -> list[Route]:
    """Over a socket nothing is served: a hospital that lets nothing in opens no door by mistake."""
    if not slack.signing_secret or slack.app_token:
        return []
    app = bolt.build(web, home.bots, door, slack.signing_secret, home.flow)
    endpoint = Endpoint(app, slack.signing_secret)
    found = [Route(PATH, endpoint, methods=["POST"])]
    if home.flow is not None:
        pages = AsyncSlackRequestHandler(app, PATH)
        found += [Route(path, pages, methods=["GET"]) for path in (oauth.INSTALL, oauth.BACK)]
    return found


def _sorry(phone: str) -> str:
    again = "Nothing was stored or sent. Please try again in a minute; if it is urgent, phone"
    return f"{again} {phone or 'IT'}."
