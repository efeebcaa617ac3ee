"""Listens for PostgreSQL's NOTIFY that any process has put a job in the queue.

On a connection of its own, made again whenever it is lost. A notification is a hint and nothing
more: a relay that hears none polls oftener.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import structlog
from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.listeners import EventRouter, initialize_notice_event_listener
from pgqueuer.domain.models import CancellationEvent, HealthCheckEvent, TableChangedEvent
from pgqueuer.domain.types import Channel, HealthCheckId
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from storage.delivery.jobs.pgq import SETTINGS

log = structlog.get_logger()
AGAIN = 1.0  # seconds until a lost connection is made again
PROBE = 10.0  # seconds between two probes
PATIENCE = 5.0  # seconds for a probe to come back


class QueueListener:
    """`hears` says whether our last probe came back as a notification: behind PgBouncer in
    transaction mode LISTEN succeeds and nothing ever arrives. `heard` is called in the running
    loop."""

    def __init__(self, database: sessionmaker[Any], heard: Callable[[], None]) -> None:
        self._engine: Engine = database.kw["bind"]
        self._heard = heard
        self._echo = asyncio.Event()
        self.hears = False

    async def listen(self) -> None:
        """For ever."""
        while True:
            try:
                await self._connected()
            except (psycopg.Error, OSError, TimeoutError) as error:
                if self.hears:
                    log.warning("lost the word of other processes", why=type(error).__name__)
            self.hears = False
            await asyncio.sleep(AGAIN)

    async def _connected(self) -> None:
        words, named = self._engine.dialect.create_connect_args(self._engine.url)
        more = {"autocommit": True, "prepare_threshold": None, "connect_timeout": 5}
        async with (
            await psycopg.AsyncConnection.connect(*words, **{**named, **more}) as connection,
            PsycopgDriver(connection) as driver,
        ):
            router = EventRouter(self._changed, self._ignored, self._echoed)
            async with asyncio.timeout(PATIENCE):
                await initialize_notice_event_listener(driver, Channel(SETTINGS.channel), router)
            while True:
                await self._probe(driver)
                if (await asyncio.wait(driver.tm.tasks, timeout=PROBE))[0]:
                    raise ConnectionError

    async def _probe(self, driver: PsycopgDriver) -> None:
        # A health check through the queue's own channel: TCP alone may look alive for minutes.
        self._echo.clear()
        async with asyncio.timeout(PATIENCE):
            await Queries(driver).notify_health_check(HealthCheckId(uuid4()))
            await self._echo.wait()
        if not self.hears:
            self.hears = True
            self._heard()

    def _changed(self, event: TableChangedEvent) -> None:
        if event.operation == "insert":
            self._heard()

    def _echoed(self, _: HealthCheckEvent) -> None:
        self._echo.set()

    def _ignored(self, _: CancellationEvent) -> None:
        return None
