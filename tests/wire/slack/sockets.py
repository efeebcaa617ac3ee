"""Socket Mode: the WebSocket server that `apps.connections.open` leads to."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.wire.slack.parcels import PATIENCE, Answer, Parcel, Retry
from tests.wire.slack.things import Json
from tests.wire.slack.world import World

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MOST = 10  # connections of one app
GRACE = 0.2  # seconds in which a client may open its next connection
TYPES = {"event": "events_api", "interactive": "interactive", "command": "slash_commands"}
SILENT = {"shortcut", "message_action"}  # interactions whose answer may hold nothing


class Lost(Exception):
    """The connection closed before the envelope was acknowledged."""


@dataclass(eq=False)
class Link:
    """One connection. `sent` are the envelopes that went over it, `acks` what came back."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    sent: list[Json] = field(default_factory=list)
    acks: list[Json] = field(default_factory=list)


@dataclass
class Sockets:
    """`links` are the connections that are open now, `everyone` all there ever were. `odd` are
    messages of the app that Slack would not understand."""

    world: World
    links: list[Link] = field(default_factory=list)
    everyone: list[Link] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers, self._turns = count(1), count()
        self._waiting: dict[str, tuple[Link, asyncio.Future[Json]]] = {}

    # The app's side

    async def connected(self, request: web.Request) -> web.StreamResponse:
        """A ticket is good for one connection."""
        if "ticket" not in self.world.codes.pop(request.query.get("ticket", ""), {}):
            raise web.HTTPForbidden
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        link = Link(next(self._numbers), socket, request)
        if len(self.links) >= MOST:
            await self._bye(link, "too_many_websockets")
            return socket
        await self._hello(link)
        await self._listen(link)
        return socket

    async def _hello(self, link: Link) -> None:
        self.everyone.append(link)
        self.links.append(link)
        debug = {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060}
        connection = {"app_id": self.world.app.id}
        hello = {"type": "hello", "num_connections": len(self.links), "debug_info": debug}
        await link.socket.send_json(hello | {"connection_info": connection})

    async def _listen(self, link: Link) -> None:
        try:
            async for message in link.socket:
                if message.type is WSMsgType.TEXT:
                    self._heard(link, message.data)
        finally:
            self._lost(link)

    def _heard(self, link: Link, text: str) -> None:
        try:
            ack = json.loads(text)
            name = ack["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self.odd.append(text)
            return
        link.acks.append(ack)
        _, waiting = self._waiting.get(name, (link, None))
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    def _lost(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)
        for owner, waiting in self._waiting.values():
            if owner is link and not waiting.done():
                waiting.set_exception(Lost())

    # Slack's side

    async def send(self, parcel: Parcel, name: str, retry: Retry | None, patience: float) -> Answer:
        """Over the connection whose turn it is; without one, Slack waits a moment for it."""
        begun, answer = time.monotonic(), Answer(parcel, sent=(b"", {"envelope_id": name}))
        link = await self._link(begun + patience)
        if link is None:
            answer.why = "no_connection"
            return answer
        try:
            ack = await self._acked(link, envelope(parcel, name, retry), patience)
            answer.status, answer.body = 200, json.dumps(ack["payload"]) if "payload" in ack else ""
        except TimeoutError:
            answer.why = "http_timeout"
        except (Lost, ConnectionError):
            answer.why = "connection_failed"
        answer.seconds = time.monotonic() - begun
        return answer

    async def _link(self, until: float) -> Link | None:
        while not self.links:
            if time.monotonic() > until:
                return None
            await asyncio.sleep(0.01)
        return self.links[next(self._turns) % len(self.links)]

    async def _acked(self, link: Link, sent: Json, patience: float) -> Json:
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[sent["envelope_id"]] = (link, waiting)
        link.sent.append(sent)
        try:
            await link.socket.send_json(sent)
            return await asyncio.wait_for(waiting, patience)
        finally:
            self._waiting.pop(sent["envelope_id"], None)

    async def disconnect(self, reason: Reason, number: int | None = None) -> None:
        """What Slack says before it closes connections: all of them, or one by its number. A
        warning comes some seconds ahead and closes nothing."""
        leaving = [x for x in self.links if number in {None, x.number}]
        await asyncio.gather(*(self._bye(link, reason) for link in leaving))

    async def _bye(self, link: Link, reason: Reason) -> None:
        debug = {"host": "applink-1"}
        await link.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})
        if reason == "refresh_requested":
            await asyncio.sleep(GRACE)
        if reason != "warning":
            await link.socket.close()

    async def cut(self, number: int | None = None) -> None:
        """The network breaks, without a word."""
        for link in [x for x in self.links if number in {None, x.number}]:
            if link.request.transport is not None:
                link.request.transport.abort()

    async def deafen(self, number: int | None = None) -> None:
        """Connections are half open: what Slack sends arrives, and it hears nothing any more, not
        even a ping."""
        for link in [x for x in self.links if number in {None, x.number}]:
            if isinstance(link.request.transport, asyncio.Transport):
                link.request.transport.pause_reading()

    async def stop(self) -> None:
        for link in list(self.links):
            await link.socket.close()


@dataclass(frozen=True)
class OverSocket:
    """Deliveries over whatever connections there are."""

    sockets: Sockets
    patience: float = PATIENCE

    async def carry(self, parcel: Parcel, retry: Retry | None = None) -> Answer:
        return await self.sockets.send(parcel, str(uuid4()), retry, self.patience)

    async def repeat(self, answer: Answer) -> Answer:
        """The same envelope once more, over the next connection."""
        name = answer.sent[1]["envelope_id"]
        return await self.sockets.send(answer.parcel, name, None, self.patience)


def envelope(parcel: Parcel, name: str, retry: Retry | None) -> Json:
    """A delivery as Socket Mode wraps it."""
    answers = parcel.kind != "event" and parcel.payload.get("type") not in SILENT
    made = {
        "envelope_id": name,
        "payload": parcel.payload,
        "type": TYPES[parcel.kind],
        "accepts_response_payload": answers,
    }
    if parcel.kind != "event":
        return made
    return made | {
        "retry_attempt": retry.number if retry else 0,
        "retry_reason": "timeout" if retry else "",
    }
