"""A crowd at the public door of a real process that may open 256 files."""

import contextlib
import resource
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.processes import House, Process, house, patiently

CROWD = 1100
HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Never"
SLOW = b"POST /web/say HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow"
LINE = "too many connections"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, "", DATABASE_URL=f"sqlite:///{tmp_path / 'c.db'}") as made:
        yield made


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """Those who come in a crowd are sockets of ours."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CROWD + 500
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("this machine lets nobody open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def started(made: House, level: str) -> Process:
    words = f"ulimit -n 256 && exec {shlex.quote(sys.executable)} -m bot serve"
    process = made.start(["sh", "-c", words], LOG_LEVEL=level)
    patiently(process.ready)
    return process


@contextlib.contextmanager
def crowd(process: Process, *sent: bytes) -> Iterator[None]:
    """Connections that send each of these in turn, and then nothing, until the block ends."""
    with contextlib.ExitStack() as opened:
        for n in range(CROWD):
            one = opened.enter_context(socket.socket())
            one.settimeout(30)
            one.connect(("127.0.0.1", process.port))
            with contextlib.suppress(ConnectionError):  # closed already, to make room
                one.sendall(sent[n % len(sent)])
        yield


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_health_answers_while_a_thousand_send_half_a_request(made: House, level: str) -> None:
    process = started(made, level)
    with crowd(process, HALF, SLOW, b""):
        for _ in range(5):
            answer = process.get("/healthz")
            assert answer is not None, process.said()
            assert answer.status_code == 200
        assert process.ready()
        time.sleep(0.5)
    assert process.ready()
    said = process.said()
    assert LINE in said
    assert said.count(LINE) <= 3, "one line, not one a connection"
    assert "EMFILE" not in said
    assert process.stop() == 0
