"""Hello-world through the wire: an event at the door, and "Hello" by Slack's Web API. Ours is signed,
checked, committed to disk before it is acknowledged, and posted from the outbox; against opsdroid 0.31
on its own Slack connector and errbot 6.2 with the least wire that it can have, which keep nothing.

OPSDROID_PYTHON and ERRBOT_PYTHON name interpreters that have them; `make bench-peers` makes both
under .bench. Without them the rows are left out, and that is said.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.fake_slack import Slack, slack
from tests.bench.load import Load, Sample
from tests.bench.row import Row
from tests.bench.server import answers, started
from tests.bench.slack_requests import PEOPLE, Request, heard
from tests.bench.subject import compared
from tests.ports import free_port

MANY, ROUNDS = 400, 5
PEERS = (
    ("opsdroid", "opsdroid 0.31", "hello", "/connector/slack", 1.0),
    ("errbot", "errbot 6.2", "!hello", "/slack/events", 3.0),
)
ONCE = count(1)


class Talk:
    """People who each say the same to the bot, in a direct message."""

    def __init__(self, load: Load, text: str) -> None:
        self._load, self._text = load, text
        self._people: Iterator[int] = count()

    async def sample(self, many: int = MANY) -> Sample:
        return await self._load.closed(self._said, many)

    def _said(self) -> Request:
        person = next(self._people) % PEOPLE
        return heard(f"Ev{next(ONCE)}", f"D{person}", f"U{person}", self._text)


async def rows() -> list[Row]:
    found: list[Row] = []
    async with slack() as there:
        for name, called, text, path, goal in PEERS:
            python = interpreter(name)
            if python is None:
                print(f"  left out: {called} is not here (make bench-peers)", flush=True)  # noqa: T201
                continue
            script = f"tests/bench/peers/{name}_hello.py"
            async with _ours(there) as ours, _theirs(python, script, there, path) as load:
                theirs = Talk(load, text)
                turns = [(await ours.sample(), await theirs.sample()) for _ in range(ROUNDS + 1)]
            what = "hello, from the event over the outbox to the post"
            found += compared(what, called, turns[1:], goal)
    return found


@asynccontextmanager
async def _ours(there: Slack) -> AsyncIterator[Talk]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'hello.db'}"
        command = ("-m", "tests.bench.slack_servers", "hello", url, there.url)
        async with started(*command) as server:
            await answers(server.port)
            yield Talk(Load(there, server, posts=1), "greet")


@asynccontextmanager
async def _theirs(python: str, script: str, there: Slack, path: str) -> AsyncIterator[Load]:
    port = free_port()
    async with started(script, str(port), there.url, port=port, python=python) as server:
        await answers(port)
        yield Load(there, server, path=path, posts=1)


def interpreter(name: str) -> str | None:
    found = os.environ.get(f"{name.upper()}_PYTHON") or f".bench/{name}/bin/python"
    return found if Path(found).exists() else None
