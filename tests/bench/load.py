"""Puts servers under load and says what that costs them: a closed loop, whose next request waits for an
answer, for the processor's time; and an open one, whose requests come when they come, for how long
people wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import quantiles
from typing import TypeAlias

import aiohttp

from tests.bench.fake_slack import Slack
from tests.bench.server import PATIENCE, Server
from tests.bench.slack_requests import Request

AT_ONCE = 8
LATE = 503  # what ours answers when nothing was committed within two seconds
Next: TypeAlias = Callable[[], Request]


@dataclass(frozen=True, slots=True)
class Sample:
    """`cpu` is ms of the servers' processor time for one request, `wall` ms by the clock for one of
    all, and `p99` ms until the 99th of a hundred had its answer."""

    cpu: float
    wall: float
    p99: float


class Load:
    """Requests to servers in turn, from the crowd whose answers come to `slack`. `posts` says how
    many messages each request makes them post, which are waited for too."""

    def __init__(
        self, slack: Slack, *servers: Server, path: str = "/slack/events", posts: int = 0
    ) -> None:
        self._slack, self._servers, self._posts = slack, servers, posts
        self._urls = [f"http://127.0.0.1:{server.port}{path}" for server in servers]

    def cpu(self) -> float:
        return sum(server.cpu() for server in self._servers)

    async def closed(self, made: Next, many: int, at_once: int = AT_ONCE) -> Sample:
        """`many` requests, so many at once."""
        return await self._sampled([made() for _ in range(many)], lambda ask: ask.all_of(at_once))

    async def all(self, requests: Sequence[Request]) -> Sample:
        """These, as fast as they go."""
        return await self._sampled(requests, lambda ask: ask.all_of(AT_ONCE))

    async def open(self, made: Next, a_second: float, seconds: float) -> Sample:
        """At moments that are fixed beforehand; an answer is as late as it is after its moment."""
        requests = [made() for _ in range(round(a_second * seconds))]
        return await self._sampled(requests, lambda ask: ask.at_their_time(a_second))

    async def _sampled(self, requests: Sequence[Request], how: "How") -> Sample:
        posted = self._slack.calls["chat.postMessage"] + self._posts * len(requests)
        busy, begun = self.cpu(), time.perf_counter()
        async with aiohttp.ClientSession() as session:
            ask = _Asking(session, self._urls, requests)
            await how(ask)
        if ask.late:  # their answers come by themselves, and are waited for
            told = f"  {ask.late} of {len(requests)} were not acknowledged in time"
            print(told, flush=True)  # noqa: T201 - it is a report
        took = time.perf_counter() - begun
        await self._until(lambda: self._all_came(requests, posted))
        spent = self.cpu() - busy
        waits = [self._wait(ask, request) * 1000 for request in requests]
        p99 = quantiles(waits, n=100)[98] if len(waits) > 1 else waits[0]
        return Sample(spent * 1000 / len(requests), took * 1000 / len(requests), p99)

    def _all_came(self, requests: Sequence[Request], posted: int) -> bool:
        came = all(one.once in self._slack.answers for one in requests if one.answered)
        return came and self._slack.calls["chat.postMessage"] >= posted

    def _wait(self, ask: "_Asking", request: Request) -> float:
        """Seconds until its answer was there: by its response_url, or with its acknowledgement."""
        came = self._slack.answers[request.once] if request.answered else ask.ended[request.once]
        return came - ask.due[request.once]

    async def _until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not done():  # noqa: ASYNC110 - what other processes send
                await asyncio.sleep(0.01)


How: TypeAlias = Callable[["_Asking"], Awaitable[None]]


class _Asking:
    """Sends requests; `due` is when each should have been sent, `ended` when it was acknowledged."""

    def __init__(
        self, session: aiohttp.ClientSession, urls: Sequence[str], requests: Sequence[Request]
    ) -> None:
        self._session, self._urls, self._requests = session, urls, requests
        self.late = 0
        self.due: dict[str, float] = {}
        self.ended: dict[str, float] = {}

    async def all_of(self, at_once: int) -> None:
        line = iter(enumerate(self._requests))
        await asyncio.gather(*(self._one_after_another(line) for _ in range(at_once)))

    async def _one_after_another(self, line: Iterator[tuple[int, Request]]) -> None:
        for number, request in line:
            await self._send(number, request, time.perf_counter())

    async def at_their_time(self, a_second: float) -> None:
        """As people come who know nothing of each other; the same moments for every server."""
        chance, due = Random(len(self._requests)), time.perf_counter() + 0.1
        async with asyncio.TaskGroup() as sending:
            for number, request in enumerate(self._requests):
                due += chance.expovariate(a_second)
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                sending.create_task(self._send(number, request, due))

    async def _send(self, number: int, request: Request, due: float) -> None:
        self.due[request.once] = due
        url = self._urls[number % len(self._urls)]
        headers = request.headers()
        async with self._session.post(url, data=request.body, headers=headers) as answer:
            assert answer.status in {200, LATE}, answer.status
            self.late += answer.status == LATE
            await answer.read()
        self.ended[request.once] = time.perf_counter()
