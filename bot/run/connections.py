"""The connections of a listening process: how many there may be, and how long each may keep it
waiting."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto
from types import MappingProxyType
from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS_WITHIN = 10.0  # seconds from a request's first byte to its last header
HEADERS_LARGEST = 64 * 1024  # bytes; so much may also come before an answer is through
BODY_WITHIN = 60.0  # for a body that nothing else has given up by then
DRAINED_WITHIN = 30.0  # seconds in which a client takes what waits to be sent
KEEP_ALIVE = 75  # seconds without a request; longer than proxies keep theirs, which is 60
CLOSED_WITHIN = 10.0
STATE = "connection"  # where a request's scope has it
END_OF_HEADERS = b"\r\n\r\n"


class Phase(Enum):
    HEADERS = auto()
    BODY = auto()
    ANSWER = auto()
    STREAM = auto()
    IDLE = auto()


OWING = frozenset((Phase.HEADERS, Phase.BODY, Phase.IDLE))
ALLOWED = MappingProxyType(
    {
        Phase.HEADERS: HEADERS_WITHIN,
        Phase.BODY: BODY_WITHIN,
        Phase.IDLE: KEEP_ALIVE + CLOSED_WITHIN,
    }
)


class Connections:
    """Those that are open, at most `most`. `lost` is called when one has gone."""

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0
        self.lost: Callable[[], None] = lambda: None
        self._open: set[Connection] = set()
        self._waiting: OrderedDict[Connection, None] = OrderedDict()  # the longest first
        self._streams: OrderedDict[Connection, None] = OrderedDict()

    @property
    def full(self) -> bool:
        return self.count >= self.most

    def began(self, one: "Connection") -> None:
        self._open.add(one)
        self.moved(one)

    def ended(self, one: "Connection") -> None:
        if one in self._open:
            self._open.discard(one)
            self.forget(one)
            self.release()

    def release(self) -> None:
        self.count -= 1
        self.lost()

    def moved(self, one: "Connection") -> None:
        """Keep up with what a connection does now."""
        self.forget(one)
        if one in self._open and one.owing:
            self._waiting[one] = None
        elif one in self._open and one.phase is Phase.STREAM:
            self._streams[one] = None

    def forget(self, one: "Connection") -> None:
        """It makes no room any more."""
        self._waiting.pop(one, None)
        self._streams.pop(one, None)

    def make_room(self) -> bool:
        """Close the one that has kept us waiting longest, else the oldest stream: a browser opens
        that again. False where every connection waits for us."""
        for group in (self._waiting, self._streams):
            if group:
                next(iter(group)).abort()
                return True
        return False

    def close_overdue(self, now: float) -> int:
        """Close those whose time is over; how many they were."""
        late = [one for one in self._open if one.overdue(now)]
        for one in late:
            one.end()
        return len(late)


class Connection(asyncio.Protocol):
    """Stands between a transport and uvicorn's protocol, and notes who waits for whom, and since
    when."""

    def __init__(
        self, connections: Connections, inner: Callable[["Connection"], asyncio.Protocol]
    ) -> None:
        self._all, self._clock = connections, asyncio.get_running_loop().time
        self._inner = inner(self)
        self._transport: asyncio.Transport | None = None
        # A browser opens connections before it needs them, and takes one that is reset just then
        # for an answer that was lost. While there is room, it may keep it.
        self.phase, self._since = Phase.IDLE, self._clock()
        self._stalled: float | None = None
        self._closing: float | None = None
        self._head, self._tail = 0, b""
        self._requests = 0

    @property
    def owing(self) -> bool:
        """Whether it is the client that we wait for."""
        return self.phase in OWING or self._stalled is not None

    def enter(self, phase: Phase) -> None:
        self.phase, self._since = phase, self._clock()
        self._head, self._tail = 0, b""
        self._all.moved(self)

    def begin(self, phase: Phase) -> int:
        """A request's headers are there; its number."""
        self._requests += 1
        self.enter(phase)
        return self._requests

    def finish(self, number: int) -> None:
        """A request is answered. Where the next has begun meanwhile, that one counts."""
        if number == self._requests:
            self.enter(Phase.IDLE)

    def overdue(self, now: float) -> bool:
        assert self._transport is not None
        if self._transport.is_closing():
            self._closing = self._closing or now
            return now - self._closing > CLOSED_WITHIN
        if self._stalled is not None and now - self._stalled > DRAINED_WITHIN:
            return True
        return self.phase in ALLOWED and now - self._since > ALLOWED[self.phase]

    def end(self) -> None:
        """Close what nobody is sending in; what is in the middle of something, at once."""
        if self.phase is Phase.IDLE and self._transport is not None and self._closing is None:
            self._all.forget(self)
            self._transport.close()
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, whatever was still to be sent."""
        if self._transport is not None:
            self._all.forget(self)
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._all.began(self)
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        try:
            self._inner.connection_lost(exc)
        finally:
            self._all.ended(self)

    def data_received(self, data: bytes) -> None:
        if self.phase is Phase.IDLE:
            self.enter(Phase.HEADERS)
        if self.phase is Phase.HEADERS:
            self._look_for_end(data)
        elif self.phase is not Phase.BODY:  # a request that does not wait for the answer before it
            self._head += len(data)
        if self._head > HEADERS_LARGEST:
            self.abort()
        else:
            self._inner.data_received(data)

    def _look_for_end(self, data: bytes) -> None:
        seen = self._tail + data if self._head else data.lstrip(b"\r\n")
        if END_OF_HEADERS in seen:
            self.enter(Phase.BODY)
        elif seen:
            self._head, self._tail = self._head + len(data), seen[-3:]

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._stalled = self._clock()
        self._all.moved(self)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._stalled = None
        self._all.moved(self)
        self._inner.resume_writing()


class Noting:
    """Tells a request's connection how far the request has come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = scope.get("state", {}).get(STATE)
        if scope["type"] != "http" or not isinstance(connection, Connection):
            await self._app(scope, receive, send)
            return

        async def received() -> Message:
            message = await receive()
            if connection.phase is Phase.BODY and not message.get("more_body", False):
                connection.enter(Phase.ANSWER)
            return message

        async def sent(message: Message) -> None:
            if _is_stream(message):
                connection.enter(Phase.STREAM)
            await send(message)

        number = connection.begin(Phase.BODY if _has_body(scope) else Phase.ANSWER)
        try:
            await self._app(scope, received, sent)
        finally:
            connection.finish(number)


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _is_stream(message: Message) -> bool:
    headers = message.get("headers", ())
    kinds = (value for name, value in headers if name.lower() == b"content-type")
    return any(kind.startswith(b"text/event-stream") for kind in kinds)
