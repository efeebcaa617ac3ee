"""SQLite databases that are built once in a process and copied for every test after that: building
the tables takes some fifty times as long as writing the file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import sessionmaker

from bot.settings import PersonSetting, RoomSetting
from storage.engine.base import vacuum
from storage.engine.migrate import migrate
from storage.engine.session import bound
from storage.engine.unbound import Database, open_database
from storage.nouns import people, rooms
from storage.tables import METADATA


def tables(path: Path) -> None:
    """A new file with every table in it and no row, or what is missing in a file that is there."""
    if not path.exists():
        put(path, _tables())
        return
    database = open_database(f"sqlite:///{path}")
    create(database)
    database.kw["bind"].dispose()


def migrated(path: Path) -> None:
    """A file as `corridor migrate` leaves it; one that is there is brought up to date."""
    if not path.exists():
        put(path, _migrated())
        return
    _bring_up_to_date(f"sqlite:///{path}")


def up_to_date(url: str) -> None:
    """The same for a database of either kind, by its address."""
    if url.startswith("sqlite:///"):
        migrated(Path(url.removeprefix("sqlite:///")))
    else:
        _bring_up_to_date(url)


def staffed(
    path: Path,
    hid: str,
    cast: Sequence[PersonSetting],
    channels: Sequence[RoomSetting],
    now: datetime,
) -> None:
    """A new file with every table, and the people and rooms of one hospital as nothing but the
    settings know them. Nothing in it is sealed: with keys, start from `tables` instead."""
    assert not path.exists(), f"{path} is there already"
    put(path, _staffed(hid, tuple(cast), tuple(channels), now))


def seed(
    database: sessionmaker[Any],
    hid: str,
    cast: Sequence[PersonSetting],
    channels: Sequence[RoomSetting],
    now: datetime,
) -> None:
    """Write a hospital's people and rooms as a start of the bot does."""
    with bound(database, hid).begin() as db:
        people.seed(db, cast, now)
        rooms.seed(db, channels, now)


def create(database: sessionmaker[Any]) -> None:
    """Every table that is missing."""
    METADATA.create_all(database.kw["bind"])


def _bring_up_to_date(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.kw["bind"].dispose()


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _content(*steps: Callable[[Database], None]) -> bytes:
    """What is in the file after these steps, none of it in a write-ahead log beside it."""
    with TemporaryDirectory(prefix="corridor-prepared-") as folder:
        path = Path(folder) / "corridor.db"
        database = open_database(f"sqlite:///{path}")
        for step in steps:
            step(database)
        vacuum(database)
        database.kw["bind"].dispose()
        assert [file.name for file in path.parent.iterdir()] == [path.name], "a log is left over"
        return path.read_bytes()


@cache
def _tables() -> bytes:
    return _content(create)


@cache
def _migrated() -> bytes:
    return _content(migrate)


@lru_cache(maxsize=64)
def _staffed(
    hid: str,
    cast: tuple[PersonSetting, ...],
    channels: tuple[RoomSetting, ...],
    now: datetime,
) -> bytes:
    return _content(create, lambda database: seed(database, hid, cast, channels, now))
