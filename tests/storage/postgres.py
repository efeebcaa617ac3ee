"""A PostgreSQL server of the test run's own: on loopback, in a folder of its own, unprivileged."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.engine.migrate import migrate
from storage.engine.unbound import open_database
from storage.tables import METADATA
from tests.ports import free_port

USER = "corridor"
NOBODY = 65534
PATIENCE = 120.0  # seconds, against hanging only: the machine may have much else to do
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
QUIETLY: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}


def programs() -> Path | None:
    """Where initdb and pg_ctl are: of Debian's newest version, or on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def made(server: str, name: str) -> str:
    """The address of a new database on that server, with our tables in it."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    database = open_database(url)
    migrate(database)
    database.kw["bind"].dispose()
    return url


def emptied(url: str) -> str:
    """The same database with nothing in its tables."""
    engine = create_engine(url)
    with engine.begin() as connection:
        tables = [table.name for table in METADATA.sorted_tables]
        names = ", ".join(f'"{name}"' for name in [*tables, "pgqueuer"])
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()
    return url


@contextmanager
def served(*, durable: bool = False) -> Iterator[str]:
    """The address of a new server's database; the server ends with the block. `durable` waits for
    the disk at every commit, as in use: benchmarks ask for it."""
    with TemporaryDirectory(prefix="corridor-postgres-", ignore_cleanup_errors=True) as folder:
        if not os.geteuid():
            os.chown(folder, NOBODY, NOBODY)
        with _running(Path(folder), free_port(), durable=durable) as url:
            yield url


@contextmanager
def _running(folder: Path, port: int, *, durable: bool) -> Iterator[str]:
    """A child of ours; on Linux it ends with us however we end."""
    data = ("-D", str(folder / "data"))
    options = ("-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1")
    quick = ("-c", f"fsync={'on' if durable else 'off'}", "-c", "max_connections=50")
    subprocess.run(words("initdb", *data, "-A", "trust", "-U", USER, "-N"), **QUIETLY, check=True)
    server = subprocess.Popen(words("postgres", *data, *options, *quick), **QUIETLY)
    try:
        _wait_for(port)
        yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(PATIENCE)


@dataclass
class Server:
    """A PostgreSQL server that can be stopped, the hard way, and started again at its address.

    User `locked` needs a password, "secret", and everybody else none. `before` are words before
    its command.
    """

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    before: Sequence[str] = ()
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.address()
        self.prepare()

    def prepare(self) -> None:
        """Make its data."""
        data = ("-D", str(self.folder / "data"), "-A", "trust", "-U", USER, "-N")
        subprocess.run(words("initdb", *data), **QUIETLY, check=True)
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"host all locked all scram-sha-256\n{rules.read_text()}")

    def address(self, user: str = USER, name: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        at = ("-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1")
        data = ("-D", str(self.folder / "data"))
        command = words("postgres", *data, *at, "-c", "fsync=off")
        self.process = subprocess.Popen([*self.before, *command], **QUIETLY)
        _wait_for(self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def stoppable() -> Iterator[Server]:
    """A server that has not been started yet; the test is skipped where there is no PostgreSQL."""
    if programs() is None and not os.environ.get("CI"):
        pytest.skip("no PostgreSQL: run make system")
    with TemporaryDirectory(prefix="corridor-apart-", ignore_cleanup_errors=True) as folder:
        if not os.geteuid():
            os.chown(folder, NOBODY, NOBODY)
        server = Server(Path(folder), free_port())
        try:
            yield server
        finally:
            server.stop()


def words(program: str, *more: str) -> list[str]:
    """PostgreSQL refuses to run as root, so root becomes nobody."""
    bin_ = programs()
    assert bin_ is not None
    unprivileged = ["setpriv", "--pdeathsig=QUIT", *(() if os.geteuid() else AS_NOBODY)]
    return [
        *(unprivileged if shutil.which("setpriv") else ()),
        str(bin_ / program),
        *more,
    ]


def _wait_for(port: int) -> None:
    ready = words("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port))
    end = time.monotonic() + PATIENCE
    while subprocess.run(ready, check=False).returncode != 0:
        if time.monotonic() > end:
            raise TimeoutError(f"PostgreSQL did not start within {PATIENCE:.0f} seconds")
        time.sleep(0.1)
