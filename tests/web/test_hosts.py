"""Whom the playground answers, beside platforms that are reached from outside."""

from pathlib import Path

import httpx

from bot.run import app as corridor
from bot.settings import load

FILE = '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n[playground]\nenabled = true\n'


def client(path: Path, host: str) -> httpx.AsyncClient:
    env = {
        "DATABASE_URL": f"sqlite:///{path / 'corridor.db'}",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "not-a-secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    app = corridor.build(load(env, lambda _: FILE)).web
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}")


async def test_the_playground_is_closed_to_other_names_and_slack_is_not(tmp_path: Path) -> None:
    async with client(tmp_path, "corridor.example.org") as outside:
        assert (await outside.get("/")).status_code == 400
        assert (await outside.post("/slack/events", content=b"{}")).status_code == 401
        assert (await outside.get("/healthz")).status_code == 200


async def test_a_page_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    async with client(tmp_path, "127.0.0.1") as inside:
        assert (await inside.get("/slack/nothing")).status_code == 404
