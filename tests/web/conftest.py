"""A playground over HTTP, with a real store and a core that answers what it is told to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web.adapter import WebAdapter
from adapters.web.page import Look
from adapters.web.pages import Pages
from bot.privacy import Guard
from bot.run.clock import utc_now
from bot.run.playground_store import PlaygroundStore
from bot.words.cards import Reply
from bot.words.events import Event
from storage import Writer
from storage.engine.session import open_hospital
from tests import prepared
from tests.contract.rigs import STAGE

TOKEN = "token-of-this-page-alone"


@dataclass
class Chat:
    """What a visitor's browser does, and what the core heard of it. `broken`: nothing can be
    stored; `blind`: the guard fails."""

    database: Path
    client: httpx.AsyncClient
    heard: list[Event] = field(default_factory=list)
    reply: Reply = None
    broken: bool = False
    blind: bool = False

    def __post_init__(self) -> None:
        self.guard = Guard()
        self.start()

    def start(self) -> None:
        """The whole app, on what an earlier one stored."""
        prepared.tables(self.database)
        self.engine = open_hospital(f"sqlite:///{self.database}", "harbor")
        self.writer = Writer(self.engine)
        self.writer.start()
        store = PlaygroundStore(self.writer)
        self.adapter = WebAdapter(store, STAGE, utc_now)
        look = Look("Harbor City General", ZoneInfo("America/New_York"), STAGE)
        self.pages = Pages(self.core, store, self.adapter, look, self.clean, utc_now)
        self.client._transport = httpx.ASGITransport(Starlette(routes=self.pages.routes))

    def stop(self) -> None:
        self.writer.stop()
        self.engine.kw["bind"].dispose()

    async def core(self, event: Event) -> Reply:
        if self.broken:
            raise RuntimeError("the database is out of reach")
        self.heard.append(event)
        return self.reply

    def clean(self, text: str) -> str:
        if self.blind:
            raise RuntimeError("a word list is missing")
        return self.guard.check(text).text

    async def post(self, what: str, token: str = TOKEN, **values: str) -> httpx.Response:
        place = {"pane": "ward", "as": "ana", "at": "ward-5w", "once": "once-12345678"}
        return await self.client.post(
            f"/web/{what}", data=place | values, headers={"X-Corridor": token}
        )

    async def shown(self) -> str:
        return (await self.client.get("/web/pane", params={"pane": "ward", "at": "ward-5w"})).text


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    client = httpx.AsyncClient(base_url="http://127.0.0.1", cookies={"corridor_page": TOKEN})
    chat = Chat(tmp_path / "web.db", client)
    yield chat
    await client.aclose()
    chat.stop()
