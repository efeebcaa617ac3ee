"""POST /slack/events: what comes over HTTP is checked as bytes before anything reads it."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from adapters.slack.request_body import payload
from bot.words.numbers import number

log = structlog.get_logger()
PATH = "/slack/events"
LARGEST = 512 * 1024  # bytes; a modal as large as Slack allows is half of that
Sent: TypeAlias = MutableMapping[str, Any]
Headers: TypeAlias = dict[bytes, bytes]


class Endpoint:
    """Refuses what is too large (413), or not signed by Slack within five minutes (401) by `clock`,
    seconds since 1970, without a word of it in the logs; bolt does the rest. What fails is answered
    503: it comes again.

    The one check is by the verifier that bolt uses: bolt reads a request before it checks it.
    """

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Callable[[], float]) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _Clock(clock))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        try:
            body = await _read(headers, receive)
        except ClientDisconnect:
            return
        if body is None:
            await _refuse(413, "too large")(scope, receive, send)
        elif not self._signed(body, headers):
            await _refuse(401, "not signed")(scope, receive, send)
        else:
            await self._answer(body, headers, send)

    def _signed(self, body: bytes, headers: Headers) -> bool:
        stamp = headers.get(b"x-slack-request-timestamp", b"")
        signature = headers.get(b"x-slack-signature", b"")
        if not stamp.isdigit() or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(body, stamp.decode(), signature.decode())
        except (UnicodeDecodeError, ValueError, OverflowError):
            return False

    async def _answer(self, body: bytes, headers: Headers, send: Send) -> None:
        answer = Answer(send)
        try:
            read = payload(body, headers.get(b"content-type", b""))
            # Bolt takes what is read already in the mode of its sockets, where nothing is signed.
            made = await self._app.async_dispatch(AsyncBoltRequest(body=read, mode="socket_mode"))
            await answer.give(made.status, made.body.encode(), made.first_headers())
        except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
            log.warning("Slack sent what can't be read", exc_info=error)
            await answer.instead(400)
        except Exception:
            log.exception("a request of Slack was not handled")
            await answer.instead(503)


class _Clock(Clock):
    """Slack's SDK asks for one of its own kind."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


class Answer:
    """Gives an answer, once."""

    def __init__(self, send: Send) -> None:
        self._send, self._begun = send, False

    async def give(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self._begun = True
        found = [(name.encode(), value.encode()) for name, value in headers.items()]
        found.append((b"content-length", b"%d" % len(body)))
        await self._send({"type": "http.response.start", "status": status, "headers": found})
        await self._send({"type": "http.response.body", "body": body})

    async def instead(self, status: int) -> None:
        """An answer where none was begun."""
        if not self._begun:
            await self.give(status, b"", {})


async def _read(headers: Headers, receive: Receive) -> bytes | None:
    """The body; None for one that is too large, which is read no further."""
    size = number(headers.get(b"content-length", b"0").decode("latin-1"))
    if size is None or size > LARGEST:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _refuse(status: int, why: str) -> PlainTextResponse:
    log.warning("refused a request that says it is Slack's", status=status, why=why)
    return PlainTextResponse("", status)
