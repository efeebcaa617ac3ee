"""From an answer in IT's thread to the same answer in the ward's: a signed event to the door of the
running app, until the post reaches a stand-in for Slack. No pace binds: answers are a second and a
quarter apart. One process on SQLite, and a web and a worker process on PostgreSQL.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.bench.fake_slack import SECRET, TEAM, TOKEN, slack
from tests.bench.row import Row
from tests.bench.server import answers, started
from tests.bench.slack_requests import WARD, Crowd, Request, heard
from tests.ports import free_port
from tests.storage.postgres import made, programs, served

ANSWERS, APART, GOAL = 14, 1.25, 250.0  # seconds; milliseconds
TRIAGE, CONCERN = "C0TRIAGE", "label printer on 5 West prints blank labels"
CONFIG = f"""
[hospital]
name = "Harbor City General"
zone = "America/New_York"
[[units]]
id = "5W"
name = "5 West"
care_area = "med-surg"
[[rooms]]
platform = "slack"
workspace = "{TEAM}"
id = "{WARD}"
purpose = "ward"
unit = "5W"
[[rooms]]
platform = "slack"
workspace = "{TEAM}"
id = "{TRIAGE}"
purpose = "triage"
[[people]]
name = "Sam Ortiz"
platform = "slack"
workspace = "{TEAM}"
id = "U0SAM"
side = "it"
"""


@asynccontextmanager
async def running(url: str, api: str, folder: Path, *parts: str) -> AsyncIterator[str]:
    """The address of the app, with each of `parts` in a process of its own."""
    (folder / "corridor.toml").write_text(CONFIG)
    port = free_port()
    env = {
        "DATABASE_URL": url,
        "CORRIDOR_CONFIG": str(folder / "corridor.toml"),
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api,
        "PORT": str(port),
    }
    async with started("-m", "bot", "migrate", env=env, port=port) as first:
        await first.ended()
    async with AsyncExitStack() as stack:
        for part in parts:
            await stack.enter_async_context(started("-m", "bot", part, env=env, port=port))
        await answers(port, "/readyz")
        await asyncio.sleep(6)  # what is loaded late, and the worker, are there
        yield f"http://127.0.0.1:{port}/slack/events"


async def _sent(session: aiohttp.ClientSession, door: str, request: Request) -> None:
    headers = request.headers()
    async with session.post(door, data=request.body, headers=headers) as answer:
        assert answer.status == 200, answer.status


async def measured(url: str, folder: Path, *parts: str) -> tuple[float, ...]:
    """Milliseconds from the event to the post, one after the other."""
    found = []
    async with (
        slack() as there,
        running(url, there.url, folder, *parts) as door,
        aiohttp.ClientSession() as session,
    ):
        raised = Crowd(there).command("U0ANA", "/concern", CONCERN)
        await _sent(session, door, raised)
        _, thread = await there.until("label printer", TRIAGE)
        await there.until("label printer", WARD)
        for number in range(ANSWERS):
            await asyncio.sleep(APART)
            start = time.perf_counter()
            words = f"we look at it, step {number:03}"
            await _sent(session, door, heard(f"Ev{number}", TRIAGE, "U0SAM", words, thread))
            came, _ = await there.until(f"step {number:03}", WARD)
            found.append((came - start) * 1000)
    return tuple(found[2:])


async def rows() -> list[Row]:
    found, what = [], "an answer to IT's thread, until it is in the ward's"
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'mirror.db'}"
        took = await measured(url, Path(folder), "serve")
        found.append(
            Row(f"{what}, one process on SQLite", "the goal", "ms", took, (GOAL,), 1, less=True)
        )
        if programs() is not None:
            with served(durable=True) as server:
                took = await measured(made(server, "mirror"), Path(folder), "web", "worker")
            name = f"{what}, web and worker on PostgreSQL"
            found.append(Row(name, "the goal", "ms", took, (GOAL,), 1, less=True))
    return found
