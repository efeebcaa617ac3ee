"""Migrations on a database that is in use: rows of the version before, and its statements meanwhile;
many processes at once on an empty one; through a pooler too."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.words.cards import Message, dump
from storage import HospitalSession, Writer
from storage.delivery import claims, outbox
from storage.delivery.outbox import Address
from storage.engine.migrate import current, downgrade, migrate, newest
from storage.engine.session import HospitalDatabase, open_hospital
from tests.storage.pooler import pooled
from tests.storage.postgres import made

NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
ROOM = Address("teams", "tenant", "room", dm=False)
FREE = {"teams": claims.MOST}
BEFORE = "0010"
# As the version before wrote a message, word for word.
OLD = """
INSERT INTO shown (hospital_id, key, platform, workspace, channel, dm, parent_key, body, version,
  sent_version, urgent, seq, due_at, unsure, attempts, faults, dead, wanted_at, updated_at)
VALUES ('harbor', :key, 'teams', 'tenant', 'room', false, '', '{}', 1, 0, false, :seq, :at, false, 0, 0,
  '', :at, :at)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'corridor.db'}"
        return
    server = request.getfixturevalue("postgres")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE empty"))
    admin.dispose()
    yield make_url(server).set(database="empty").render_as_string(hide_password=False)


def old(database: HospitalDatabase, key: str, seq: int) -> None:
    at = NOW if database.kw["bind"].dialect.name == "postgresql" else NOW.replace(tzinfo=None)
    with database.begin() as db:
        db.execute(text(OLD), {"key": key, "seq": seq, "at": at})


def claimed(database: HospitalDatabase) -> list[str]:
    with database.begin() as db:
        claims.sweep(db, NOW)
        return [one.key for one in claims.claim(db, NOW, (), FREE)]


def test_what_waited_before_and_what_an_old_process_wants_meanwhile_is_delivered(
    empty: str,
) -> None:
    database = open_hospital(empty, "harbor")
    migrate(database, BEFORE)
    old(database, "before", 1)
    migrate(database)
    old(database, "meanwhile", 2)
    assert claimed(database) == ["before"]
    with database() as db:
        assert outbox.waiting(db, NOW).messages == 2
    database.kw["bind"].dispose()


def test_going_back_and_forth_keeps_what_was_there(empty: str) -> None:
    database = open_hospital(empty, "harbor")
    migrate(database)
    with database.begin() as db:
        wants = outbox.batch_of(db, NOW)
        wants.show("new", ROOM, dump(Message("x")))
        wants.flush(db, NOW)
    downgrade(database, BEFORE)
    assert current(database) == BEFORE
    old(database, "old", 2)
    migrate(database)
    assert claimed(database) == ["new"]
    with database() as db:
        assert outbox.waiting(db, NOW).messages == 2
    database.kw["bind"].dispose()


def test_four_processes_start_at_once_on_an_empty_database(empty: str) -> None:
    words = "import sys; from storage.engine.unbound import open_database; from storage.engine.migrate import migrate;"
    words += "migrate(open_database(sys.argv[1]))"
    every = [subprocess.Popen([sys.executable, "-c", words, empty]) for _ in range(4)]
    assert [one.wait(300) for one in every] == [0, 0, 0, 0]
    database = open_hospital(empty, "harbor")
    assert current(database) == newest()
    database.kw["bind"].dispose()


async def test_all_of_it_works_through_a_pooler_that_shares_connections(postgres: str) -> None:
    """PgBouncer, by transaction: nothing may rely on what an earlier transaction left behind."""
    with pooled(made(postgres, "pooled")) as url:
        database = open_hospital(url, "harbor")
        with database() as db:
            assert db.connection().info["pooled"]
            limit = db.execute(text("SHOW statement_timeout")).scalar()
            assert limit == "30s"
        writer = Writer(database)
        writer.start()
        for n in range(12):  # more often than a driver asks before it prepares
            await writer.run(partial(_want, key=f"p{n}"))
            for one in await writer.run(lambda db: claims.claim(db, NOW, (), FREE)):
                assert await writer.run(partial(claims.delivered, message=one, ref="r", now=NOW))
        writer.stop()
        with database() as db:
            sent = db.execute(text("SELECT count(*) FROM shown WHERE sent_version = version"))
            assert sent.scalar_one() == 12
        database.kw["bind"].dispose()


def _want(db: HospitalSession, key: str) -> None:
    outbox.batch_of(db, NOW).show(key, ROOM, dump(Message("x")))
