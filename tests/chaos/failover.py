"""A PostgreSQL primary and its standby, to lose the one and promote the other."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, make_url, text

from tests.ports import free_port
from tests.storage.postgres import NOBODY, PATIENCE, QUIETLY, USER, Server, stoppable, words


@dataclass
class Standby(Server):
    """Copies `primary` and follows it."""

    primary: int = 0

    def prepare(self) -> None:
        of = ("-h", "127.0.0.1", "-p", str(self.primary), "-U", USER)
        to = ("-D", str(self.folder / "data"), "-R", "-X", "stream", "-c", "fast")
        subprocess.run(words("pg_basebackup", *of, *to), **QUIETLY, check=True)

    def promote(self) -> None:
        to = ("promote", "-D", str(self.folder / "data"))
        subprocess.run(words("pg_ctl", *to), **QUIETLY, check=True)


@dataclass(frozen=True, slots=True)
class Pair:
    """With synchronous replication: a commit is answered when both have it on disk."""

    primary: Server
    standby: Standby

    def url(self, name: str) -> str:
        """Both hosts, as an operator gives them: whichever can be written."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        return f"postgresql://{USER}@/{name}?{hosts}&target_session_attrs=read-write"


@contextmanager
def pair() -> Iterator[Pair]:
    with (
        stoppable() as primary,
        TemporaryDirectory(prefix="corridor-standby-", ignore_cleanup_errors=True) as folder,
    ):
        primary.start()
        if not os.geteuid():
            os.chown(folder, NOBODY, NOBODY)
        standby = Standby(Path(folder), free_port(), primary=primary.port)
        standby.start()
        try:
            _synchronously(primary)
            yield Pair(primary, standby)
        finally:
            standby.stop()


def _synchronously(primary: Server) -> None:
    url = make_url(primary.url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as db:
            db.execute(text("ALTER SYSTEM SET synchronous_standby_names = '*'"))
            db.execute(text("SELECT pg_reload_conf()"))
        _until_followed(engine)
    finally:
        engine.dispose()


def _until_followed(engine: Engine) -> None:
    end = time.monotonic() + PATIENCE
    followed = text("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
    with engine.connect() as db:
        while not db.execute(followed).scalar():
            assert time.monotonic() < end, "no standby follows"
            time.sleep(0.1)
