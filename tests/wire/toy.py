"""A small app on the real bolt, over HTTP or Socket Mode: what the stand-in is tried with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any, Literal

import uvicorn
from aiohttp import ClientSession
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack_api import FakeSlack, People

Mode = Literal["http", "socket"]


@dataclass
class Toy:
    """Everything the app got (`heard`), and what it says next (`answers`, each once): a status
    with a body, or seconds to sleep before saying nothing."""

    slack: FakeSlack
    people: People
    client: AsyncWebClient
    url: str = ""
    heard: list[Any] = field(default_factory=list)
    answers: list[tuple[int, Any] | float] = field(default_factory=list)

    async def take(self, request: AsyncBoltRequest) -> BoltResponse:
        self.heard.append(request.body)
        answer = self.answers.pop(0) if self.answers else (200, "")
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            answer = (200, "")
        headers = {k: v for k, v in request.headers.items() if k.startswith("x-slack-retry")}
        if headers:
            self.heard[-1] = {**request.body, "retry": headers}
        return BoltResponse(status=answer[0], body=answer[1])

    def last(self) -> Any:
        return self.heard[-1]


@asynccontextmanager
async def toy(slack: FakeSlack, mode: Mode) -> AsyncIterator[Toy]:
    client = AsyncWebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[])
    app = AsyncApp(
        client=client, signing_secret=slack.app.signing_secret, process_before_response=True
    )
    made = Toy(slack, slack.over_socket(), client)

    async def heard(req: AsyncBoltRequest, next: Any) -> BoltResponse:  # noqa: A002
        return await made.take(req)

    app.middleware(heard)
    opened = _http if mode == "http" else _socket
    async with opened(slack, app, made):
        yield made


@asynccontextmanager
async def _http(slack: FakeSlack, app: AsyncApp, made: Toy) -> AsyncIterator[None]:
    async with served(AsyncSlackRequestHandler(app, path="/slack/events")) as url:
        made.url = url
        made.people = slack.over_http(f"{url}/slack/events")
        yield


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """An ASGI app on a port of the system's choice, in this loop."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none", loop="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _socket(slack: FakeSlack, app: AsyncApp, made: Toy) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(
        app, slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url), ping_interval=0.2
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@dataclass
class Shop:
    """An app that can be installed from its own pages, and where it keeps what it gets."""

    url: str
    store: FileInstallationStore
    slack: FakeSlack

    async def call(self, method: str, form: dict[str, str]) -> Any:
        """A method of the Web API, by hand."""
        address = f"{self.slack.api_url}{method}"
        async with ClientSession() as session, session.post(address, data=form) as answer:
            return await answer.json()


@asynccontextmanager
async def installable(slack: FakeSlack) -> AsyncIterator[Shop]:
    with TemporaryDirectory() as folder:
        store = FileInstallationStore(base_dir=folder, client_id=slack.app.client_id)
        settings = AsyncOAuthSettings(
            client_id=slack.app.client_id,
            client_secret=slack.app.client_secret,
            scopes=["chat:write", "commands", "users:read"],
            installation_store=store,
            state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=folder),
        )
        client = AsyncWebClient(base_url=slack.api_url)
        app = AsyncApp(
            client=client, signing_secret=slack.app.signing_secret, oauth_settings=settings
        )
        async with served(AsyncSlackRequestHandler(app, path="/slack/events")) as url:
            yield Shop(url, store, slack)
