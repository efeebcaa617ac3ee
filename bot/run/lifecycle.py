"""How a process lives: it waits for its database, starts, works, and ends."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from starlette.applications import Starlette

from bot.core.audit import AuditAct
from bot.core.dispatcher import Core
from bot.core.sealing import Keys
from bot.privacy import Guard
from bot.rules import danger
from bot.run import bootstrap, http_server, key_rotation, seeding
from bot.run.clock import Clock, SharedClock
from bot.run.key_rotation import KeyRotation
from bot.run.platforms import Platform
from bot.run.probes import Probes
from bot.run.relay import Relay
from bot.run.scrubber import Scrubber
from bot.run.starting import Startup, in_daemon_thread
from bot.settings import Settings
from storage import Unavailable, Writer
from storage.engine import scrubbing
from storage.engine.base import vacuum
from storage.trust import audit

if TYPE_CHECKING:
    from storage.delivery.jobs.listen import QueueListener

log = structlog.get_logger()
HOUR = 3600.0
CLOSED_WITHIN = 1.0
DELETES: tuple[AuditAct, ...] = (
    "retention",
    "person.erased",
    "seal.shredded",
    "texts.resealed",
    "key.given-up",
)


@dataclass(slots=True)
class App:
    """Everything that runs: the web side, and what works by itself.

    `prepare` brings the database to this version before anything else is done; `failed` is why the
    process could not start.
    """

    writer: Writer
    core: Core
    relay: Relay
    web: Starlette
    clock: Clock
    now: SharedClock
    platforms: Sequence[Platform]
    probes: Probes
    startup: Startup
    prepare: Callable[[], None]
    keys: Keys | None
    scrubber: Scrubber
    guard: Guard
    listener: "QueueListener | None" = None
    failed: BaseException | None = None
    jobs: list["asyncio.Task[None]"] = field(default_factory=list)

    async def work(self) -> None:
        """Deliver and tick until cancelled."""
        self.clock.start()
        try:
            await self.relay.run()
        finally:
            self.clock.stop()


@contextlib.asynccontextmanager
async def life(app: App, settings: Settings, parts: frozenset[str]) -> AsyncIterator[None]:
    """Start, then work. Where there is something to wait for, the start goes on in the background,
    so that probes are answered and a signal ends the process meanwhile."""
    if settings.metrics_port:
        _run(app, http_server.beside(app.probes.routes, settings.host, settings.metrics_port))
    waits = asyncio.ensure_future(app.startup.waits.wait())
    starting = asyncio.ensure_future(_start(app, settings, parts))
    starting.add_done_callback(partial(_started, app))
    try:
        await asyncio.wait((starting, waits), return_when=asyncio.FIRST_COMPLETED)
        yield
    finally:
        jobs = (starting, waits, *app.jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for one in app.platforms:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSED_WITHIN):
                    await one.close()
        await asyncio.to_thread(_close_database, app)


def _close_database(app: App) -> None:
    """Finish what waits to be written, and leave all of it in the main file."""
    app.writer.stop()
    with contextlib.suppress(Exception):  # out of reach: then there is nothing to leave tidy
        scrubbing.scrub(app.writer.database)
    app.writer.database.kw["bind"].dispose()


async def _start(app: App, settings: Settings, parts: frozenset[str]) -> None:
    """Wait for the database; then begin all that this process does besides answering requests."""
    await app.startup.until_available(partial(_attempt, app, settings))
    for job in _jobs(app, settings, parts):
        _run(app, job)


async def _attempt(app: App, settings: Settings) -> None:
    """Bring the database to this version, check the keys, make the settings' people and rooms
    stand. Until all of that is done no event is taken. Unavailable when the database goes away."""
    await in_daemon_thread(app.prepare)
    app.writer.start()
    try:
        await app.now.begin(app.startup.waits_for)  # what is seeded has a date
        await seeding.seed_at_start(app.writer, settings, app.now())  # before any event
    except Unavailable:
        await asyncio.to_thread(app.writer.stop)
        raise


def _started(app: App, starting: "asyncio.Task[None]") -> None:
    """A process that can't start ends; `run` says why."""
    if not starting.cancelled() and (error := starting.exception()) is not None:
        app.failed = error
        signal.raise_signal(signal.SIGTERM)


def _jobs(
    app: App, settings: Settings, parts: frozenset[str]
) -> Iterator[Coroutine[Any, Any, None]]:
    """What this process does once it has started."""
    yield _once(app, partial(seeding.seed_once_known, app.writer, settings, app.platforms, app.now))
    yield app.now.keep()
    yield app.scrubber.run()
    if "web" in parts:
        yield _once(app, partial(bootstrap.offer, app.writer, settings, app.now))
        yield asyncio.to_thread(app.guard.load)
        yield asyncio.to_thread(danger.load)
    if "worker" in parts:
        if app.listener is not None:
            yield app.listener.listen()
        yield app.work()
        yield _once(app, partial(_keep_sealed, app, settings))
        yield _tidy(app)
    if "web" in parts:
        yield from (one.listen() for one in app.platforms)


def _run(app: App, doing: Coroutine[Any, Any, None]) -> None:
    job = asyncio.ensure_future(doing)
    job.add_done_callback(_ended)
    app.jobs.append(job)


def _once(app: App, job: Callable[[], Awaitable[None]]) -> Coroutine[Any, Any, None]:
    """A job that is done once, when the database is there for it: it may go away at any time."""
    return Startup(app.startup.address).until_available(job)


async def _keep_sealed(app: App, settings: Settings) -> None:
    """Whatever is not sealed as the keys of now say, after they or the settings have changed."""
    if app.keys is not None:
        await key_rotation.rotate(app.writer, KeyRotation(app.keys, app.now()))


async def _tidy(app: App) -> None:
    """What was deleted is overwritten within the hour."""
    seen = 0
    while True:
        await asyncio.sleep(HOUR)
        try:
            last = await app.writer.run(partial(audit.last_of, acts=DELETES))
            if last > seen and not await asyncio.to_thread(vacuum, app.writer.database):
                log.warning("the database is too large to be tidied while it runs: see operations")
            seen = last
        except Exception:
            log.exception("could not tidy the database; it is tried again in an hour")


def _ended(working: "asyncio.Task[None]") -> None:
    """A process that no longer does its part must not look alive: end it, to be started again."""
    if not working.cancelled() and (error := working.exception()) is not None:
        log.critical("a part stopped, so the process ends", exc_info=error)
        signal.raise_signal(signal.SIGTERM)
