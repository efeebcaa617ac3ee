"""Web and worker processes of the real application apart: they start at once on an empty database,
and go on when it comes back after a restart."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import pytest

from tests.storage import postgres

QUIET = subprocess.DEVNULL


@dataclass
class Server:
    """A PostgreSQL server that can be stopped, the hard way, and started again."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"postgresql://{postgres.USER}@127.0.0.1:{self.port}/postgres"
        data = ("-D", str(self.folder / "data"), "-A", "trust", "-U", postgres.USER, "-N")
        words = postgres._words("initdb", *data)
        subprocess.run(words, stdout=QUIET, stderr=QUIET, cwd="/", check=True)

    def start(self) -> None:
        at = ("-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1")
        words = postgres._words("postgres", "-D", str(self.folder / "data"), *at, "-c", "fsync=off")
        self.process = subprocess.Popen(words, stdout=QUIET, stderr=QUIET, cwd="/")
        postgres._wait_for(self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)


@contextmanager
def server() -> Iterator[Server]:
    with TemporaryDirectory(prefix="corridor-apart-", ignore_cleanup_errors=True) as folder:
        if not os.geteuid():
            os.chown(folder, postgres.NOBODY, postgres.NOBODY)
        found = Server(Path(folder), postgres._free_port())
        found.start()
        try:
            yield found
        finally:
            found.stop()


def test_four_processes_live_apart_and_outlive_the_database(tmp_path: Path) -> None:
    if postgres.programs() is None and not os.environ.get("CI"):
        pytest.skip("no PostgreSQL: run make system")
    ports = [postgres._free_port() for _ in range(2)]
    with server() as database:
        parts = [("web", port) for port in ports] + [("worker", 0)] * 2
        every = [_started(database.url, tmp_path, *part) for part in parts]
        try:
            _until(lambda: _ready(ports) == [200, 200], 60)
            database.stop()
            _until(lambda: _ready(ports) == [503, 503], 20)
            database.start()
            _until(lambda: _ready(ports) == [200, 200], 20)
            assert [one.poll() for one in every] == [None] * 4
        finally:
            for one in every:
                one.kill()
                one.wait(10)


def _started(url: str, folder: Path, part: str, port: int) -> "subprocess.Popen[bytes]":
    env = {**os.environ, "DATABASE_URL": url, "PORT": str(port or 8000), "LOG_LEVEL": "CRITICAL"}
    words = [sys.executable, "-m", "bot", part]
    return subprocess.Popen(words, env=env, stdout=QUIET, stderr=QUIET)


def _ready(ports: list[int]) -> list[int]:
    return [_status(port) for port in ports]


def _status(port: int) -> int:
    with suppress(OSError):
        with socket.create_connection(("127.0.0.1", port), 2):
            pass
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return int(answer.status)
        except OSError as error:
            return int(getattr(error, "code", 0))
    return 0


def _until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)
