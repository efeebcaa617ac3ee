"""How many may be connected, and how long each may keep us waiting. The clock of time limits is
asked for a later moment, not waited for; `tests/ops/test_crowd.py` sends a crowd to a real process."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.run import acceptor, http_server
from bot.run.acceptor import BUSY, CROWDED, NO_MORE, Acceptor, Refusals, most_connections
from bot.run.connections import (
    BODY_WITHIN,
    CLOSED_WITHIN,
    DRAINED_WITHIN,
    HEADERS_LARGEST,
    HEADERS_WITHIN,
    KEEP_ALIVE,
    Connections,
)

MOST = 6
HALF = b"GET / HTTP/1.1\r\nHost: x\r\nX-Never"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow"


@dataclass
class Door:
    """A server that has room for six, and its clients."""

    server: http_server.Beside
    port: int
    clients: contextlib.AsyncExitStack

    @property
    def connections(self) -> Connections:
        assert self.server.acceptor is not None
        return self.server.acceptor.connections

    async def send(self, data: bytes) -> "Client":
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.clients.callback(writer.close)
        writer.write(data)
        return Client(reader, writer)

    async def status(self) -> int:
        async with httpx.AsyncClient(timeout=30) as client:
            return (await client.get(f"http://127.0.0.1:{self.port}/")).status_code

    async def has(self, count: int) -> None:
        """Wait until so many are connected."""
        async with asyncio.timeout(30):
            while self.connections.count != count:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)

    def later(self, seconds: float) -> int:
        """How many are given up when it is so much later."""
        return self.connections.close_overdue(asyncio.get_running_loop().time() + seconds)


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def closed(self) -> bool:
        """Whether the other end closes, now or soon."""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(30):
                await self.reader.read()
        return True

    async def head(self) -> bytes:
        async with asyncio.timeout(30):
            return await self.reader.readuntil(b"\r\n\r\n")


async def _alive(_: Request) -> Response:
    return PlainTextResponse("alive")


async def _read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _never(_: Request) -> Response:
    await asyncio.sleep(600)
    return PlainTextResponse("late")


async def _news(_: Request) -> Response:
    async def endless() -> AsyncIterator[str]:
        yield "data: x\n\n"
        await asyncio.sleep(600)

    return StreamingResponse(endless(), media_type="text/event-stream")


async def _large(_: Request) -> Response:
    return PlainTextResponse("x" * 30_000_000)


ROUTES = [
    Route("/", _alive),
    Route("/read", _read, methods=["POST"]),
    *(Route("/never", _never), Route("/news", _news), Route("/large", _large)),
]


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    config = http_server.configuration(Starlette(routes=ROUTES), "127.0.0.1", 0)
    config.lifespan = "off"
    ours = config.bind_socket()
    server = http_server.Beside(config, MOST)
    serving = asyncio.create_task(server.serve(sockets=[ours]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    async with contextlib.AsyncExitStack() as clients:
        yield Door(server, cast("tuple[str, int]", ours.getsockname())[1], clients)
        server.should_exit = server.force_exit = True
    await serving


async def test_who_waits_longest_makes_room_and_one_line_is_logged(door: Door) -> None:
    with capture_logs() as logged:
        first = await door.send(HALF)
        await door.has(1)
        for _ in range(20):
            await door.send(HALF)
        assert await first.closed()
        assert await door.status() == 200
    assert [one["why"] for one in logged] == [CROWDED]
    assert door.connections.count <= MOST


@pytest.mark.parametrize("sent", [HALF, b"", BODY, WHOLE], ids=["half", "none", "body", "idle"])
async def test_whoever_keeps_us_waiting_makes_room(door: Door, sent: bytes) -> None:
    for _ in range(MOST):
        await door.send(sent)
    await door.has(MOST)
    assert await door.status() == 200


async def test_whom_we_keep_waiting_is_not_closed_and_who_comes_waits(door: Door) -> None:
    with capture_logs() as logged:
        busy = [await door.send(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(MOST)]
        await door.has(MOST)
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(door.status())
        while not logged:  # noqa: ASYNC110 - nothing tells of a line
            await asyncio.sleep(0.01)
        assert not any(one.reader.at_eof() for one in busy)
        busy[0].writer.close()
        assert await waiting == 200
    assert logged[0]["why"] == BUSY


async def test_a_stream_makes_room_when_nobody_else_can(door: Door) -> None:
    """A browser opens it again."""
    streams = [await door.send(b"GET /news HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(MOST)]
    for one in streams:
        assert b"text/event-stream" in await one.head()
    assert await door.status() == 200
    assert await streams[0].closed()


async def test_each_wait_has_its_own_end(door: Door) -> None:
    half, body, idle = await door.send(HALF), await door.send(BODY), await door.send(WHOLE)
    await idle.head()
    await door.has(3)
    assert door.later(HEADERS_WITHIN - 5) == 0
    assert door.later(HEADERS_WITHIN + 1) == 1
    assert await half.closed()
    assert door.later(BODY_WITHIN + 1) == 1
    assert await body.closed()
    assert door.later(KEEP_ALIVE + CLOSED_WITHIN + 1) == 1
    assert await idle.closed()
    await door.has(0)


async def test_a_second_request_has_ten_seconds_for_its_headers_too(door: Door) -> None:
    one = await door.send(WHOLE)
    await one.head()
    await one.reader.readexactly(len("alive"))
    one.writer.write(HALF)
    await asyncio.sleep(0.1)
    assert door.later(HEADERS_WITHIN + 1) == 1


async def test_who_does_not_take_an_answer_is_given_up(door: Door) -> None:
    await door.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await door.has(1)
    await asyncio.sleep(0.2)
    assert door.later(DRAINED_WITHIN - 5) == 0
    assert door.later(DRAINED_WITHIN + 1) == 1
    await door.has(0)


@pytest.mark.parametrize(
    "before",
    [b"", b"\r\n\r\n", b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["", "blank", "next"],
)
async def test_headers_without_an_end_are_not_kept(door: Door, before: bytes) -> None:
    """Not after blank lines, nor behind a request that is being answered."""
    one = await door.send(before + b"GET / HTTP/1.1\r\nX-Long: ")
    with contextlib.suppress(ConnectionError):
        for _ in range(4 * HEADERS_LARGEST // 4096):
            one.writer.write(b"x" * 4096)
            await one.writer.drain()
            await asyncio.sleep(0)
    assert await one.closed()


async def test_a_large_body_in_many_pieces_is_not_taken_for_headers(door: Door) -> None:
    size = 8 * HEADERS_LARGEST
    one = await door.send(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
    one.writer.write(b"x" * size)
    assert b"200 OK" in await one.head()


async def test_out_of_descriptors_it_says_so_and_goes_on() -> None:
    class Without(socket.socket):
        def accept(self) -> tuple[socket.socket, object]:
            raise OSError(24, "Too many open files")

    with Without() as listening, capture_logs() as logged:
        listening.bind(("127.0.0.1", 0))
        taking = Acceptor([listening], Connections(MOST), lambda _: asyncio.Protocol())
        taking.start()
        _, writer = await asyncio.open_connection(*listening.getsockname())
        while not logged:  # noqa: ASYNC110 - nothing tells of a line
            await asyncio.sleep(0.01)
        writer.close()
        taking.stop()
    assert logged[0]["why"] == NO_MORE


def test_one_line_a_minute_says_how_many() -> None:
    refusals = Refusals()
    with capture_logs() as logged:
        for n in range(500):
            refusals.note(CROWDED, 0.1 * n)
        refusals.tell(61)
        refusals.tell(62)
    assert [(one["why"], one["count"]) for one in logged] == [(CROWDED, 1), (CROWDED, 499)]


@pytest.mark.parametrize(("limit", "most"), [(256, 128), (1024, 768), (1_000_000, 1000), (2, 1)])
def test_there_is_room_for_what_else_is_open(
    monkeypatch: pytest.MonkeyPatch, limit: int, most: int
) -> None:
    monkeypatch.setattr(acceptor, "_open_files", lambda: limit)
    assert most_connections() == most
