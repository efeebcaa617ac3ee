"""What stands before every address: how much a request may bring, how long it may take, and what
every answer tells a browser."""

import asyncio
from collections.abc import Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1024 * 1024  # bytes; each door has a smaller bound of its own
HEADERS_LARGEST = 64 * 1024
READ_WITHIN = 15.0  # seconds for the whole of a request's body
ANSWER_WITHIN = 60.0  # until an answer begins; a stream of news may last
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
HTTPS_ONLY = "max-age=31536000"
log = structlog.get_logger()


class HttpFront:
    """Refuses what is too large (413, 431) or too slow (408), gives up an answer that does not come
    (503), and adds headers where an answer has none of its own."""

    def __init__(
        self, app: ASGIApp, read_within: float = READ_WITHIN, answer_within: float = ANSWER_WITHIN
    ) -> None:
        self._app, self._read_within, self._answer_within = app, read_within, answer_within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = Answer(send, https=scope.get("scheme") == "https")
        if (status := _too_large(scope)) is not None:
            await _refuse(status, scope, answer)
            return
        body = answer.body = Body(receive, self._read_within)
        try:
            async with asyncio.timeout(self._answer_within) as clock:
                answer.clock = clock
                await self._app(scope, body, answer)
        except ClientDisconnect:
            if body.refused is None:
                raise
        except TimeoutError:
            if answer.begun:
                raise
            log.error("an answer did not come in time", path=_path(scope))  # noqa: TRY400
            body.refused = 503
        answer.clock = None
        if body.refused is not None:
            status, body.refused = body.refused, None
            await _refuse(status, scope, answer)


class Body:
    """A request's body, counted; all of it is to be there in time. Otherwise `refused` is a status,
    and whoever reads it is told that nobody is there any more."""

    def __init__(self, receive: Receive, within: float) -> None:
        self._receive, self._size, self._whole = receive, 0, False
        self._until = asyncio.get_running_loop().time() + within
        self.refused: int | None = None

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is only that they have gone
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            return self._refuse(408)
        self._size += len(message.get("body", b""))
        if self._size > LARGEST:
            return self._refuse(413)
        self._whole = not message.get("more_body", False)
        return message

    def _refuse(self, status: int) -> Message:
        self.refused = status
        return {"type": "http.disconnect"}


class Answer:
    """Passes an answer on, with what every answer has; none of a door that was given half of what
    somebody sent."""

    def __init__(self, send: Send, *, https: bool) -> None:
        self._send, self._https, self.begun = send, https, False
        self.clock: asyncio.Timeout | None = None
        self.body: Body | None = None

    async def __call__(self, message: Message) -> None:
        if not self.begun and self.body is not None and self.body.refused is not None:
            return
        if message["type"] == "http.response.start":
            self.begun = True
            if self.clock is not None:
                self.clock.reschedule(None)
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._https:
                headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
        await self._send(message)


def _too_large(scope: Scope) -> int | None:
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > HEADERS_LARGEST:
        return 431
    size = next((value for name, value in headers if name == b"content-length"), b"0")
    if not size.isdigit() or len(size) > 12:
        return 400
    return 413 if int(size) > LARGEST else None


async def _refuse(status: int, scope: Scope, answer: Answer) -> None:
    if not answer.begun:
        log.info("a request was not taken", status=status, path=_path(scope))
        await PlainTextResponse("", status)(scope, _nothing, answer)


def _path(scope: Scope) -> str:
    """Where it was for, if that is one of ours by its look: other paths may hold anything."""
    path = str(scope.get("path", ""))
    return path if path.replace("/", "").isalpha() and len(path) < 40 else "another"


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
