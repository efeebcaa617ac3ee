"""What stands before every address: sizes, times and headers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.run.http_front import HEADERS, LARGEST, HttpFront


async def _echo(request: Request) -> Response:
    try:
        return PlainTextResponse(
            str(len(await request.body())), headers={"Cache-Control": "no-cache"}
        )
    except Exception:  # noqa: BLE001 - as a door does that answers for everything
        return PlainTextResponse("", 503)


async def _plain(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _never(_: Request) -> Response:
    await asyncio.sleep(600)
    return PlainTextResponse("late")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with opened(60.0, 60.0) as client:
        yield client


@pytest.fixture
async def impatient() -> AsyncIterator[httpx.AsyncClient]:
    async with opened(0.2, 1.0) as client:
        yield client


@asynccontextmanager
async def opened(read_within: float, answer_within: float) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(
        routes=[
            Route("/echo", _echo, methods=["GET", "POST"]),
            Route("/plain", _plain, methods=["POST"]),
            Route("/never", _never),
        ],
        middleware=[Middleware(HttpFront, read_within=read_within, answer_within=answer_within)],
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://corridor.example") as made:
        yield made


async def slowly(pieces: int, pause: float = 0.0, size: int = 1) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        await asyncio.sleep(pause)
        yield b"x" * size


async def test_every_answer_has_the_headers_and_keeps_its_own(client: httpx.AsyncClient) -> None:
    for path in ("/echo", "/nowhere"):
        answer = await client.get(path)
        for name in HEADERS.keys() - {"Cache-Control"}:
            assert answer.headers[name] == HEADERS[name]
        assert answer.headers["strict-transport-security"]
    assert (await client.get("/echo")).headers["cache-control"] == "no-cache"
    assert (await client.get("/nowhere")).headers["cache-control"] == "no-store"


async def test_what_is_too_large_is_refused_announced_or_not(client: httpx.AsyncClient) -> None:
    assert (await client.post("/echo", content=b"x" * (LARGEST + 1))).status_code == 413
    for path in ("/echo", "/plain"):
        assert (await client.post(path, content=slowly(20, size=64 * 1024))).status_code == 413
    assert (await client.post("/echo", content=b"x" * 1000)).text == "1000"


async def test_headers_and_sizes_that_are_none_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/echo", headers={"X": "y" * 70_000})).status_code == 431
    assert (await client.post("/echo", headers={"Content-Length": "-1"})).status_code == 400
    assert (await client.post("/echo", headers={"Content-Length": "9" * 99})).status_code == 400


async def test_a_request_whose_end_does_not_come_is_given_up(impatient: httpx.AsyncClient) -> None:
    assert (await impatient.post("/echo", content=slowly(10, pause=0.1))).status_code == 408


async def test_an_answer_that_does_not_come_is_given_up(impatient: httpx.AsyncClient) -> None:
    assert (await impatient.get("/never")).status_code == 503
