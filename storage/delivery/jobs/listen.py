"""Word that lines were put in the queue, from any process: PgQueuer's notifications, listened to.

A connection of its own, made again whenever it is lost. What is heard is a hint and nothing more:
who hears nothing asks the database oftener.
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
AGAIN = 1.0
PROBE = 10.0
PATIENCE = 5.0


class News:
    """`hears` says whether a word that was sent lately came back: behind a pooler that hands out
    its connections by transaction none does. `heard` is called in the running loop."""

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
