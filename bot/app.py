"""The composition root: the only module that knows every other."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TextIO

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from adapters.web.adapter import WebAdapter
from adapters.web.cast import Actor, RoomView, Stage
from adapters.web.page import Look
from adapters.web.pages import Pages
from bot.clock import Clock, utc_now
from bot.core import Core
from bot.delivery import Adapter
from bot.features import FEATURES
from bot.features.concerns.export import WRITERS, records
from bot.http import Probes
from bot.privacy import Guard, Rules
from bot.relay import Relay
from bot.router import routes
from bot.settings import PersonSetting, Settings
from bot.shelf import Shelf
from storage import Session, Writer, open_database, people, rooms
from storage.migrate import migrate as migrate_database

log = structlog.get_logger()
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(slots=True)
class App:
    """Everything that runs: the web side, and what works by itself."""

    writer: Writer
    core: Core
    relay: Relay
    web: Starlette
    clock: Clock

    async def work(self) -> None:
        """Deliver and tick until cancelled."""
        self.clock.start()
        try:
            await self.relay.run()
        finally:
            self.clock.stop()


def build(settings: Settings, parts: frozenset[str] = frozenset({"web", "worker"})) -> App:
    """The whole bot for these settings; nothing runs yet."""
    hospital = settings.hospital
    writer = Writer(open_database(settings.database_url))
    guard = _guard(settings)
    core = Core(writer, hospital, routes(FEATURES), guard, utc_now, lambda: relay.wake())  # noqa: PLW0108 - made below
    stage = _stage(settings)
    store = Shelf(writer, hospital.id)
    playground = WebAdapter(store, stage)
    adapters: dict[str, Adapter] = {"web": playground} if settings.playground else {}
    relay = Relay(writer, hospital.id, adapters, utc_now, core)
    probes = Probes(writer, hospital.id, utc_now)
    found = [*probes.routes]
    if settings.playground:
        names = frozenset(person.name for person in settings.people)
        look = Look(hospital.name, hospital.zone, stage)
        found += Pages(
            core, store, playground, look, lambda text: guard.check(text, names).text
        ).routes
    app = App(writer, core, relay, Starlette(), Clock(core))
    app.web = Starlette(
        routes=found,
        middleware=_local_only() if settings.playground else [],
        lifespan=lambda _: _life(app, settings, parts),
    )
    return app


def _local_only() -> list[Middleware]:
    """Other sites can't reach the playground under a name of theirs (DNS rebinding)."""
    return [Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))]


@contextlib.asynccontextmanager
async def _life(app: App, settings: Settings, parts: frozenset[str]) -> AsyncIterator[None]:
    """Start the writer, make the settings' people and rooms stand, then work."""
    app.writer.start()
    await app.writer.run(lambda db: seed(db, settings))
    working = asyncio.create_task(app.work()) if "worker" in parts else None
    if working is not None:
        working.add_done_callback(_ended)
    try:
        yield
    finally:
        if working is not None:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
        await asyncio.to_thread(app.writer.stop)


def _ended(working: "asyncio.Task[None]") -> None:
    """A process that no longer delivers must not look alive: end it, to be started again."""
    if not working.cancelled() and (error := working.exception()) is not None:
        log.critical("delivery stopped, so the process ends", exc_info=error)
        signal.raise_signal(signal.SIGTERM)


def seed(db: Session, settings: Settings) -> None:
    now, hid = utc_now(), settings.hospital.id
    people.seed(db, hid, settings.people, now)
    rooms.seed(db, hid, settings.rooms, now)


def run(settings: Settings, parts: frozenset[str]) -> None:
    """Run until told to stop."""
    migrate(settings)
    app = build(settings, parts)
    if settings.slack or settings.teams:
        log.warning("Slack and Teams are not served by this version yet; only the playground is")
    if "web" not in parts:
        asyncio.run(_alone(app, settings, parts))
        return
    _serve(app, settings)


def _serve(app: App, settings: Settings) -> None:
    """The address is told once it is ours; on a port in use the process ends, saying so."""
    config = uvicorn.Config(
        app.web,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    try:
        ours = config.bind_socket()
    except SystemExit:
        where = {"host": config.host, "port": config.port}
        log.error("can't listen there: set PORT to a free one", **where)  # noqa: TRY400 - cause told
        raise
    if settings.playground:
        _welcome(f"http://{settings.host}:{settings.port}/")
    uvicorn.Server(config).run(sockets=[ours])


def _welcome(address: str) -> None:
    sys.stdout.write(f"\nCorridor's playground is at {address}  (Ctrl-C stops it)\n\n")
    sys.stdout.flush()


async def _alone(app: App, settings: Settings, parts: frozenset[str]) -> None:
    """A worker: it ends on SIGTERM or Ctrl-C, after what is under way."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with _life(app, settings, parts):
        await stop.wait()


def migrate(settings: Settings) -> None:
    """Bring the database to this version; safe to run again."""
    migrate_database(open_database(settings.database_url))


def export(settings: Settings, form: str, out: TextIO) -> None:
    """All concerns as CSV or JSON, without anyone's name."""
    database = open_database(settings.database_url)
    with database() as db:
        out.write(WRITERS[form](list(records(db, settings.hospital))))


def _guard(settings: Settings) -> Guard:
    site = settings.hospital.privacy
    return Guard(Rules(site.mrn_patterns, site.domains, site.numbers))


def _stage(settings: Settings) -> Stage:
    """The playground's people and rooms: those whom the settings place on the web."""
    cast = [actor for person in settings.people for actor in _actors(settings, person)]
    found = [
        RoomView(room.channel, room.name or room.channel.id, room.purpose, room.unit)
        for room in settings.rooms
        if room.channel.platform == "web"
    ]
    return Stage(cast, found)


def _actors(settings: Settings, person: PersonSetting) -> list[Actor]:
    unit = settings.hospital.units.get(person.unit)
    initials = "".join(word[0] for word in person.name.removeprefix("Dr ").split()[:2])
    return [
        Actor(
            account,
            person.name,
            person.side or "clinical",
            person.unit,
            " ".join(filter(None, (unit.name if unit else "", person.shift))),
            initials.upper(),
        )
        for account in person.accounts
        if account.platform == "web"
    ]
