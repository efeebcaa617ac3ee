"""The real app, as `corridor serve` runs it, in a thread of the test's process."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from sqlalchemy import inspect, text

from bot.ops.migrations import migrate
from bot.run import app as corridor
from bot.run.lifecycle import App
from bot.settings import load
from storage.engine.session import open_hospital
from tests import prepared

PATIENCE = 60.0  # seconds, against hanging only: the machine may have much else to do
HOSPITAL = """
[hospital]
name = "Harbor City General"
zone = "America/New_York"
phone = "x5100"
downtime = "https://intranet.example/downtime"
event_report = "https://intranet.example/report"
[[units]]
id = "5W"
name = "5 West"
care_area = "med-surg"
"""


@dataclass
class Running:
    """`url` is where it listens; `database` a fresh look at what it stored."""

    app: App
    server: uvicorn.Server
    thread: threading.Thread
    url: str
    path: Path

    def stored(self) -> str:
        """All that the database holds, as text."""
        database = open_hospital(f"sqlite:///{self.path}", "harbor")
        with database() as db:
            names = inspect(db.connection()).get_table_names()
            rows = [str(row) for n in names for row in db.execute(text(f'SELECT * FROM "{n}"'))]
        database.kw["bind"].dispose()
        return "\n".join(rows)


@contextmanager
def running(path: Path, env: Mapping[str, str], config: str = HOSPITAL) -> Iterator[Running]:
    """Serve it until the test is over; `env` are its variables, `config` its corridor.toml."""
    url = f"sqlite:///{path / 'corridor.db'}"
    settings = load({"DATABASE_URL": url, "PORT": "8000", **env}, lambda _: config)
    prepared.migrated(path / "corridor.db")
    migrate(settings)
    app = corridor.build(settings)
    config_ = uvicorn.Config(app.web, port=0, log_config=None, timeout_graceful_shutdown=2)
    socket = config_.bind_socket()
    server = uvicorn.Server(config_)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    try:
        at = f"http://127.0.0.1:{socket.getsockname()[1]}"
        yield Running(app, server, thread, at, path / "corridor.db")
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()
        socket.close()


def eventually(ready: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until `ready()` is true; what it says last is in the failure."""
    end = time.monotonic() + seconds
    while not (last := ready()):
        assert time.monotonic() < end, f"still {last!r} after {seconds} s"
        time.sleep(0.02)
