"""What operators ask over HTTP: is it alive, can it take events, what does it count."""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.run.metrics import Metrics
from bot.settings import Settings
from bot.settings.variables import loopback
from storage import HospitalSession, Unavailable, Writer
from storage.engine.counters import prove_writable
from storage.engine.observing import read_only_session
from storage.upkeep import backlog

PATIENCE = 5.0
WRITTEN = 2.0  # seconds for which a write that was committed, or failed, is told again
FRESH = 5.0  # seconds for which what the database counted is told again
STUCK_AFTER = timedelta(minutes=5)
CANT_WRITE = "the database can't be written"
PASSED_ON = frozenset(
    (
        *("forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip"),
        *("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
    )
)
REFUSED = (
    "Metrics are read with a token here: set METRICS_TOKEN and send it as a bearer token, or set"
    " METRICS_PORT."
)
log = structlog.get_logger()


class Probes:
    """`/healthz`, `/readyz` and `/metrics`. Nothing in them says who wrote what.

    What the database counts is read beside the database thread, by indexes of what is pending, and
    at most every few seconds: however often it is asked for, no event waits for it.
    `/readyz` tells of a write that was committed, at most `WRITTEN` seconds ago. `not_started` says
    what the process waits for before it begins, `no_room` why a disk takes no more; "" for nothing.
    """

    def __init__(
        self,
        writer: Writer,
        clock: Callable[[], datetime],
        metrics: Metrics | None = None,
    ) -> None:
        self._writer, self._clock = writer, clock
        self._metrics_here = metrics or Metrics()
        self.not_started: Callable[[], str] = lambda: ""
        self.no_room: Callable[[], str] = lambda: ""
        self._writing: asyncio.Task[None] | None = None
        self._written_at = 0.0
        self._counting: asyncio.Future[bytes] | None = None
        self._counted_at = 0.0

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    def public(self, settings: Settings) -> list[BaseRoute]:
        """What the platforms' own port serves: no metrics where they have a port of their own,
        else for whom `MetricsReaders` lets read them."""
        if settings.metrics_port:
            return self.routes[:2]
        readers = MetricsReaders(settings.metrics_token, here=not settings.posted_to)

        async def guarded(request: Request) -> Response:
            return await self._metrics(request) if readers.may(request) else readers.refusal()

        return [*self.routes[:2], Route("/metrics", guarded)]

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse("alive")

    async def _ready(self, _: Request) -> Response:
        """503 while nothing can be written: then nothing is acknowledged either."""
        if why := self.not_started():
            return _unready(f"waiting for the database: {why}")
        if why := await self._unwritten() or self.no_room():
            return _unready(why)
        return JSONResponse({"ready": True})

    async def _unwritten(self) -> str:
        """Why nothing was written just now; "" where it was, and the last event was kept."""
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(self._written())
        except Unavailable as error:
            return str(error)
        except TimeoutError:
            return "the database does not answer"
        except Exception as error:  # whatever it is, nothing was written
            log.warning("the database could not be written", exc_info=error)
            return CANT_WRITE
        return "" if self._writer.healthy else CANT_WRITE

    def _written(self) -> "asyncio.Task[None]":
        """The write of now; one for all who ask within `WRITTEN` seconds."""
        now, last = asyncio.get_running_loop().time(), self._writing
        if last is None or (last.done() and now - self._written_at >= WRITTEN):
            self._written_at = now
            self._writing = last = asyncio.ensure_future(self._writer.run(prove_writable))
        return last

    async def _metrics(self, _: Request) -> Response:
        """What this process knows without the database is told while that is away, too."""
        ours, counted = generate_latest(self._metrics_here.registry), await self._counted()
        state = CollectorRegistry()
        well = bool(counted) and self._writer.healthy
        _gauge(state, "corridor_database_up", "1 while it can be read and written", {(): well})
        return Response(ours + generate_latest(state) + counted, media_type=CONTENT_TYPE_LATEST)

    async def _counted(self) -> bytes:
        """What the database says, at most `FRESH` seconds old; nothing while it says nothing."""
        now = asyncio.get_running_loop().time()
        under_way = self._counting is not None and not self._counting.done()
        if self._counting is None or (not under_way and now - self._counted_at >= FRESH):
            self._counting = asyncio.ensure_future(asyncio.to_thread(self._count))
            self._counted_at = now
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(self._counting)
        except Exception as error:  # whatever it is, the rest is told
            log.warning("what waits could not be counted", exc_info=error)
            return b""

    def _count(self) -> bytes:
        registry = CollectorRegistry()
        with read_only_session(self._writer.database) as db:
            _outbox(registry, db, self._clock())
            now = self._clock()
            found = backlog.clocks(db, now)
            late = (now - found.oldest).total_seconds() if found.oldest else 0
            night = found.retention.timestamp() if found.retention else 0
            for name, say, value in (
                (
                    "overdue",
                    "Things to do that are more than a minute late, up to 1,000",
                    found.overdue,
                ),
                ("oldest_seconds", "How late the latest of them is", late),
                ("dead", "Things to do that were given up", found.dead),
            ):
                _gauge(registry, f"corridor_timers_{name}", say, {(): value})
            say = "When the nightly deletion runs next; in the past where it did not"
            _gauge(registry, "corridor_retention_next_run_timestamp_seconds", say, {(): night})
            rows = backlog.audit_rows(db)
            _gauge(registry, "corridor_audit_rows", "Rows of the audit log", {(): rows})
            states = {(state,): count for state, count in backlog.open_concerns(db).items()}
            _gauge(registry, "corridor_concerns", "Concerns that are not closed", states, "state")
        return generate_latest(registry)


class MetricsReaders:
    """Who may read metrics on the public port: whoever has the token. Without one, processes of
    this machine, where they ask `here` directly.

    A proxy on this machine comes from loopback too, for anybody. So nobody is "here" where a
    platform posts to us, which needs a proxy; nor is a request that says it was passed on.
    """

    def __init__(self, token: str, *, here: bool) -> None:
        self._token, self._here = token, here

    def may(self, request: Request) -> bool:
        if self._token:
            sent = request.headers.get("authorization", "")
            return hmac.compare_digest(sent.encode(), f"Bearer {self._token}".encode())
        near = request.client is not None and loopback(request.client.host)
        named = loopback(request.url.hostname or "")
        return self._here and near and named and not PASSED_ON & set(request.headers)

    def refusal(self) -> Response:
        answer = PlainTextResponse(REFUSED, 401 if self._token else 403)
        if self._token:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def _unready(why: str) -> Response:
    return JSONResponse({"ready": False, "why": why}, 503)


def _outbox(registry: CollectorRegistry, db: HospitalSession, now: datetime) -> None:
    depths, dead = backlog.depths(db, now), backlog.dead(db)
    failing = backlog.failing(db)
    platforms = sorted({d.platform for d in depths} | dead.keys() | failing.keys())
    counts = {(d.platform, d.state): d.messages for d in depths}
    every = {(p, s): counts.get((p, s), 0) for p in platforms for s in backlog.STATES}
    oldest = {(p,): 0.0 for p in platforms}
    for depth in depths:
        if depth.state != "later":
            age = (now - depth.oldest).total_seconds()
            oldest[(depth.platform,)] = max(oldest[(depth.platform,)], age)
    say = "Messages that should be shown and are not yet"
    _gauge(registry, "corridor_outbox_messages", say, every, "platform", "state")
    say = "Seconds for which the oldest message has been due"
    _gauge(registry, "corridor_outbox_oldest_seconds", say, oldest, "platform")
    say = "Messages given up; see them with corridor undelivered"
    given_up = {(p,): dead.get(p, 0) for p in platforms}
    _gauge(registry, "corridor_outbox_dead", say, given_up, "platform")
    say = "Channels to which the last delivery failed; see them with corridor rooms"
    stuck = {(p,): failing.get(p, 0) for p in platforms}
    _gauge(registry, "corridor_rooms_failing", say, stuck, "platform")


def _gauge(
    registry: CollectorRegistry,
    name: str,
    help_: str,
    values: Mapping[Any, float],
    *labels: str,
) -> None:
    """`values` by their labels' words, a tuple; of a gauge without labels by the empty one."""
    gauge = Gauge(name, help_, labels, registry=registry)
    for words, value in values.items():
        (gauge.labels(*words) if labels else gauge).set(value)
