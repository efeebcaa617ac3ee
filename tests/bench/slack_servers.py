"""The servers that the Slack rows compare, each a process of its own: Corridor's web part, a bare
bolt app that only acknowledges, one with a single listener and one with thirty, an ASGI app that
answers at once, our way in with a core that says nothing, and a Slack that agrees to everything.

    python -m tests.bench.slack_servers corridor|bare|one|thirty|floor|stub|slack DATABASE API_URL
"""

import re
import sys
from collections.abc import Callable, Mapping

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.network import Network
from bot.core.router import opening, routes
from bot.features import FEATURES
from bot.ops.migrations import migrate
from bot.privacy import Guard
from bot.run import app as corridor
from bot.run.clock import utc_now
from bot.run.late_answers import LateAnswers
from bot.run.platforms import PlatformParts, slack
from bot.settings import Settings, load
from bot.words.events import Command, Event
from storage import Writer
from storage.engine.session import open_hospital

SECRET, TOKEN, TEAM = "not-a-secret", "xoxb-not-a-secret", "T0HOSPITAL"
CONFIG = """
[hospital]
name = "Harbor City General"
zone = "America/New_York"
[[rooms]]
platform = "slack"
workspace = "T0HOSPITAL"
id = "C0TRIAGE"
purpose = "triage"
"""


def ours(database: str, api_url: str) -> ASGIApp:
    """What answers requests; deliveries are another process's work."""
    settings = _settings(database, api_url)
    migrate(settings)
    return corridor.build(settings, frozenset({"web"})).web


def _settings(database: str, api_url: str) -> Settings:
    env = {
        "DATABASE_URL": database,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
    }
    return load(env, lambda _: CONFIG)


def bare(_database: str, api_url: str) -> ASGIApp:
    """As bolt's guide has it, with the mode that answers fastest: no poll for the listener."""
    client = AsyncWebClient(token=TOKEN, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    async def acknowledge(ack: object) -> None:
        assert callable(ack)
        await ack()

    app.command("/concern")(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
    return AsyncSlackRequestHandler(app, path="/slack/events")  # type: ignore[return-value]


def listening(commands: int) -> Callable[[str, str], ASGIApp]:
    """The same with so many commands, each with a listener of its own; ours is the last."""

    def made(_database: str, api_url: str) -> ASGIApp:
        client = AsyncWebClient(token=TOKEN, base_url=api_url)
        app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

        async def acknowledge(ack: object) -> None:
            assert callable(ack)
            await ack()

        for name in (*(f"/other{n}" for n in range(commands - 1)), "/concern"):
            app.command(name)(acknowledge)
        return AsyncSlackRequestHandler(app, path="/slack/events")  # type: ignore[return-value]

    return made


def floor(_database: str, _api_url: str) -> ASGIApp:
    """What the server itself costs: reads the request and answers."""

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


def stub(database: str, api_url: str) -> ASGIApp:
    """Our way in, for all our commands: checked, understood, who it is looked up, and acknowledged.
    The core behind it keeps nothing and says nothing."""
    settings, table = _settings(database, api_url), routes(FEATURES)
    assert settings.slack is not None
    assert len({name for kind, name in table if kind is Command}) >= 30

    async def core(_: Event) -> None:
        """Nothing happens."""

    writer = Writer(open_hospital(database, settings.hospital.id))
    answers = LateAnswers(writer, utc_now)
    told = (settings, writer, Guard(), core, opening(table), Network(), answers, utc_now)
    parts = PlatformParts(*told)
    return Starlette(routes=list(slack.serve(parts, settings.slack).routes))


def agreeable(_database: str, _api_url: str) -> ASGIApp:
    """Knows who everybody is, and takes whatever it is sent."""

    async def auth(_: Request) -> Response:
        me = {"team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}
        return JSONResponse({"ok": True, "url": "https://x.example/", "team": "x", **me})

    async def person(request: Request) -> Response:
        found = await request.form()
        user = str(found.get("user") or request.query_params.get("user") or "")
        name = f"Person {user[1:]}"
        told = {"id": user, "team_id": TEAM, "real_name": name, "profile": {"real_name": name}}
        return JSONResponse({"ok": True, "user": told})

    async def agree(_: Request) -> Response:
        return JSONResponse({"ok": True})

    both = ["GET", "POST"]
    return Starlette(
        routes=[
            Route("/api/auth.test", auth, methods=both),
            Route("/api/users.info", person, methods=both),
            Route("/{path:path}", agree, methods=both),
        ]
    )


SERVERS: Mapping[str, Callable[[str, str], ASGIApp]] = {
    "corridor": ours,
    "bare": bare,
    "one": listening(1),
    "thirty": listening(30),
    "floor": floor,
    "stub": stub,
    "slack": agreeable,
}


def main(which: str, database: str, api_url: str) -> None:
    app = SERVERS[which](database, api_url)
    corridor.freeze_garbage_collector()  # as each does that is run for long
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    socket = config.bind_socket()
    print(socket.getsockname()[1], flush=True)  # noqa: T201 - how its parent learns the port
    uvicorn.Server(config).run(sockets=[socket])


if __name__ == "__main__":
    main(*sys.argv[1:])
