"""Bolt apps that store nothing, as bolt's guide has them, with the mode that answers fastest: no poll
for the listener (`process_before_response`)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.network import Network
from adapters.network.sessions import open_session
from tests.bench.fake_slack import SECRET, TOKEN

COUNTED = "Counted on C-101"
SENTENCE = "2 people, 1 unit. You will be told what happens."
PATH = "/slack/events"


def acknowledging(_database: str, api_url: str) -> ASGIApp:
    """Acknowledges all that there is."""
    app = _app(api_url)
    app.command("/concern")(_acknowledge)
    app.action(re.compile(".*"))(_acknowledge)
    return _served(app)


def posting(_database: str, api_url: str) -> ASGIApp:
    """Answers privately as well, with as many words and blocks as ours: a command in its
    acknowledgement, a press by `respond`."""
    app = _app(api_url)

    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text=COUNTED, blocks=_blocks(), replace_original=False)

    app.command("/concern")(_told)
    app.action(re.compile(".*"))(pressed)
    return _served(app)


def sharing(_database: str, api_url: str) -> ASGIApp:
    """The same with `chat.postEphemeral` over one HTTP session that is kept open, which no guide
    has: `respond` opens a connection each time."""
    app = _app(api_url)

    async def pressed(ack: Any, client: AsyncWebClient, body: Any) -> None:
        await ack()
        where, who = body["channel"]["id"], body["user"]["id"]
        await client.chat_postEphemeral(channel=where, user=who, text=COUNTED, blocks=_blocks())

    @asynccontextmanager
    async def shared(_: Starlette) -> AsyncIterator[None]:
        async with open_session(Network(), 10, connect=None) as app.client.session:
            yield

    app.command("/concern")(_told)
    app.action(re.compile(".*"))(pressed)
    return Starlette(routes=[Mount("/", _served(app))], lifespan=shared)


def one(_database: str, api_url: str) -> ASGIApp:
    return _listening(api_url, 1)


def thirty(_database: str, api_url: str) -> ASGIApp:
    return _listening(api_url, 30)


def _listening(api_url: str, commands: int) -> ASGIApp:
    """Acknowledges so many commands, each with a listener of its own; ours is the last."""
    app = _app(api_url)
    for name in (*(f"/other{n}" for n in range(commands - 1)), "/concern"):
        app.command(name)(_acknowledge)
    return _served(app)


def floor(_database: str, _api_url: str) -> ASGIApp:
    """What the server itself costs: reads the request and answers."""

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


def _app(api_url: str) -> AsyncApp:
    client = AsyncWebClient(token=TOKEN, base_url=api_url)
    return AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)


def _served(app: AsyncApp) -> ASGIApp:
    return AsyncSlackRequestHandler(app, path=PATH)  # type: ignore[return-value]


async def _acknowledge(ack: Any) -> None:
    await ack()


async def _told(ack: Any) -> None:
    await ack(text=COUNTED, blocks=_blocks())


def _blocks() -> list[dict[str, Any]]:
    """As ours says that somebody is counted."""
    words = [{"type": "text", "text": SENTENCE}]
    section = {"type": "rich_text_section", "elements": words}
    title = {"type": "plain_text", "text": COUNTED, "emoji": True}
    return [{"type": "header", "text": title}, {"type": "rich_text", "elements": [section]}]
