"""The stand-in's HTTP server: its own thread, its own loop, a port of the system's choice."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any, TypeVar

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

from tests.wire.slack import hooks
from tests.wire.slack.api import Answered, Api, Asked, busy
from tests.wire.slack.faults import Busy, Drop, Fault, Faults, Garbage, Half, Hang, Status
from tests.wire.slack.sockets import Sockets
from tests.wire.slack.things import Json

T = TypeVar("T")
HOOK = "response_url"
HALF_OPEN = 1.0


class Server:
    """`crashes` are errors of the stand-in itself: a test in which one happened fails."""

    def __init__(self, api: Api, faults: Faults, sockets: Sockets) -> None:
        self.api, self.faults, self.sockets = api, faults, sockets
        self.crashes: list[BaseException] = []
        self._ready, self._thread = Event(), Thread(target=self._run, name="slack", daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(60), "the stand-in for Slack did not start"

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._done.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the stand-in for Slack did not stop"

    def do(self, doing: Awaitable[T]) -> Future[T]:
        """Run something on the server's loop, from any thread."""

        async def run() -> T:
            return await doing

        return asyncio.run_coroutine_threadsafe(run(), self.loop)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=20 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._guarded(self._method))
        app.router.add_post("/hooks/{tail:.*}", self._guarded(self._hook))
        app.router.add_get("/link/", self.sockets.connected)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.api.world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        calm, fresh = ClientTimeout(60), TCPConnector(force_close=True)  # the app may restart
        async with ClientSession(timeout=calm, connector=fresh) as self.client:
            self._ready.set()
            await self._done.wait()
            await self.sockets.stop()
            await runner.cleanup()

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Exception as error:
                if request.transport is not None and not request.transport.is_closing():
                    self.crashes.append(error)
                raise

        return handle

    async def _method(self, request: web.Request) -> web.StreamResponse:
        asked = await read(request)
        return await self._through(request, asked, lambda: self.api.answer(asked))

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        body = await read(request)
        asked = Asked("POST", HOOK, given=body.given, json=body.json)

        def answer() -> Answered:
            with self.api.world.lock:
                found = hooks.answer(self.api.world, self.api.world.base + request.path, asked)
                error = found.error or ("" if found.status == 200 else str(found.body))
                self.api.note(asked, error, found.status)
                return found

        return await self._through(request, asked, answer)

    async def _through(
        self, request: web.Request, asked: Asked, answer: Callable[[], Answered]
    ) -> web.StreamResponse:
        """The answer, by way of whatever a test wants to go wrong."""
        fault = self.faults.take(asked.method, asked.args)
        if fault is None:
            return response(answer())
        done = not isinstance(fault, str | Busy) and fault.done
        first = answer() if done else None
        if first is None and not isinstance(fault, Hang):
            self.api.note(asked, *_undone(fault))
        return await self._broken(request, fault, first, answer)

    async def _broken(
        self,
        request: web.Request,
        fault: Fault,
        first: Answered | None,
        answer: Callable[[], Answered],
    ) -> web.StreamResponse:
        match fault:
            case str():
                return response(Answered(200, {"ok": False, "error": fault}))
            case Busy(seconds):
                return response(busy(str(seconds)))
            case Status(code):
                return response(Answered(code, "upstream error"))
            case Garbage(body, code):
                return web.Response(status=code, text=body, content_type="text/html")
            case Hang(seconds):
                return await self._late(request, seconds, first, answer)
            case Half():
                return await half(request)
            case Drop():
                return gone(request)

    async def _late(
        self,
        request: web.Request,
        seconds: float,
        first: Answered | None,
        answer: Callable[[], Answered],
    ) -> web.StreamResponse:
        """After the wait; what the client has given up by then is never done."""
        await asyncio.sleep(seconds)
        if request.transport is None or request.transport.is_closing():
            return web.Response()
        return response(first or answer())


def _undone(fault: Fault) -> tuple[str, int]:
    """How a call that failed before it was done is kept: what went wrong, and the HTTP status."""
    if isinstance(fault, str):
        return fault, 200
    codes = {Busy: 429, Drop: 0, Half: 0}
    code = fault.code if isinstance(fault, Status | Garbage) else codes[type(fault)]
    return type(fault).__name__.lower(), code


def gone(request: web.Request) -> web.StreamResponse:
    """The connection breaks."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    """A part of an answer, and the end of what we say; the connection stays half open."""
    answer = web.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b'{"ok": tr')
    if request.transport is not None:
        request.transport.write_eof()
    await asyncio.sleep(HALF_OPEN)
    return gone(request)


def response(answered: Answered) -> web.Response:
    if isinstance(answered.body, str):
        return web.Response(status=answered.status, text=answered.body)
    text = json.dumps(answered.body)
    kind = "application/json"
    return web.Response(
        status=answered.status, text=text, content_type=kind, headers=dict(answered.headers)
    )


async def read(request: web.Request) -> Asked:
    """The arguments of a call, wherever they stand: address, form or JSON."""
    given: dict[str, Json] = dict(request.query)
    body: Json = {}
    if request.content_type == "application/json":
        body = _json(await request.text())
    else:
        given |= dict(await request.post())
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    token = rest.strip() if scheme == "Bearer" else str(given.get("token", ""))
    client = _basic(rest) if scheme == "Basic" else ("", "")
    method = request.match_info.get("method", "")
    return Asked(request.method, method, token, client, given, body)


def _json(text: str) -> Json:
    try:
        value: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _basic(value: str) -> tuple[str, str]:
    name, _, secret = b64decode(value).decode().partition(":")
    return name, secret
