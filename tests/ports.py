"""Ports for servers that a test starts."""

import os
import socket
from collections.abc import Iterator
from random import Random

FIRST, EACH = 10_000, 1_000
REFUSED = frozenset({10_080})  # Chromium opens no page there
WORKERS = 20  # below 30,000: the system gives no outgoing connection a port from there


def free_port() -> int:
    """One on loopback that nobody listens on now. Each worker of a run has a range of its own, and
    gives no port again before its range is through: whatever the system picks for port 0, it may
    pick for somebody else before the server that was meant to have it starts."""
    for port in _PORTS:
        if port in REFUSED:
            continue
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("unreachable: the ports go round for ever")


def _round() -> Iterator[int]:
    """The ports of this worker's range, from a place of this process's own on, again and again."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    low, at = FIRST + worker % WORKERS * EACH, Random(os.getpid()).randrange(EACH)
    while True:
        yield low + at % EACH
        at += 1


_PORTS = _round()
