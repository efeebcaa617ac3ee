"""From an answer in IT's thread to the same answer in the ward's: a signed event to the door of the
running app, until the post reaches a stand-in for Slack. No pace binds: answers are a second and a
quarter apart. One process on SQLite, and a web and a worker process on PostgreSQL.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.bench.row import Row
from tests.bench.slack_servers import SECRET, TEAM, TOKEN
from tests.bench.starting import _free, _ready
from tests.storage.postgres import made, programs, served

ANSWERS, APART, GOAL = 14, 1.25, 250.0  # seconds; milliseconds
WARD, TRIAGE = "C0WARD", "C0TRIAGE"
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


class Slack:
    """Takes every message, and keeps when it came, where, under what, and its text."""

    def __init__(self) -> None:
        self.posts: list[tuple[float, str, str, str]] = []
        self._stamps = count(1)
        self.url = ""

    async def call(self, request: web.Request) -> web.Response:
        json_ = request.content_type == "application/json"
        asked = await request.json() if json_ else dict(await request.post())
        method = request.match_info["method"]
        if method == "chat.postMessage":
            where, under = str(asked.get("channel")), str(asked.get("thread_ts") or "")
            self.posts.append((time.perf_counter(), where, under, json.dumps(asked)))
            return _ok(ts=f"1.{len(self.posts):06}", channel=where)
        if method == "auth.test":
            return _ok(team_id=TEAM, user_id="U0BOT", bot_id="B0BOT", url="https://x.example/")
        user = str(asked.get("user") or request.query.get("user") or "U0")
        face = {"id": user, "team_id": TEAM, "real_name": user, "profile": {"real_name": user}}
        return _ok(user=face, ts="1.1")

    async def until(self, words: str, channel: str) -> tuple[float, str]:
        """When a message with these words came there, and its ts."""
        async with asyncio.timeout(30):
            while True:
                for n, (at, where, _, body) in enumerate(self.posts, 1):
                    if where == channel and words in body:
                        return at, f"1.{n:06}"
                await asyncio.sleep(0.001)


def _ok(**more: Any) -> web.Response:
    return web.json_response({"ok": True, **more})


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    found, app = Slack(), web.Application()
    app.router.add_route("*", "/api/{method}", found.call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = _free()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    found.url = f"http://127.0.0.1:{port}/api/"
    yield found
    await runner.cleanup()


@asynccontextmanager
async def running(url: str, api: str, folder: Path, *parts: str) -> AsyncIterator[str]:
    """The address of the app, with each of `parts` in a process of its own."""
    (folder / "corridor.toml").write_text(CONFIG)
    port = _free()
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "CORRIDOR_CONFIG": str(folder / "corridor.toml"),
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api,
        "PORT": str(port),
    }
    first = await _run("migrate", env)
    await first.wait()
    started = [await _run(part, env) for part in parts]
    try:
        async with asyncio.timeout(30):
            while not _ready(port):  # noqa: ASYNC110 - another process is
                await asyncio.sleep(0.05)
        await asyncio.sleep(6)  # what is loaded late, and the worker, are there
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        for process in started:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in started))


async def _run(part: str, env: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", part),
        env=env,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def _sent(session: aiohttp.ClientSession, url: str, body: str, kind: str) -> None:
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    async with session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 200, answer.status


def _command() -> str:
    return urlencode(
        {
            "command": "/concern",
            "text": "label printer on 5 West prints blank labels",
            "team_id": TEAM,
            "user_id": "U0ANA",
            "channel_id": WARD,
            "trigger_id": "c.1",
            "response_url": "http://127.0.0.1:9/none",
        }
    )


def _answer(number: int, thread: str) -> str:
    stamp = f"{time.time():.6f}"
    message = {
        "type": "message",
        "channel": TRIAGE,
        "channel_type": "channel",
        "user": "U0SAM",
        "text": f"we look at it, step {number:03}",
        "ts": stamp,
        "event_ts": stamp,
        "thread_ts": thread,
        "team": TEAM,
    }
    named = {"event_id": f"Ev{number}", "event_time": int(time.time()), "team_id": TEAM}
    return json.dumps({"type": "event_callback", "event": message, **named})


async def measured(url: str, folder: Path, *parts: str) -> tuple[float, ...]:
    """Milliseconds from the event to the post, one after the other."""
    found = []
    async with (
        slack() as there,
        running(url, there.url, folder, *parts) as door,
        aiohttp.ClientSession() as session,
    ):
        await _sent(session, door, _command(), "application/x-www-form-urlencoded")
        _, thread = await there.until("label printer", TRIAGE)
        await there.until("label printer", WARD)
        for number in range(ANSWERS):
            await asyncio.sleep(APART)
            start = time.perf_counter()
            await _sent(session, door, _answer(number, thread), "application/json")
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
