"""The served app with Microsoft in front of it: people act, and what they see is read back."""

import asyncio
import contextlib
import io
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from adapters.web.people import key_of
from bot.ops.migrations import migrate
from bot.run.app import build
from bot.run.lifecycle import App
from bot.run.playground_store import PlaygroundStore
from bot.settings import Settings, load
from bot.words.cards import Message, Reply
from bot.words.events import Account, Channel, Event
from bot.words.plain_text import plain
from tests import prepared
from tests.logged import logged
from tests.wire.running import PATIENCE
from tests.wire.teams.doors import BOTH, setting
from tests.wire.teams.microsoft import APP, BOT, PASSWORD, TENANT, Microsoft

FIXTURES = Path(__file__).parents[2] / "fixtures" / "teams"
WARD = "19:ward5w@thread.tacv2"
TRIAGE = "19:triage@thread.tacv2"
TEAM = "19:nursing@thread.tacv2"
FILE = f"""
[hospital]
name = "Harbor City General"
zone = "America/New_York"
phone = "x5100"
event_report = "https://intranet.example/report"
[[units]]
id = "5W"
name = "5 West"
care_area = "med-surg"
[[rooms]]
platform = "teams"
id = "{WARD}"
purpose = "ward"
unit = "5W"
[[rooms]]
platform = "web"
id = "it-triage"
purpose = "triage"
[[people]]
platform = "teams"
id = "aad-ana"
name = "Ana Ruiz"
side = "clinical"
unit = "5W"
roles = ["admin"]
[[people]]
platform = "web"
id = "sam"
name = "Sam Ortiz"
side = "it"
roles = ["oncall"]
[[groups]]
platform = "teams"
id = "19:informatics@thread.tacv2"
side = "both"
[playground]
enabled = true
"""
ELSEWISE = "without Microsoft's SDK"  # in the log, where it should be there and is not
IT_ROOM = Channel("web", "playground", "it-triage")
SAM = Account("web", "playground", "sam")
PEOPLE = {"ana": "Ana Ruiz", "ben": "Ben Cole", "mia": "Mia Chan", "gil": "Gil Guest"}


@dataclass
class World:
    """`says`, `presses` and the rest post what Teams would post, signed."""

    settings: Settings
    microsoft: Microsoft
    log: io.StringIO
    ids: "count[int]" = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        migrate(self.settings)
        self.app: App = build(self.settings)
        config = uvicorn.Config(self.app.web, log_config=None, access_log=False, lifespan="on")
        self.server = uvicorn.Server(config)
        self.server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        ours = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{ours.getsockname()[1]}"
        self.serving = asyncio.ensure_future(self.server._serve([ours]))
        async with asyncio.timeout(PATIENCE):
            while not self.server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
        self.client = httpx.AsyncClient(base_url=self.url, timeout=PATIENCE)

    async def stop(self) -> None:
        await self.client.aclose()
        self.server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await self.serving

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def post(self, activity: Mapping[str, Any], **token: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.microsoft.token(**token)}"}
        return await self.client.post("/api/messages", json=dict(activity), headers=headers)

    def activity(self, kind: str, who: str = "ana", room: str = "", **more: Any) -> dict[str, Any]:
        """An activity by someone: in a room, or in their own chat with the bot."""
        talk: dict[str, Any] = {"id": room or f"a:29:{who}", "tenantId": TENANT}
        talk |= {"conversationType": "channel" if room else "personal"}
        data: dict[str, Any] = {"tenant": {"id": TENANT}}
        if room:
            data |= {"team": {"id": TEAM}, "channel": {"id": room.partition(";")[0]}}
        return {
            "type": kind,
            "id": f"{next(self.ids)}",
            "timestamp": "2026-11-24T10:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": f"29:{who}", "name": PEOPLE[who], "aadObjectId": f"aad-{who}"},
            "recipient": {"id": BOT, "name": "Corridor"},
            "conversation": talk,
            "channelData": data,
            **more,
        }

    def message(
        self, who: str, text: str, room: str = "", named: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Said to the bot: by mention in a room. `named` are the people it mentions, by the tag
        that stands for each: "<at>Kim Lee</at>" and what the connector calls them."""
        clock = {"type": "clientInfo", "locale": "en-US", "timezone": "America/New_York"}
        entities: list[dict[str, Any]] = [clock]
        if room:
            at = {"type": "mention", "text": "<at>Corridor</at>", "mentioned": {"id": BOT}}
            entities, text = [at, clock], f"<at>Corridor</at>\u00a0{text}"
        for tag, who_it_is in (named or {}).items():
            told = {"id": who_it_is, "name": tag.partition(">")[2].partition("<")[0]}
            entities.append({"type": "mention", "text": tag, "mentioned": told})
        return self.activity("message", who, room, text=text, entities=entities)

    async def says(
        self, who: str, text: str, room: str = "", named: Mapping[str, str] | None = None
    ) -> httpx.Response:
        answer = await self.post(self.message(who, text, room, named))
        assert answer.status_code == 200, answer.status_code
        return answer

    def invoke(self, name: str, value: Any, who: str, room: str, ref: str) -> dict[str, Any]:
        return self.activity("invoke", who, room, name=name, value=value, replyToId=ref)

    async def presses(
        self, who: str, action: Mapping[str, Any], ref: str = "", room: str = "", **filled: str
    ) -> Any:
        """Does what Teams does for a button: the body that answers it."""
        data = {**action["data"], **filled}
        if action["type"] == "Action.Execute":
            value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}}
            sent = self.invoke("adaptiveCard/action", value, who, room, ref)
        else:
            fetch = data.get("msteams", {}).get("type") == "task/fetch"
            name = "task/fetch" if fetch else "task/submit"
            value = {"data": data, "context": {"theme": "default"}}
            sent = self.invoke(name, value, who, room, ref)
        answer = await self.post(sent)
        assert answer.status_code == 200, answer.status_code
        return answer.json()

    async def until(self, found: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """What `found` gives, as soon as it gives anything."""
        try:
            async with asyncio.timeout(patience):
                while not (value := found()):  # noqa: ASYNC110 - it may be of any kind
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"never came; there is:\n{self.all_shown()}") from None
        return value

    async def it(self, event: Event) -> Reply:
        """IT acts, on the playground."""
        return await self.app.core(event)

    async def triage(self) -> str:
        """What IT's room on the playground shows, as text."""
        page = await PlaygroundStore(self.app.writer).page(key_of(IT_ROOM))
        return "\n".join(plain(e.body) for e in page.entries if isinstance(e.body, Message))

    async def triage_shows(self, text: str) -> str:
        return await self.triage_until(lambda found: text in found)

    async def triage_until(self, well: Callable[[str], bool]) -> str:
        async with asyncio.timeout(PATIENCE):
            while not well(found := await self.triage()):  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.05)
        return found

    def all_shown(self) -> str:
        return "\n".join(f"{p.conversation}: {p.activity}" for p in self.microsoft.posts.values())

    def stored(self) -> str:
        """All that the database holds, as text."""
        path = self.settings.database_url.removeprefix("sqlite:///")
        return "\n".join(
            Path(path + end).read_bytes().decode("utf-8", "replace")
            for end in ("", "-wal")
            if Path(path + end).exists()
        )


def actions(shown: Any) -> list[dict[str, Any]]:
    """Every action in a payload, however deep."""
    found: list[dict[str, Any]] = []
    if isinstance(shown, dict):
        if str(shown.get("type", "")).startswith("Action.") and "data" in shown:
            found.append(shown)
        for name, value in shown.items():
            found += actions(value) if name != "fallback" else []
    elif isinstance(shown, list):
        for one in shown:
            found += actions(one)
    return found


def action(shown: Any, title: str) -> dict[str, Any]:
    named = [one for one in actions(shown) if one.get("title") == title]
    assert named, f"no {title} among {[one.get('title') for one in actions(shown)]}"
    return named[0]


def words(shown: Any) -> str:
    """A payload as one text, for looking for words in it."""
    return json.dumps(shown, ensure_ascii=False)


def fixture(name: str, microsoft: Microsoft) -> dict[str, Any]:
    """A recorded activity, as it would come through this connector."""
    text = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    return dict[str, Any](
        json.loads(text.replace("https://service.example/", microsoft.service_url))
    )


@contextlib.asynccontextmanager
async def opened(path: Path, **env: str) -> AsyncIterator[World]:
    (path / "corridor.toml").write_text(FILE, encoding="utf-8")
    microsoft = Microsoft()
    await microsoft.start()
    for who, name in PEOPLE.items():
        standing = {"userRole": "guest" if who == "gil" else "user", "tenantId": TENANT}
        known = {"id": f"29:{who}", "name": name, "email": f"{who}@example.org"}
        known |= {"aadObjectId": f"aad-{who}"}
        microsoft.members[f"29:{who}"] = known | standing
    given = {
        "DATABASE_URL": f"sqlite:///{path / 'corridor.db'}",
        "CORRIDOR_CONFIG": str(path / "corridor.toml"),
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_URL": f"{microsoft.url}/openid",
        "TEAMS_ALLOWED_SERVICE_URLS": microsoft.service_url,
    }
    with logged() as log:
        prepared.migrated(path / "corridor.db")
        world = World(load(given | env), microsoft, log)
        await world.start()
        try:
            yield world
        finally:
            await world.stop()
            await microsoft.stop()


@pytest.fixture(params=BOTH)
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """One by each door."""
    async with opened(tmp_path, **setting(request.param)) as found:
        yield found
        assert ELSEWISE not in found.log.getvalue()
