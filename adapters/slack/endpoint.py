"""POST /slack/events: what comes over HTTP is checked as bytes before anything reads it."""

from collections.abc import Callable, MutableMapping
from typing import Any, TypeAlias

import structlog
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.words.numbers import number

log = structlog.get_logger()
PATH = "/slack/events"
LARGEST = 512 * 1024  # bytes; a modal as large as Slack allows is half of that
Sent: TypeAlias = MutableMapping[str, Any]


class Endpoint:
    """Refuses what is too large (413), or not signed by Slack within five minutes (401) by `clock`,
    seconds since 1970, without a word of it in the logs; bolt does the rest. What fails is answered
    503: it comes again."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Callable[[], float]) -> None:
        self._handler = AsyncSlackRequestHandler(app, PATH)
        self._verifier = SignatureVerifier(signing_secret, _Clock(clock))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _read(Request(scope, receive))
        except ClientDisconnect:
            return
        if body is None:
            await _refuse(413, "too large")(scope, receive, send)
        elif not self._signed(body, Headers(scope=scope)):
            await _refuse(401, "not signed")(scope, receive, send)
        else:
            answer = Answer(send)
            try:
                await self._handler(dict(scope), _again(body), answer)
            except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
                log.warning("Slack sent what can't be read", exc_info=error)
                await answer.instead(400, scope)
            except Exception:
                log.exception("a request of Slack was not handled")
                await answer.instead(503, scope)

    def _signed(self, body: bytes, headers: Headers) -> bool:
        stamp, signature = (
            headers.get("x-slack-request-timestamp", ""),
            headers.get("x-slack-signature", ""),
        )
        if not stamp.isascii() or not stamp.isdecimal() or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except (UnicodeDecodeError, ValueError, OverflowError):
            return False


class _Clock(Clock):
    """Slack's SDK asks for one of its own kind."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


class Answer:
    """Passes an answer on, and knows whether one was begun."""

    def __init__(self, send: Send) -> None:
        self._send, self._begun = send, False

    async def __call__(self, message: Sent) -> None:
        self._begun = True
        await self._send(message)

    async def instead(self, status: int, scope: Scope) -> None:
        if not self._begun:
            await PlainTextResponse("", status)(scope, _nothing, self._send)


async def _read(request: Request) -> bytes | None:
    """The body; None for one that is too large, which is read no further."""
    size = number(request.headers.get("content-length") or "0")
    if size is None or size > LARGEST:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _again(body: bytes) -> Receive:
    """The body once more, for whoever reads it next."""

    async def receive() -> Sent:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _nothing() -> Sent:
    return {"type": "http.disconnect"}


def _refuse(status: int, why: str) -> PlainTextResponse:
    log.warning("refused a request that says it is Slack's", status=status, why=why)
    return PlainTextResponse("", status)
