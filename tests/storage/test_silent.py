"""A PostgreSQL server that is there and says nothing: its process stopped, its connections open."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.run import probes as probing
from bot.run.clock import utc_now
from bot.run.probes import Probes
from storage import Unavailable, Writer
from storage.delivery.jobs import listen
from storage.delivery.jobs.listen import QueueListener
from storage.engine.migrate import migrate, newest
from storage.engine.session import HospitalDatabase, HospitalSession, open_hospital
from storage.engine.timeouts import TimeLimitedConnection
from tests.storage.postgres import emptied


@pytest.fixture
def database(postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[HospitalDatabase]:
    monkeypatch.setattr(TimeLimitedConnection, "patience", 2.0)
    monkeypatch.setattr(probing, "PATIENCE", 2.0)
    database = open_hospital(emptied(postgres) + "?connect_timeout=5", "harbor")
    yield database
    database.kw["bind"].dispose()


@pytest.fixture
def writer(database: HospitalDatabase) -> Iterator[Writer]:
    writer = Writer(database)
    writer.start()
    yield writer
    writer.stop()


async def server_of(writer: Writer) -> int:
    """The process that answers the writer's connection."""
    return int(
        await writer.run(lambda db: db.execute(text("SELECT pg_backend_pid()")).scalar_one())
    )


def answers(db: HospitalSession) -> bool:
    return bool(db.scalar(text("SELECT 1")))


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@contextmanager
def stopped(*pids: int) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def test_a_connection_that_stays_silent_is_given_up_and_made_anew(writer: Writer) -> None:
    with stopped(await server_of(writer)):
        async with asyncio.timeout(60):
            while True:
                try:
                    assert await writer.run(answers)
                    break
                except Unavailable:
                    continue
    assert writer.healthy


async def test_a_server_that_stays_silent_makes_not_ready_and_is_well_by_itself(
    writer: Writer, database: HospitalDatabase
) -> None:
    probes = Probes(writer, utc_now)
    transport = httpx.ASGITransport(Starlette(routes=probes.routes))
    pid = await server_of(writer)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        with stopped(pid, parent(pid)):
            assert (await client.get("/readyz")).status_code == 503
            with pytest.raises(Unavailable):
                await writer.run(answers)
            assert not writer.healthy
        end = time.monotonic() + 60
        while (await client.get("/readyz")).status_code != 200:
            assert time.monotonic() < end


def test_migrations_wait_for_each_other_as_long_as_it_takes(database: HospitalDatabase) -> None:
    with database.kw["bind"].begin() as connection, ThreadPoolExecutor() as beside:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('corridor migrations'))"))
        waiting = beside.submit(migrate, database, str(newest()))
        time.sleep(3.0)
        connection.rollback()
        waiting.result(60)
    with database() as db, pytest.raises(OperationalError, match="says nothing"):
        db.execute(text("SELECT pg_sleep(3.0)"))


async def test_word_of_others_is_heard_again_though_its_connection_stays_silent(
    database: HospitalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PROBE", "PATIENCE", "AGAIN"):
        monkeypatch.setattr(listen, name, 0.5)
    heard = asyncio.Event()
    news = QueueListener(database, heard.set)
    listening = asyncio.create_task(news.listen())
    async with asyncio.timeout(60):
        await heard.wait()
    with database() as db:
        found = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_notify%' AND pid <> :me"
        me = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        (pid,) = db.execute(text(found), {"me": me}).scalars()
    heard.clear()
    with stopped(pid):
        async with asyncio.timeout(60):
            await heard.wait()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
