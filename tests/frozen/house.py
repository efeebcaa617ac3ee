"""A frozen hospital moved to a database of its own, as an operator does it: copy, migrate, start."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, inspect, make_url, select, text

from bot.core.sealing import Keys
from storage.engine.migrate import migrate
from storage.engine.session import HospitalDatabase, open_hospital
from storage.tables import METADATA
from tests.frozen.thaw import DATA, Thawed, keys, read, thaw

Json = dict[str, Any]
RESTARTED = timedelta(minutes=2)  # after which leases have ended
ALLOWED = Path(__file__).parent / "allowed.json"


@dataclass(frozen=True)
class House:
    """Where the copy is, and what was recorded of it."""

    dialect: str
    path: Path
    url: str

    @property
    def record(self) -> Json:
        found: Json = _read(f"{self.dialect}.record.json.gz")
        return found

    @property
    def acts(self) -> list[Json]:
        found: list[Json] = _read(f"{self.dialect}.acts.json.gz")
        return found

    @contextmanager
    def opened(self, most: int | None = None) -> Iterator[HospitalDatabase]:
        """The database as the commands of operators open it, with all of its keys or the newest."""
        database = open_hospital(self.url, "harbor", Keys(keys()[:most], texts=True))
        try:
            yield database
        finally:
            database.kw["bind"].dispose()

    @contextmanager
    def started(self) -> Iterator[Thawed]:
        """A bot that has just started on it, some time after the last one ended."""
        url = self.url if self.dialect == "postgresql" else ""
        bot = thaw(self.path, url, self.record)
        bot.now += RESTARTED
        try:
            yield bot
        finally:
            bot.end()


@cache
def _read(name: str) -> Any:
    return read(DATA / name)


@cache
def allowed() -> dict[str, Json]:
    """What may differ from what was recorded, each with its reason."""
    found: dict[str, Json] = json.loads(ALLOWED.read_text("utf-8"))
    return found


def sqlite(folder: Path) -> House:
    path = folder / "frozen.db"
    path.write_bytes(gzip.decompress((DATA / "sqlite.db.gz").read_bytes()))
    return _migrated(House("sqlite", path, f"sqlite:///{path}"))


def postgresql(server: str, name: str) -> House:
    """Loaded into a new database on that server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    url = make_url(server).set(database=name)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    script = gzip.decompress((DATA / "postgresql.sql.gz").read_bytes()).decode()
    with psycopg.connect(plain, autocommit=True) as loading:
        loading.execute(script)
    return _migrated(House("postgresql", Path(), url.render_as_string(hide_password=False)))


def _migrated(house: House) -> House:
    with house.opened() as database:
        migrate(database)
    return house


def everything(database: HospitalDatabase) -> dict[str, list[str]]:
    """Every row of every table as the database has it, sealed where it is sealed."""
    with database.kw["bind"].connect() as connection:
        names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
        return {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
            for name in names
        }


def texts(database: HospitalDatabase, label: str) -> list[list[str]]:
    """The texts of a column, opened, each after the keys of its row."""
    table, _, column = label.partition(".")
    here = METADATA.tables[table]
    names = list(here.primary_key)
    found = select(*names, here.c[column]).where(here.c[column] != "").order_by(*names)
    with database() as db:
        return [[str(value) for value in row] for row in db.execute(found)]
