"""PgBouncer in front of a PostgreSQL server, sharing its connections by transaction."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import make_url

from tests.ports import free_port
from tests.storage.postgres import AS_NOBODY, NOBODY

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


@contextmanager
def pooled(url: str) -> Iterator[str]:
    """The same database behind a pooler of two connections."""
    if not Path(PROGRAM).exists():
        pytest.fail("no PgBouncer: run make system")
    at = make_url(url)
    with TemporaryDirectory(prefix="corridor-pooler-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        config = Path(folder, "pgbouncer.ini")
        config.write_text(
            f"[databases]\n{at.database} = host={at.host} port={at.port} user={at.username}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n"
            f"logfile = {folder}/log\n"
        )
        as_nobody: tuple[str, ...] = ()
        if not os.geteuid():
            os.chown(folder, NOBODY, NOBODY)
            as_nobody = AS_NOBODY
        words = [*as_nobody, PROGRAM, str(config)]
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(words, cwd="/", stdout=quiet, stderr=quiet)
        try:
            _wait_for(port)
            yield at.set(port=port).render_as_string(hide_password=False)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("PgBouncer did not start within a minute")
