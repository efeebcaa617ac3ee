"""A PostgreSQL server of the test run's own: on loopback, in a temporary folder, unprivileged."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "corridor"


def programs() -> Path | None:
    """Where initdb and pg_ctl are: of Debian's newest version, or on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a new database; the server ends with the block."""
    bin_, data = programs(), folder / "data"
    assert bin_ is not None
    as_nobody = (
        [] if os.geteuid() else ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    )
    for part in (folder, *list(folder.parents)[:2]):
        part.chmod(0o755)
    if as_nobody:
        os.chown(folder, 65534, 65534)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run(
            [*as_nobody, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60
        )

    run(str(bin_ / "initdb"), "-D", str(data), "-A", "trust", "-U", USER, "-N")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(
        str(bin_ / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        options,
        "start",
    )
    try:
        yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        run(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
