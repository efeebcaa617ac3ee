"""Slack: a signed press and a signed sentence through the full path (checked, guarded, stored,
committed, answered), against a bare bolt app that only acknowledges: same server, same run."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import TypeAlias
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from adapters.slack.callback_data import pack
from bot.words.events import Action
from tests.bench.row import Row
from tests.bench.slack_servers import SECRET, TEAM

REQUESTS, AT_ONCE, PEOPLE, CONCERNS, ROUNDS = 600, 16, 40, 25, 5
TICKS = os.sysconf("SC_CLK_TCK")
WORDS = (
    "label printer in room {n} prints blank labels",
    "scanner {n} at the med cart does not read armbands",
    "order set {n} opens with the wrong default route",
    "badge reader {n} needs three taps before it lets us in",
)
Body: TypeAlias = Callable[[int], str]
NUMBERS = count(1)


def sentence(number: int) -> str:
    words = WORDS[number % len(WORDS)].format(n=number)
    return _command(f"U{number % PEOPLE}", words)


def _command(user: str, words: str) -> str:
    return urlencode(
        {
            "command": "/concern",
            "text": words,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": "C0WARD",
            "trigger_id": f"c.{next(NUMBERS)}",
            "response_url": "http://127.0.0.1:9/none",
        }
    )


def press(number: int) -> str:
    """Everybody says "me too" to one concern after another."""
    user = f"U{number % PEOPLE}"
    value = pack(Action("concern.metoo", (str(101 + number // PEOPLE % CONCERNS),)))
    once = f"p.{next(NUMBERS)}"
    body = {
        "type": "block_actions",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "x"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C0WARD"},
        "channel": {"id": "C0WARD", "name": "ward"},
        "message": {"ts": "1.1", "text": "x"},
        "trigger_id": once,
        "actions": [
            {
                "type": "button",
                "action_id": "4.0",
                "block_id": "4",
                "value": value,
                "action_ts": "1.2",
            }
        ],
    }
    return urlencode({"payload": json.dumps(body)})


class Load:
    """One server under the same requests as the other."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process, self._url = process, f"http://127.0.0.1:{port}/slack/events"
        self._verifier, self._numbers = SignatureVerifier(SECRET), count()

    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    async def sample(self, body: Body, requests: int = REQUESTS) -> tuple[float, float, float]:
        """Requests a second, requests a CPU second of the server, and the 99th percentile (ms)."""
        line, spans = iter(range(requests)), list[float]()
        before, begun = self.cpu(), time.perf_counter()
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(self._ask(session, body, line, spans) for _ in range(AT_ONCE)))
        took, cpu = time.perf_counter() - begun, max(self.cpu() - before, 0.01)
        return requests / took, requests / cpu, quantiles(spans, n=100)[98] * 1000

    async def _ask(
        self, session: aiohttp.ClientSession, body: Body, line: "object", spans: list[float]
    ) -> None:
        for _ in line:  # type: ignore[attr-defined]
            data = body(next(self._numbers))
            begun = time.perf_counter()
            async with session.post(self._url, data=data, headers=self._signed(data)) as answer:
                assert answer.status == 200, answer.status
                await answer.read()
            spans.append(time.perf_counter() - begun)

    def _signed(self, body: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=stamp, body=body)
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature or "",
        }


@asynccontextmanager
async def served(
    which: str, folder: Path, api_url: str, database: str = ""
) -> AsyncIterator[tuple[Load, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.slack_servers", which),
        database or f"sqlite:///{folder / 'bench.db'}",
        api_url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    await _answers(port)
    try:
        yield Load(process, port), port
    finally:
        process.terminate()
        await process.wait()


async def _answers(port: int) -> None:
    for _ in range(500):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with served("slack", Path(folder), "") as (_, port):
            api = f"http://127.0.0.1:{port}/api/"
            async with (
                served("corridor", Path(folder), api) as (ours, _),
                served("bare", Path(folder), api) as (bare, _),
            ):
                found = await _rows("a concern sentence", sentence, ours, bare, 0.40)
                return found + await _rows("a button press", press, ours, bare, 0.60)


async def _rows(name: str, body: Body, ours: Load, bare: Load, goal: float) -> list[Row]:
    pairs = [(await ours.sample(body), await bare.sample(body)) for _ in range(ROUNDS + 1)][1:]
    against = "a bare bolt app that only acknowledges"
    units = (("requests/s", goal, False), ("requests/CPU s", None, False), ("ms, p99", 3.0, True))
    return [
        Row(
            f"{name}, {unit}",
            against,
            unit,
            tuple(mine[n] for mine, _ in pairs),
            tuple(other[n] for _, other in pairs),
            least,
            less,
        )
        for n, (unit, least, less) in enumerate(units)
    ]
