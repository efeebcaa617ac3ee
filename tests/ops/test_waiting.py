"""Starting before the database is there, or while it goes away: processes wait, say so, and begin
when it comes. What waiting can't mend ends them, with one sentence."""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.run import starting
from bot.run.app import build
from bot.run.lifecycle import life
from bot.settings import load
from storage import Unavailable
from tests.ops.processes import House, Process, house, patiently
from tests.ports import free_port
from tests.storage.postgres import Server, stoppable

PARTS = ("serve", "web", "worker")
SECRET = "tellnobody"


@pytest.fixture
def server() -> Iterator[Server]:
    with stoppable() as server:
        yield server


@pytest.fixture
def made(tmp_path: Path, server: Server) -> Iterator[House]:
    """No password is needed, so that one may be given."""
    url = server.url.replace("@", f":{SECRET}@")
    with house(tmp_path, "", DATABASE_URL=url) as made:
        yield made


def started(made: House, part: str, **env: str) -> Process:
    """A worker's probes are on a port of their own."""
    words, port = ["python", "-m", "bot", part], free_port()
    own = {"METRICS_PORT": str(port)} if part == "worker" else {}
    return made.start(words, port, **own, **env)


def waits(process: Process) -> bool:
    """Whether it lives, and says that it is not ready and what it waits for."""
    assert process.popen.poll() is None, process.said()
    answer = process.get("/readyz")
    return answer is not None and answer.status_code == 503 and "waiting for" in answer.text


def test_a_database_that_comes_later_is_waited_for(server: Server, made: House) -> None:
    every = [started(made, part) for part in PARTS]
    for process in every:
        patiently(partial(waits, process))
        alive = process.get("/healthz")
        assert alive is not None
        assert alive.status_code == 200
        assert "waiting for the database" in process.said()
        assert f"127.0.0.1:{server.port}/postgres" in process.said()
        assert SECRET not in process.said()
    server.start()
    for process in every:
        patiently(process.ready)
        assert "the database is there" in process.said()
        assert process.stop() == 0


@pytest.mark.parametrize("part", PARTS)
def test_a_process_that_waits_can_be_stopped(made: House, part: str) -> None:
    process = started(made, part)
    patiently(lambda: waits(process))
    assert process.stop() == 0, process.said()
    assert "did not end in time" not in process.said()


def test_a_server_stopped_while_workers_are_starting_ends_none_of_them(
    server: Server, made: House
) -> None:
    """Whatever each of them is at when it goes: importing, migrating, seeding."""
    server.start()
    every = []
    for _ in range(2):
        every += [started(made, "worker"), started(made, "web")]
        patiently(lambda: connections(server) > 0)
        server.stop()
        server.start()
    server.stop()
    patiently(lambda: not any(process.ready() for process in every))
    server.start()
    for process in every:
        patiently(process.ready)


def connections(server: Server) -> int:
    """How many there are beside ours."""
    engine = create_engine(server.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        others = connection.scalar(text(found)) - 1
    engine.dispose()
    return int(others)


async def test_a_database_that_goes_between_migrating_and_serving_is_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "FIRST_PAUSE", 0.1)
    server.start()
    parts = frozenset({"web"})
    settings = load({"DATABASE_URL": server.url}, no_file)
    app, calls = build(replace(settings, playground=False), parts), list[str]()
    migrate = app.prepare

    def prepare() -> None:
        """The first time, the server is gone as soon as the database is up to date."""
        if calls:
            server.start()
        migrate()
        if not calls:
            server.stop()
        calls.append("prepared")

    app.prepare = prepare
    async with life(app, settings, parts):
        assert app.startup.waits.is_set()
        with pytest.raises(Unavailable):  # nothing is taken before the start is complete
            await app.writer.run(lambda _: None)
        async with asyncio.timeout(60):
            while not app.jobs:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.05)
        assert len(calls) == 2
        assert app.startup.waiting_for == ""
        await app.writer.run(lambda _: None)
    app.writer.database.kw["bind"].dispose()


@pytest.mark.parametrize(
    ("user", "name", "told"),
    [
        ("corridor", "nowhere", "there is no such database on the server"),
        ("nobody", "postgres", "the server does not let this user in"),
        (f"locked:{SECRET}", "postgres", "the server does not let this user in"),
        ("locked", "postgres", "the server does not let this user in"),
    ],
)
def test_what_waiting_cannot_mend_is_one_line(
    server: Server, made: House, user: str, name: str, told: str
) -> None:
    server.start()
    sql(server, "CREATE USER locked PASSWORD 'secret'")
    done = made.run("worker", DATABASE_URL=server.address(user, name))
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert told in done.stderr
    assert SECRET not in done.stderr


@pytest.mark.parametrize("part", PARTS)
def test_a_mistake_that_shows_when_the_database_comes_ends_the_process(
    server: Server, made: House, part: str
) -> None:
    process = started(made, part, DATABASE_URL=server.address(name="nowhere"))
    patiently(lambda: waits(process))
    server.start()
    assert process.popen.wait(60) == 1, process.said()
    assert "corridor: the database is not ready: there is no such database" in process.said()
    assert "Traceback" not in process.said()


def test_a_database_of_a_newer_corridor_is_not_waited_for(server: Server, made: House) -> None:
    process = started(made, "web")
    patiently(lambda: waits(process))
    server.start()
    patiently(process.ready)
    assert process.stop() == 0
    sql(server, "UPDATE alembic_version SET version_num = '9999'")
    done = made.run("web")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "of a newer Corridor" in done.stderr


def test_a_locked_sqlite_file_is_waited_for(tmp_path: Path) -> None:
    locked = tmp_path / "corridor.db"
    with house(tmp_path, "", DATABASE_URL=f"sqlite:///{locked}") as made:
        holding = sqlite3.connect(locked, isolation_level=None)
        holding.execute("BEGIN EXCLUSIVE")
        process = started(made, "web")
        patiently(lambda: waits(process))
        holding.rollback()
        patiently(process.ready)
        holding.close()


def test_a_broken_sqlite_file_is_not_waited_for(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    with house(tmp_path, "", DATABASE_URL=f"sqlite:///{broken}") as made:
        done = made.run("worker")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "check DATABASE_URL" in done.stderr


def sql(server: Server, words: str) -> None:
    engine = create_engine(server.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(words))
    engine.dispose()


def no_file(name: str) -> str:
    raise FileNotFoundError(name)
