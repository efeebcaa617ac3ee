"""The declarative base of all tables: column types, sealed texts, running constant statements."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Text,
    func,
    inspect,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from storage.engine.prepared import run

__all__ = [
    "DIALECTS",
    "MARK",
    "Base",
    "Cipher",
    "SealedText",
    "Session",
    "UtcDateTime",
    "among",
    "cipher_of",
    "database_now",
    "dialect_of",
    "insert_new",
    "transaction_cache",
    "vacuum",
]

LARGEST_VACUUMED = 256 * 1024 * 1024
DIALECTS: Mapping[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A timestamp: timezone-aware in Python, stored in UTC, aware and in UTC when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)  # SQLite compares timestamps as texts: one zone for all
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Cipher(Protocol):
    """Keys that are not in the database, as whoever opens it hands them in.

    `seal` and `open` are for secrets. `shut` and `plain` are for what people wrote, in columns of
    `SealedText`: nothing is shut where `texts` is false, what was shut before can still be read.
    `mark` is how all begins that `shut` makes now. `steady` gives equal texts of one place equal
    seals, for columns that the database compares.
    """

    @property
    def texts(self) -> bool: ...
    @property
    def mark(self) -> str: ...
    def seal(self, place: str, text: str) -> str: ...
    def open(self, place: str, sealed: str) -> str: ...
    def shut(self, place: str, text: str, *, steady: bool = False) -> str: ...
    def plain(self, place: str, raw: str) -> str: ...


class SealedText(TypeDecorator[str]):
    """What people wrote: sealed in the database where a key is set up for that, plain in Python.
    `place` names table and column, and nothing sealed for one can be read in another."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str, *, steady: bool = False) -> None:
        super().__init__()
        self.place, self.steady = place, steady

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        cipher: Cipher | None = getattr(dialect, CIPHER, None)
        if not value or cipher is None:
            return value
        return cipher.shut(self.place, value, steady=self.steady)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        cipher: Cipher | None = getattr(dialect, CIPHER, None)
        return value if not value or cipher is None else cipher.plain(self.place, value)


MARK = "\x02"  # sealed texts begin with it, and no text of people's may
CIPHER = "corridor_cipher"  # a column's type is told the dialect only, and each engine has its own


class Base(DeclarativeBase):
    """Every table's parent. Keys begin with `hospital_id`: nothing crosses between hospitals."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}


def cipher_of(db: Session) -> Cipher | None:
    """What `open_database` was given."""
    cipher: Cipher | None = getattr(db.get_bind().dialect, CIPHER, None)
    return cipher


def vacuum(database: sessionmaker[Any]) -> bool:
    """Run VACUUM on SQLite and truncate the write-ahead log, so that no deleted text is left in
    free pages or in the log. False where the file is larger than `LARGEST_VACUUMED` bytes: VACUUM
    locks everybody else out for as long as it copies the file, so only the log is truncated then.
    PostgreSQL's own autovacuum does what can be done there, and this does nothing."""
    engine: Engine = database.kw["bind"]
    if engine.dialect.name != "sqlite":
        return True
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        pages, size = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
        small: bool = pages * size <= LARGEST_VACUUMED
        if small:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
    return small


def database_now(db: Session) -> datetime | None:
    """The clock that all processes share (UTC); None where they share a machine."""
    if dialect_of(db) != "postgresql":
        return None
    return cast(datetime, db.scalar(select(func.clock_timestamp()))).astimezone(UTC)


def among(columns: Sequence[Any], keys: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    """Whether a row is one of these, by its key."""
    if len(columns) == 1:
        one: ColumnElement[bool] = columns[0].in_([key for (key,) in keys])
        return one
    return tuple_(*columns).in_(keys)


def dialect_of(db: Session) -> str:
    """A key of `DIALECTS`: what a statement of one kind of database is chosen by."""
    return db.get_bind().dialect.name


def insert_new(db: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert unless a unique constraint says it is there already; say whether it was new. For
    tables whose rows are made in no other way: objects that are yet to be written are not seen."""
    return run(db, _insert_new(table, dialect_of(db)), values).first() is not None


@cache
def _insert_new(table: type[Base], dialect: str) -> Any:
    new = DIALECTS[dialect].insert(table).on_conflict_do_nothing()
    # Not the row count: PostgreSQL gives none here.
    return new.returning(*inspect(table).primary_key)


def transaction_cache(db: Session) -> dict[object, Any]:
    """What was read in this transaction and need not be read again. Whoever writes what is cached
    here clears it."""
    db.connection()
    transaction = db.get_transaction()
    owner, cache = db.info.get("transaction_cache", (None, {}))
    if owner is not transaction:  # what another process commits is seen from here on
        cache = {}
        db.info["transaction_cache"] = transaction, cache
    return cast(dict[object, Any], cache)
