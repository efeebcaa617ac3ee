"""What operators ask over HTTP: is it alive, can it take events, what does it count."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storage import Session, Unavailable, Writer, concerns, outbox

WAITING = "Messages that should be shown and are not yet"
OLDEST = "Seconds for which the oldest of them has been due"
DEAD = "Messages given up; see them with the command undelivered"


class Probes:
    """`/healthz`, `/readyz` and `/metrics`. Nothing in them says who wrote what."""

    def __init__(self, writer: Writer, hid: str, clock: Callable[[], datetime]) -> None:
        self._writer, self._hid, self._clock = writer, hid, clock

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("alive")

    async def _ready(self, _: Request) -> Response:
        """503 while nothing can be written: then nothing is acknowledged either."""
        try:
            await self._writer.run(lambda db: concerns.count(db, self._hid, ("new",)))
        except Unavailable as error:
            return JSONResponse({"ready": False, "why": str(error)}, 503)
        if not self._writer.healthy:
            return JSONResponse({"ready": False, "why": "the database can't be written"}, 503)
        return JSONResponse({"ready": True})

    async def _metrics(self, _: Request) -> Response:
        try:
            registry = await self._writer.run(self._count)
        except Unavailable:
            return PlainTextResponse("# the database is out of reach\n", 503)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    def _count(self, db: Session) -> CollectorRegistry:
        registry, now = CollectorRegistry(), self._clock()
        waiting = outbox.waiting(db, self._hid, now)
        oldest = (now - waiting.oldest).total_seconds() if waiting.oldest else 0
        _gauge(registry, "corridor_outbox_messages", WAITING, waiting.messages)
        _gauge(registry, "corridor_outbox_oldest_seconds", OLDEST, oldest)
        _gauge(registry, "corridor_outbox_dead", DEAD, len(outbox.dead(db, self._hid, 1000)))
        for state in concerns.OPEN:
            number = concerns.count(db, self._hid, (state,))
            _gauge(registry, f"corridor_concerns_{state}", f"Concerns that are {state}", number)
        return registry


def _gauge(registry: CollectorRegistry, name: str, help_: str, value: float) -> None:
    Gauge(name, help_, registry=registry).set(value)
