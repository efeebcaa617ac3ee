"""A database that can't be written: nothing is acknowledged, and nobody has to restart us."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import HospitalSession, Unavailable, Writer
from storage.engine import counters
from storage.engine.session import HospitalDatabase, open_hospital
from tests import prepared


@pytest.fixture
def database(tmp_path: Path) -> Iterator[HospitalDatabase]:
    prepared.tables(tmp_path / "corridor.db")
    database = open_hospital(f"sqlite:///{tmp_path / 'corridor.db'}", "harbor")
    yield database
    database.kw["bind"].dispose()


@pytest.fixture
def writer(database: HospitalDatabase) -> Iterator[Writer]:
    writer = Writer(database)
    writer.start()
    yield writer
    writer.stop()


def take(db: HospitalSession) -> int:
    return counters.take(db, "concern")


async def test_a_database_that_became_read_only_is_noticed_and_mended_without_a_restart(
    writer: Writer, database: HospitalDatabase
) -> None:
    read_only(database, yes=True)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await writer.run(take)
        assert not writer.healthy
    read_only(database, yes=False)
    assert await writer.run(take) == 101
    assert writer.healthy


async def test_health_comes_back_though_nobody_asks(
    writer: Writer, database: HospitalDatabase, tmp_path: Path
) -> None:
    """A load balancer sends nothing to what is not ready."""
    impatient(database)
    held = sqlite3.connect(tmp_path / "corridor.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await writer.run(take)
    held.rollback()
    held.close()
    async with asyncio.timeout(60):
        while not writer.healthy:  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.01)


def read_only(database: HospitalDatabase, *, yes: bool) -> None:
    """As when the disk is remounted: nothing can be written."""
    pragma(database, f"query_only={int(yes)}")


def impatient(database: HospitalDatabase) -> None:
    pragma(database, "busy_timeout=10")


def pragma(database: HospitalDatabase, words: str) -> None:
    """On the one connection that is open."""
    raw = database.kw["bind"].raw_connection()
    raw.driver_connection.execute(f"PRAGMA {words}")
    raw.close()
