"""The composition root: the only module that knows every other."""

import asyncio
import gc
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TextIO

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot import rosters
from bot.core.audit import AuditAct, by_operator
from bot.core.dispatcher import Core
from bot.core.rate_limits import Limits
from bot.core.router import claims, opening, routes
from bot.core.sealing import Keys, pepper
from bot.core.work import Work
from bot.features import FEATURES, retention
from bot.features.concerns.export import WRITERS, records
from bot.privacy import Guard, Rules
from bot.run import http_server, key_rotation, seeding
from bot.run.clock import Clock, SharedClock, utc_now
from bot.run.http_front import HttpFront
from bot.run.key_rotation import KeyRotation
from bot.run.lifecycle import App, life
from bot.run.metered_adapter import MeteredAdapter
from bot.run.metrics import Metrics
from bot.run.platforms import Platform, PlatformParts
from bot.run.probes import Probes
from bot.run.relay import Relay
from bot.run.sealed_delivery import SealedAdapter
from bot.run.starting import Startup
from bot.run.startup_checks import BadStart
from bot.settings import Settings
from bot.words.delivery import Adapter
from bot.words.platforms import PLATFORMS
from storage import HospitalDatabase, Writer, open_hospital
from storage.delivery import outbox
from storage.engine.base import vacuum
from storage.engine.migrate import downgrade, known
from storage.engine.migrate import migrate as migrate_database
from storage.engine.observing import time_commits
from storage.engine.unbound import open_database
from storage.nouns import people, roster
from storage.nouns.roster import Duty
from storage.trust import audit_verification
from storage.trust.audit import Note
from storage.trust.audit_verification import Verified
from storage.trust.sealed_reporters import PLATFORM as SEALED
from storage.upkeep import health

if TYPE_CHECKING:
    from storage.delivery.jobs.listen import QueueListener

WEEK, QUARTER = timedelta(days=7), timedelta(days=92)  # of a calendar: what repeats has no end


def build(settings: Settings, parts: frozenset[str] = frozenset({"web", "worker"})) -> App:
    """The whole bot for these settings; nothing runs yet."""
    hospital = settings.hospital
    writer, metrics = Writer(opened(settings)), Metrics(PLATFORMS)
    time_commits(writer.database, metrics.commit)
    now = SharedClock(writer)
    guard = _guard(settings)
    sides = {(g.platform, g.workspace, g.id): g.side for g in settings.groups}
    table = routes(FEATURES)
    core = Core(
        *(writer, hospital, table, guard),
        clock=now,
        wake=lambda: relay.wake(),  # noqa: PLW0108 - made below
        sides=sides,
        claims=claims(FEATURES),
        limits=Limits(table, hospital.phone, utc_now),
        pepper=pepper(settings.keys),
        seen=metrics.event,
    )
    platforms = _platforms(PlatformParts(settings, writer, guard, core, opening(table)))
    adapters: dict[str, Adapter] = {
        one.name: MeteredAdapter(one.name, one.adapter, metrics.delivery) for one in platforms
    }
    adapters[SEALED] = SealedAdapter(writer, dict(adapters), now)
    listener = _queue_listener(writer, lambda: relay.wake())  # noqa: PLW0108 - made below
    hears = (lambda: listener.hears) if listener else (lambda: "web" in parts)
    relay = Relay(writer, adapters, now, core, hears)
    probes = Probes(writer, now, metrics)
    startup = Startup(health.place(settings.database_url))
    probes.not_started = lambda: startup.waiting_for
    clock = Clock(core, now)
    app = App(
        *(writer, core, relay, Starlette(), clock, now, platforms, probes, startup),
        *(partial(prepare, settings), keys_of(settings), listener),
    )
    app.web = Starlette(
        routes=[
            *probes.public(settings.metrics_port),
            *(route for one in platforms for route in one.routes),
        ],
        middleware=[Middleware(HttpFront)],
        lifespan=lambda _: life(app, settings, parts),
    )
    return app


def _queue_listener(writer: Writer, heard: Callable[[], None]) -> "QueueListener | None":
    """Word of what other processes want delivered, on PostgreSQL."""
    if writer.database.kw["bind"].dialect.name != "postgresql":
        return None
    from storage.delivery.jobs.listen import QueueListener

    return QueueListener(writer.database, heard)


def _platforms(parts: PlatformParts) -> list[Platform]:
    """What is set up, each as its own module puts it together. A platform's SDK is loaded only
    where it is used: it takes longer than all the rest."""
    found: list[Platform] = []
    if parts.settings.slack is not None:
        from bot.run.platforms import slack

        found.append(slack.serve(parts, parts.settings.slack))
    if parts.settings.teams is not None:
        from bot.run.platforms import teams

        found.append(teams.serve(parts, parts.settings.teams))
    if parts.settings.playground:
        from bot.run.platforms import web

        found.append(web.serve(parts))  # last: it takes every path that is left
    return found


def keep_memory_private() -> None:
    """No core dump: it would hold tokens, keys and what people are just saying."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(
    settings: Settings, parts: frozenset[str], stopped: Callable[[], bool] = lambda: False
) -> None:
    """Run until told to stop; `stopped` says whether that was before we began. BadStart where
    somebody has to mend something first; a database that is not there yet is waited for."""
    keep_memory_private()
    app = build(settings, parts)
    settle_down()
    if "web" in parts:
        ready = partial(_welcome, settings) if settings.playground else _silent
        http_server.serve(app.web, settings.host, settings.port, ready)
    else:
        asyncio.run(_alone(app, settings, parts, stopped))
    if app.failed is not None:
        raise app.failed


def settle_down() -> None:
    """What is loaded by now stays: looking through all of it again for garbage holds up everybody
    for a tenth of a second, in the middle of whatever made the most objects. Nor is it looked
    through now: loading leaves hardly any, and somebody waits for us to be ready."""
    gc.freeze()
    gc.enable()


def _silent() -> None:
    """Where nobody sits at a terminal."""


def _welcome(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}/"
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
    async with life(app, settings, parts):
        await stop.wait()
        http_server.end_soon()


def migrate(settings: Settings) -> None:
    """Bring the database to this version; safe to run again."""
    migrate_database(open_database(settings.database_url))


def prepare(settings: Settings) -> None:
    """Bring the database to this version and look whether the keys are its keys. Unavailable where
    waiting may be all that is needed, BadStart where somebody has to mend something."""
    try:
        health.prepare(settings.database_url)
        with health.explained():
            wrong = key_mismatch(settings)
    except health.Unusable as unusable:
        raise BadStart(f"the database is not ready: {unusable}.") from unusable
    if wrong:
        raise BadStart(f"CORRIDOR_KEYS {wrong}")


def go_back(settings: Settings, revision: str) -> bool:
    """Bring the database back to that form; false where there is none of that name."""
    if revision != "base" and not known(revision):
        return False
    downgrade(open_database(settings.database_url), revision)
    return True


def import_roster(
    settings: Settings, name: str, data: bytes, *, dry: bool = False
) -> tuple[list[Duty], int]:
    """The shifts of a roster file, and how many older ones made way; with `dry` nothing is kept.

    BadRoster, and nothing kept, where any of it does not fit.
    """
    hospital, database = settings.hospital, opened(settings)
    today = utc_now().astimezone(hospital.zone).date()
    rows = rosters.read(name, data, today - WEEK, today + QUARTER)
    with database() as db:
        seeding.seed(db, settings, {})
        known = people.everyone(db)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in known]
        duties = rosters.settle(rows, staff, hospital)
        gone = roster.replace(db, duties)
        if dry:
            db.rollback()
        else:
            by_operator(db, _noted("roster.imported", "", f"{len(duties)} shifts"))
            db.commit()
    return duties, gone


def export(settings: Settings, form: str, out: TextIO) -> None:
    """All concerns as CSV or JSON, without anyone's name."""
    with opened(settings)() as db:
        rows = list(records(db, settings.hospital))
        out.write(WRITERS[form](rows))
        by_operator(db, _noted("exported", "concerns", f"{len(rows)} as {form}"))
        db.commit()


def _noted(act: AuditAct, about: str, outcome: str) -> Note:
    """What an operator does at the command line."""
    return Note(utc_now(), None, act, about, outcome)


def opened(settings: Settings) -> HospitalDatabase:
    """The database, with the keys to what is sealed in it."""
    return open_hospital(settings.database_url, settings.hospital.id, keys_of(settings))


def keys_of(settings: Settings) -> Keys | None:
    return Keys(settings.keys, texts=settings.seal_texts) if settings.keys else None


def key_mismatch(settings: Settings) -> str:
    """Why CORRIDOR_KEYS are not the database's keys; "" when they are."""
    database = opened(settings)
    try:
        with database() as db:
            return key_rotation.key_mismatch(db, keys_of(settings))
    finally:
        database.kw["bind"].dispose()


def verify(settings: Settings, noted: tuple[int, str] | None = None) -> Verified:
    """The audit log, looked over."""
    with opened(settings)() as db:
        return audit_verification.verify(db, noted)


def keep_house(settings: Settings, *, dry: bool = False) -> dict[str, int]:
    """Delete all that is old enough, or with `dry` say how much that is."""
    database, now = opened(settings), utc_now()
    if dry:
        with database() as db:
            return retention.due(db, settings.hospital, now)
    total: Counter[str] = Counter()
    while deleted := _one_batch(database, settings):
        total.update(deleted)
    vacuum(database)
    return dict(total)


def _one_batch(database: HospitalDatabase, settings: Settings) -> dict[str, int]:
    with database.begin() as db:
        now = utc_now()
        work = Work(db, now, settings.hospital, outbox.batch_of(db, now))
        return retention.batch(work)


def rotate(settings: Settings) -> KeyRotation:
    """Seal everything with the newest key, now."""
    keys = keys_of(settings)
    assert keys is not None
    database, of = opened(settings), KeyRotation(keys, utc_now())
    more = True
    while more:
        with database.begin() as db:
            more = of.step(db)
    vacuum(database)
    return of


def _guard(settings: Settings) -> Guard:
    site = settings.hospital.privacy
    return Guard(Rules(site.mrn_patterns, site.domains, site.numbers))
