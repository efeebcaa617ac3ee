"""The composition root: the only module that knows every other."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from adapters.network import Network
from bot.core.belonging import Belonging
from bot.core.dispatcher import Core
from bot.core.rate_limits import Limits
from bot.core.router import arrivals, claims, opening, rearms, routes
from bot.core.sealing import pepper
from bot.features import FEATURES
from bot.features.nouns import NUMBERED
from bot.privacy import COUNTRIES, Guard, Rules
from bot.run import http_server
from bot.run.clock import Clock, SharedClock, awake
from bot.run.database import keys_of, opened, prepare
from bot.run.http_front import HttpFront
from bot.run.late_answers import LateAnswers
from bot.run.lifecycle import App, life
from bot.run.linking import Linking, LinkingAdapter, linked
from bot.run.metered_adapter import MeteredAdapter
from bot.run.metrics import Metrics
from bot.run.platforms import Platform, PlatformParts
from bot.run.probes import Probes
from bot.run.relay import Relay
from bot.run.scrubber import Scrubber
from bot.run.sealed_delivery import SealedAdapter
from bot.run.starting import Startup
from bot.settings import Settings
from bot.words.delivery import Adapter, Links, Looks
from bot.words.platforms import PAGER, PLATFORMS
from storage import Writer
from storage.engine import scrubbing
from storage.engine.observing import time_commits
from storage.trust.sealed_reporters import PLATFORM as SEALED
from storage.upkeep import health

if TYPE_CHECKING:
    from storage.delivery.jobs.listen import QueueListener

# Their answers go in requests of their own, which may fail; a page has its answer in its response.
HOLDS = frozenset(("slack", "teams"))


def build(settings: Settings, parts: frozenset[str] = frozenset({"web", "worker"})) -> App:
    """The whole bot for these settings; nothing runs yet."""
    writer, metrics = Writer(opened(settings)), Metrics((*PLATFORMS, PAGER))
    time_commits(writer.database, metrics.commit)
    scrubber = Scrubber(partial(scrubbing.scrub, writer.database))
    writer.seen, writer.scrub = metrics.job, scrubber.request
    now = SharedClock(writer, metrics.clock_step)
    guard, opens, looks = _guard(settings), opening(routes(FEATURES)), dict[str, Looks]()
    core = _core(settings, writer, guard, metrics, now, lambda: relay.wake(), looks)  # noqa: PLW0108
    belonging, network = Belonging(routes(FEATURES), NUMBERED), Network(settings.ca_bundle)
    answers = LateAnswers(writer, now, belonging)
    linking = Linking(writer, links := dict[str, Links]())
    parts_of_all = (settings, writer, guard, linked(core, linking), opens, network, answers, now)
    platforms = _platforms(PlatformParts(*parts_of_all), looks, links)
    adapters: dict[str, Adapter] = {
        one.name: LinkingAdapter(MeteredAdapter(one.name, one.adapter, metrics.delivery), linking)
        for one in platforms
    }
    adapters[SEALED] = SealedAdapter(writer, dict(adapters), now)
    listener = _queue_listener(writer, lambda: relay.wake())  # noqa: PLW0108 - made below
    hears = (lambda: listener.hears) if listener else (lambda: "web" in parts)
    awaited = arrivals(routes(FEATURES))
    relay = Relay(writer, adapters, now, core, hears, lambda: now.settled, awaited)
    startup, probes = Startup(health.place(settings.database_url)), Probes(writer, now, metrics)
    probes.no_room = partial(health.disk_full, settings.database_url)
    probes.not_started = lambda: startup.waiting_for
    app = App(
        *(writer, core, relay, Starlette(), Clock(core, now), now, platforms, probes, startup),
        *(partial(prepare, settings), keys_of(settings), scrubber, guard, listener),
    )
    routed = (*probes.public(settings), *(route for one in platforms for route in one.routes))
    app.web = Starlette(
        routes=routed,
        middleware=[Middleware(HttpFront)],
        lifespan=lambda _: life(app, settings, parts),
    )
    return app


def _core(
    settings: Settings,
    writer: Writer,
    guard: Guard,
    metrics: Metrics,
    now: SharedClock,
    wake: Callable[[], None],
    looks: Mapping[str, Looks],
) -> Core:
    hospital, table = settings.hospital, routes(FEATURES)
    return Core(
        *(writer, hospital, table, guard),
        clock=now,
        wake=wake,
        sides={(g.platform, g.workspace, g.id): g.side for g in settings.groups},
        claims=claims(FEATURES),
        limits=Limits(table, hospital.phone, awake),
        pepper=pepper(settings.keys),
        seen=metrics.event,
        rearms=rearms(FEATURES),
        settled=lambda: now.settled,
        holds=HOLDS,
        looks=looks,
        nouns=NUMBERED,
    )


def _queue_listener(writer: Writer, heard: Callable[[], None]) -> "QueueListener | None":
    """Word of what other processes want delivered, on PostgreSQL."""
    if writer.database.kw["bind"].dialect.name != "postgresql":
        return None
    from storage.delivery.jobs.listen import QueueListener

    return QueueListener(writer.database, heard)


def _platforms(
    parts: PlatformParts, looks: dict[str, Looks], links: dict[str, Links]
) -> list[Platform]:
    """What is set up, each as its own module puts it together, `looks` of those that let us look
    at messages, `links` of those where messages have addresses. A platform's SDK is loaded only
    where it is used: it takes longer than all the rest."""
    found: list[Platform] = []
    if parts.settings.slack is not None:
        from bot.run.platforms import slack

        found.append(slack.serve(parts, parts.settings.slack))
    if parts.settings.teams is not None:
        from bot.run.platforms import teams

        found.append(teams.serve(parts, parts.settings.teams))
    if parts.settings.paging:
        from bot.run.platforms import pager

        found.append(pager.serve(parts))
    if parts.settings.playground:
        from bot.run.platforms import web

        found.append(web.serve(parts))  # last: it takes every path that is left
    links |= {one.name: one.links for one in found if one.links is not None}
    looks |= {one.name: one.looks for one in found if one.looks is not None}
    return found


def disable_core_dumps() -> None:
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
    disable_core_dumps()
    take_short_turns()
    app = build(settings, parts)
    freeze_garbage_collector()
    if "web" in parts:
        ready = partial(_print_address, settings) if settings.playground else _print_nothing
        http_server.serve(app.web, settings.host, settings.port, ready)
    else:
        asyncio.run(_run_worker(app, settings, parts, stopped))
    if app.failed is not None:
        raise app.failed


def freeze_garbage_collector() -> None:
    """Leave what is loaded by now out of every later collection: a full one would stop everybody
    for a tenth of a second. It is not collected now either: loading leaves hardly any garbage,
    and somebody waits for the process to be ready."""
    gc.freeze()
    gc.enable()


def take_short_turns() -> None:
    """Let threads hand Python over after a millisecond, where five are usual: an event on the
    database thread takes it up again after each statement, and a long read beside it would keep it
    each time."""
    sys.setswitchinterval(0.001)


def _print_nothing() -> None:
    """Where nobody sits at a terminal."""


def _print_address(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}/"
    sys.stdout.write(f"\nCorridor's playground is at {address}  (Ctrl-C stops it)\n\n")
    sys.stdout.flush()


async def _run_worker(
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


def _guard(settings: Settings) -> Guard:
    site = settings.hospital.privacy
    return Guard(Rules(site.mrn_patterns, site.domains, site.numbers, site.countries or COUNTRIES))
