"""Teams: an activity verified, understood, stored and answered, in processor time of the server, against
an echo bot on the SDK's own adapters that stores nothing and knows nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp

from tests.bench.names import name
from tests.bench.row import Row, in_turns
from tests.bench.server import Server, answers, started
from tests.wire.teams.microsoft import BOT, TENANT, Microsoft

REQUESTS, AT_ONCE, PEOPLE, ROUNDS = 600, 64, 60, 5


class Load:
    """One server under the same requests as the others."""

    def __init__(self, microsoft: Microsoft, server: Server) -> None:
        self._microsoft, self._server = microsoft, server
        self._url = f"http://127.0.0.1:{server.port}/api/messages"
        self._ids = count(1)
        self._token = microsoft.token()

    async def sample(self, requests: int = REQUESTS) -> float:
        """Milliseconds of processor time for one request, with its answer at the connector."""
        self._microsoft.posts.clear()
        before, line = self._server.cpu(), iter(range(requests))
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(self._ask(session, line) for _ in range(AT_ONCE)))
        async with asyncio.timeout(60):
            while len(self._microsoft.posts) < requests:  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.01)
        return (self._server.cpu() - before) * 1000 / requests

    async def _ask(self, session: aiohttp.ClientSession, line: "object") -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        for _ in line:  # type: ignore[attr-defined]
            activity = self._activity(next(self._ids))
            async with session.post(self._url, json=activity, headers=headers) as answer:
                assert answer.status in {200, 201}, answer.status

    def _activity(self, number: int) -> dict[str, object]:
        who = f"p{number % PEOPLE}"
        clock = {"type": "clientInfo", "locale": "en-US", "timezone": "America/New_York"}
        return {
            "type": "message",
            "id": f"{number}",
            "text": "help",
            "textFormat": "plain",
            "timestamp": "2026-11-24T10:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self._microsoft.service_url,
            "from": {"id": f"29:{who}", "name": name(number % PEOPLE), "aadObjectId": who},
            "recipient": {"id": BOT, "name": "Corridor"},
            "conversation": {"id": f"a:29:{who}", "conversationType": "personal"},
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [clock],
        }


@asynccontextmanager
async def served(which: str, microsoft: Microsoft) -> AsyncIterator[Load]:
    told = (f"{microsoft.url}/openid", microsoft.service_url)
    async with started("-m", "tests.bench.teams_servers", which, *told) as server:
        await answers(server.port)
        load = Load(microsoft, server)
        await load.sample(2 * PEOPLE)
        yield load


async def rows() -> list[Row]:
    microsoft = Microsoft(endorsements=["msteams"])
    for number in range(PEOPLE):
        who = f"29:p{number}"
        microsoft.members[who] = {"id": who, "name": name(number), "userRole": "user"}
    await microsoft.start()
    found = []
    async with served("ours", microsoft) as ours:
        for which, against, goal in (
            ("bare", "echo on BotFrameworkAdapter", 2.0),
            ("stock", "echo on CloudAdapter", 10.0),
            ("thin", "the same by the door without the SDK", None),
        ):
            async with served(which, microsoft) as theirs:
                samples = await in_turns(ours.sample, theirs.sample, ROUNDS)
                what = "a message to Teams' door, answered with the help card"
                found.append(Row(what, against, "ms CPU", *samples, goal=goal, cheaper=True))
    await microsoft.stop()
    return found
