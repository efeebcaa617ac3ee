"""A Slack that knows everybody and takes whatever it is sent, and when it came. It refuses nobody:
`tests/wire/slack` is the one that checks."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiohttp import web

from tests.bench.names import name
from tests.ports import free_port

SECRET, TOKEN, TEAM, BOT = "not-a-secret", "xoxb-not-a-secret", "T0HOSPITAL", "U0BOT"


class Posted(NamedTuple):
    """A message that came: when, by `time.perf_counter`, where and in which thread."""

    at: float
    channel: str
    thread: str
    body: str


class Slack:
    """`url` is its Web API's. `calls` counts by method; `answers` has when something came at the
    response_url of that name."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/api/"
        self._respond = f"http://127.0.0.1:{port}/respond/"
        self.posts: list[Posted] = []
        self.calls: Counter[str] = Counter()
        self.answers: dict[str, float] = {}

    def response_url(self, once: str) -> str:
        return self._respond + once

    async def call(self, request: web.Request) -> web.Response:
        json_ = request.content_type == "application/json"
        sent: Any = await request.json() if json_ else await request.post()
        asked = {**request.query, **sent}
        method = request.match_info["method"]
        self.calls[method] += 1
        match method:
            case "chat.postMessage":
                return self._post(asked)
            case "auth.test":
                me = {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT", "team": "x"}
                return _ok(url="https://x.example/", **me)
            case "users.info":
                return _ok(user=_person(str(asked.get("user") or "")))
            case "conversations.open":
                return _ok(channel={"id": f"D{str(asked.get('users'))[1:]}"})
            case "conversations.list":
                return _ok(channels=[])
            case _:
                return _ok(ts="1.1")

    def _post(self, asked: dict[str, Any]) -> web.Response:
        where, under = str(asked.get("channel")), str(asked.get("thread_ts") or "")
        self.posts.append(Posted(time.perf_counter(), where, under, json.dumps(asked)))
        return _ok(ts=f"1.{len(self.posts):06}", channel=where)

    async def answer(self, request: web.Request) -> web.Response:
        await request.read()
        self.answers[request.match_info["once"]] = time.perf_counter()
        return web.Response(text="ok")

    async def until(self, words: str, channel: str) -> tuple[float, str]:
        """When a message with these words came there, and its ts."""
        async with asyncio.timeout(30):
            while True:
                for n, post in enumerate(self.posts, 1):
                    if post.channel == channel and words in post.body:
                        return post.at, f"1.{n:06}"
                await asyncio.sleep(0.001)


def _person(user: str) -> dict[str, Any]:
    """Accounts of a load are a U and a number; others are called as their id."""
    real = name(int(user[1:])) if user[1:].isdecimal() else user
    profile = {"real_name": real, "bot_id": "B0BOT"} if user == BOT else {"real_name": real}
    known = {"id": user, "team_id": TEAM, "name": user.lower(), "tz": "UTC"}
    return {**known, "real_name": real, "profile": profile}


def _ok(**more: Any) -> web.Response:
    return web.json_response({"ok": True, **more})


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    """One in this process, until the block ends."""
    port = free_port()
    found, app = Slack(port), web.Application()
    app.router.add_route("*", "/api/{method}", found.call)
    app.router.add_post("/respond/{once}", found.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield found
    finally:
        await runner.cleanup()
