"""Two processes on one PostgreSQL database: each thing is done once, and in order."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import HospitalSession, Writer
from storage.delivery import inbox
from storage.engine import counters
from storage.engine.session import HospitalDatabase, open_hospital
from storage.tables import METADATA
from tests.storage.postgres import emptied

HID = "harbor"
NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)


@pytest.fixture
def databases(postgres: str) -> Iterator[tuple[HospitalDatabase, HospitalDatabase]]:
    emptied(postgres)
    one, two = open_hospital(postgres, "harbor"), open_hospital(postgres, "harbor")
    yield one, two
    for database in (one, two):
        database.kw["bind"].dispose()


@pytest.fixture
def writers(
    databases: tuple[HospitalDatabase, HospitalDatabase],
) -> Iterator[tuple[Writer, Writer]]:
    one, two = (Writer(database) for database in databases)
    one.start()
    two.start()
    yield one, two
    one.stop()
    two.stop()


def take(db: HospitalSession) -> int:
    return counters.take(db, "concern")


async def test_an_event_that_reaches_both_is_handled_by_one(writers: tuple[Writer, ...]) -> None:
    for n in range(20):
        event = inbox.idempotency_key(HID, ["Press", "teams", f"e{n}"], NOW)
        ends = await asyncio.gather(*(w.run_once(event, take) for w in writers))
        assert sorted(end is None for end in ends) == [False, True]


async def test_numbers_are_given_once(writers: tuple[Writer, ...]) -> None:
    ends = await asyncio.gather(*(w.run(take) for _ in range(50) for w in writers))
    assert sorted(ends) == list(range(101, 201))


def test_migrations_are_the_models_here_too(databases: tuple[HospitalDatabase, ...]) -> None:
    with databases[0].kw["bind"].connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": known})
        assert compare_metadata(context, METADATA) == []


def known(_item: object, name: str | None, kind: str, _reflected: object, _to: object) -> bool:
    """Everything but PgQueuer's tables and the full-text index, which SQLAlchemy can't describe."""
    return (kind, name) != ("index", "ix_concerns_words") and not str(name).startswith("pgqueuer")
