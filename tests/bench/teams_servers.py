"""The servers that the Teams benchmark compares: ours, and a bare echo bot on each of the SDK's
adapters. `python -m tests.bench.teams_servers ours|thin|bare|stock OPENID SERVICE_URL` tells its
port; `thin` is ours without the SDK."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AppCredentials,
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)

from adapters.teams import rate_limits
from bot.ops.migrations import migrate
from bot.run import logs
from bot.run.app import build
from bot.settings import load
from tests.wire.teams.microsoft import APP, PASSWORD, TENANT

OURS = {"ours": "on", "thin": "off"}
ISSUER = "https://api.botframework.com"


class Fixed(AppCredentials):  # type: ignore[misc]
    """A token at hand: neither side asks a login service."""

    def get_access_token(self, force_refresh: bool = False) -> str:
        return "a-token"


class Factory(ServiceClientCredentialsFactory):  # type: ignore[misc]
    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, *_: Any, **__: Any) -> AppCredentials:
        return Fixed(APP)


async def echo(context: TurnContext) -> None:
    await context.send_activity(f"You said {context.activity.text}")


def bare(openid: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """As the SDK's own samples have it."""
    settings = BotFrameworkAdapterSettings(
        APP, "", app_credentials=Fixed(APP), open_id_metadata=openid
    )
    adapter = BotFrameworkAdapter(settings)

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        await adapter.process_activity(activity, header, echo)
        return web.Response(status=201)

    return messages


def stock(openid: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The adapter that is made now, as its integration package calls it."""
    authentication = BotFrameworkAuthenticationFactory.create(
        validate_authority=True,
        to_channel_from_bot_login_url="https://login.microsoftonline.com/botframework.com",
        to_channel_from_bot_oauth_scope=ISSUER,
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url=ISSUER,
        to_bot_from_channel_open_id_metadata_url=openid,
        to_bot_from_emulator_open_id_metadata_url=openid,
        credential_factory=Factory(),
    )
    adapter = CloudAdapterBase(authentication)

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        await adapter.process_activity(header, activity, echo)
        return web.Response(status=201)

    return messages


async def serve_sdk(make: Callable[[str], Any], openid: str) -> None:
    app = web.Application()
    app.router.add_post("/api/messages", make(openid))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    ours = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, ours).start()
    told(ours)
    await asyncio.Event().wait()


def serve_ours(openid: str, service_url: str, sdk: str) -> None:
    """The whole app as it is served, on a database of its own; only the pace that Teams asks for is
    let go, since the connector here is nobody's."""
    for windows in ("THREAD", "TENANT"):
        setattr(rate_limits, windows, ((1, 1_000_000),))
    folder = Path(tempfile.mkdtemp())
    (folder / "corridor.toml").write_text('[hospital]\nname = "Harbor"\nzone = "UTC"\n')
    logs.start("WARNING")
    settings = load(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'corridor.db'}",
            "CORRIDOR_CONFIG": str(folder / "corridor.toml"),
            "TEAMS_APP_ID": APP,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": openid,
            "TEAMS_ALLOWED_SERVICE_URLS": service_url,
            "TEAMS_SDK": sdk,
        }
    )
    migrate(settings)
    app = build(settings)
    ours = socket.create_server(("127.0.0.1", 0))
    told(ours)
    config = uvicorn.Config(app.web, log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[ours])


def told(ours: socket.socket) -> None:
    sys.stdout.write(f"{ours.getsockname()[1]}\n")
    sys.stdout.flush()


def main(which: str, openid: str, service_url: str) -> None:
    if which in OURS:
        serve_ours(openid, service_url, OURS[which])
    else:
        asyncio.run(serve_sdk({"bare": bare, "stock": stock}[which], openid))


if __name__ == "__main__":
    main(*sys.argv[1:])
