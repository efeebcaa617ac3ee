"""The composition root: the only module that knows every other."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TextIO

import structlog
import uvicorn
from starlette.applications import Starlette

from bot import rosters, settled
from bot.clock import Clock, utc_now
from bot.core import Core
from bot.features import FEATURES
from bot.features.concerns.export import WRITERS, records
from bot.http import Probes
from bot.privacy import Guard, Rules
from bot.relay import Relay
from bot.router import claims, opening, routes
from bot.serving import Parts, Served, web
from bot.settings import Settings
from storage import Writer, open_database, people, roster
from storage.migrate import migrate as migrate_database
from storage.roster import Duty

log = structlog.get_logger()
WEEK, QUARTER = timedelta(days=7), timedelta(days=92)  # of a calendar: what repeats has no end


@dataclass(slots=True)
class App:
    """Everything that runs: the web side, and what works by itself."""

    writer: Writer
    core: Core
    relay: Relay
    web: Starlette
    clock: Clock
    platforms: Sequence[Served]

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
    sides = {(g.platform, g.workspace, g.id): g.side for g in settings.groups}
    table = routes(FEATURES)
    core = Core(
        *(writer, hospital, table, guard),
        clock=utc_now,
        wake=lambda: relay.wake(),  # noqa: PLW0108 - made below
        sides=sides,
        claims=claims(FEATURES),
    )
    platforms = _platforms(Parts(settings, writer, guard, core, opening(table)))
    adapters = {one.name: one.adapter for one in platforms}
    relay = Relay(writer, hospital.id, adapters, utc_now, core)
    probes = Probes(writer, hospital.id, utc_now)
    app = App(writer, core, relay, Starlette(), Clock(core), platforms)
    app.web = Starlette(
        routes=[*probes.routes, *(route for one in platforms for route in one.routes)],
        lifespan=lambda _: _life(app, settings, parts),
    )
    return app


def _platforms(parts: Parts) -> list[Served]:
    """What is set up, each as its own module puts it together. A platform's SDK is loaded only
    where it is used: it takes longer than all the rest."""
    found: list[Served] = []
    if parts.settings.slack is not None:
        from bot.serving import slack

        found.append(slack.serve(parts, parts.settings.slack))
    if parts.settings.teams is not None:
        from bot.serving import teams

        found.append(teams.serve(parts, parts.settings.teams))
    if parts.settings.playground:
        found.append(web.serve(parts))  # last: it takes every path that is left
    return found


@contextlib.asynccontextmanager
async def _life(app: App, settings: Settings, parts: frozenset[str]) -> AsyncIterator[None]:
    """Start the writer, make the settings' people and rooms stand, then work."""
    app.writer.start()
    await settled.settle(app.writer, settings)
    jobs = _jobs(app, settings, parts)
    try:
        yield
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for one in app.platforms:
            await one.close()
        await asyncio.to_thread(app.writer.stop)


def _jobs(app: App, settings: Settings, parts: frozenset[str]) -> list["asyncio.Task[None]"]:
    """All that this process does besides answering requests."""
    doing = [settled.ask(app.writer, settings, app.platforms)]
    if "worker" in parts:
        doing.append(app.work())
    if "web" in parts:
        doing += [one.listen() for one in app.platforms]
    jobs = [asyncio.ensure_future(job) for job in doing]
    for job in jobs:
        job.add_done_callback(_ended)
    return jobs


def _ended(working: "asyncio.Task[None]") -> None:
    """A process that no longer does its part must not look alive: end it, to be started again."""
    if not working.cancelled() and (error := working.exception()) is not None:
        log.critical("a part stopped, so the process ends", exc_info=error)
        signal.raise_signal(signal.SIGTERM)


def run(
    settings: Settings, parts: frozenset[str], stopped: Callable[[], bool] = lambda: False
) -> None:
    """Run until told to stop; `stopped` says whether that was before we began."""
    migrate(settings)
    app = build(settings, parts)
    settle_down()
    if "web" not in parts:
        asyncio.run(_alone(app, settings, parts, stopped))
        return
    _serve(app, settings)


def settle_down() -> None:
    """What is loaded by now stays: looking through all of it again for garbage holds up everybody
    for a tenth of a second, in the middle of whatever made the most objects."""
    gc.collect()
    gc.freeze()


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


async def _alone(
    app: App, settings: Settings, parts: frozenset[str], stopped: Callable[[], bool]
) -> None:
    """A worker: it ends on SIGTERM or Ctrl-C, after what is under way."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if stopped():
        return
    async with _life(app, settings, parts):
        await stop.wait()


def migrate(settings: Settings) -> None:
    """Bring the database to this version; safe to run again."""
    migrate_database(open_database(settings.database_url))


def import_roster(
    settings: Settings, name: str, data: bytes, *, dry: bool = False
) -> tuple[list[Duty], int]:
    """The shifts of a roster file, and how many older ones made way; with `dry` nothing is kept.

    BadRoster, and nothing kept, where any of it does not fit.
    """
    hospital, database = settings.hospital, open_database(settings.database_url)
    today = utc_now().astimezone(hospital.zone).date()
    rows = rosters.read(name, data, today - WEEK, today + QUARTER)
    with database() as db:
        settled.seed(db, settings, {})
        known = people.everyone(db, hospital.id)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in known]
        duties = rosters.settle(rows, staff, hospital)
        gone = roster.replace(db, hospital.id, duties)
        if dry:
            db.rollback()
        else:
            db.commit()
    return duties, gone


def export(settings: Settings, form: str, out: TextIO) -> None:
    """All concerns as CSV or JSON, without anyone's name."""
    database = open_database(settings.database_url)
    with database() as db:
        out.write(WRITERS[form](list(records(db, settings.hospital))))


def _guard(settings: Settings) -> Guard:
    site = settings.hospital.privacy
    return Guard(Rules(site.mrn_patterns, site.domains, site.numbers))
