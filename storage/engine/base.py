"""The engine, the session, the kinds of columns, and how a database is opened."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias, cast

from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    StaticPool,
    Text,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

__all__ = [
    "DIALECTS",
    "MARK",
    "Base",
    "Cipher",
    "Database",
    "Rows",
    "SealedText",
    "Session",
    "UtcDateTime",
    "cipher_of",
    "database_now",
    "dialect_of",
    "insert_new",
    "kept",
    "open_database",
    "run",
    "tidy",
]

Database: TypeAlias = sessionmaker[Session]
Rows: TypeAlias = CursorResult[*tuple[Any, ...]]
MOST_TIDIED = 256 * 1024 * 1024
DIALECTS: Mapping[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, aware UTC again when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
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
        cipher: Cipher | None = getattr(dialect, _CIPHER, None)
        if not value or cipher is None:
            return value
        return cipher.shut(self.place, value, steady=self.steady)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        cipher: Cipher | None = getattr(dialect, _CIPHER, None)
        return value if not value or cipher is None else cipher.plain(self.place, value)


MARK = "\x02"  # sealed texts begin with it, and no text of people's may
_CIPHER = "corridor_cipher"  # a column's type is told the dialect only, and each engine has its own


class Base(DeclarativeBase):
    """Every table's parent. Keys begin with `hospital_id`: nothing crosses between hospitals."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}


def open_database(url: str, cipher: Cipher | None = None) -> Database:
    """Sessions on the database at `url`; `sqlite://` is one in memory, for tests. `cipher` seals
    what is not to be read in the database itself.

    Its errors don't quote the values of statements: those may be what people wrote.
    """
    engine = _sqlite(make_url(url)) if url.startswith("sqlite") else _postgresql(make_url(url))
    setattr(engine.dialect, _CIPHER, cipher)
    return sessionmaker(engine, expire_on_commit=False)


def cipher_of(db: Session) -> Cipher | None:
    """What `open_database` was given."""
    found: Cipher | None = getattr(db.get_bind().dialect, _CIPHER, None)
    return found


def tidy(database: sessionmaker[Any]) -> bool:
    """Write the whole file anew, so that nothing deleted is left between the rows or in the
    write-ahead log; false, and the log alone emptied, for one of more than `MOST_TIDIED` bytes, in
    which others would wait too long. On PostgreSQL vacuuming does what can be done."""
    engine: Engine = database.kw["bind"]
    if engine.dialect.name != "sqlite":
        return True
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        pages, size = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
        small: bool = pages * size <= MOST_TIDIED
        if small:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
    return small


def _postgresql(url: URL) -> Engine:
    """A server that has gone silent is given up in seconds, unless the address says otherwise; a
    connection that was lost is noticed before it is used."""
    from storage.engine import timeouts  # noqa: PLC0415 - loads the driver

    patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    wanted = {name: limit for name, limit in patience.items() if name not in url.query}
    engine = create_engine(url, connect_args=wanted, hide_parameters=True, pool_pre_ping=True)
    event.listen(engine, "do_connect", timeouts.connect)
    event.listen(engine, "connect", _bound)
    event.listen(engine, "begin", timeouts.hurry)
    event.listen(engine, "begin", _bound_pooled)
    event.listen(engine, "handle_error", _demoted)
    return engine


LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
_BOUND = "SELECT " + ", ".join(f"set_config('{k}', '{v}', %s)" for k, v in LIMITS.items())


def _bound(connection: Any, record: Any) -> None:
    """Nothing hangs for ever. Behind a pooler, whose connections are others' in the next
    transaction, nothing may be prepared and every transaction is bounded anew; it is known by the
    number of its server's process, which is not the one it told us."""
    cursor = connection.cursor()
    (pid,) = cursor.execute("SELECT pg_backend_pid()").fetchone()
    record.info["pooled"] = pid != connection.info.backend_pid
    if record.info["pooled"]:
        connection.prepare_threshold = None
    else:
        cursor.execute(_BOUND, [False] * len(LIMITS))
    connection.commit()


def _bound_pooled(connection: Any) -> None:
    if connection.info.get("pooled"):
        connection.exec_driver_sql(_BOUND.replace("%s", "true"))


def _demoted(context: Any) -> None:
    """A server that may only be read from now on was replaced: connect again, to the new one."""
    if getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True


def database_now(db: Session) -> datetime | None:
    """The clock that all processes share (UTC); None where they share a machine."""
    if dialect_of(db) != "postgresql":
        return None
    return cast(datetime, db.scalar(select(func.clock_timestamp()))).astimezone(UTC)


def _sqlite(url: URL) -> Engine:
    connect = {"check_same_thread": False, "timeout": 5}
    options: dict[str, Any] = {"connect_args": connect}
    if url.database in {None, "", ":memory:"}:
        options["poolclass"] = StaticPool
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Write-ahead log, every commit on disk, what is deleted overwritten; transactions are begun by
    us, not by the driver."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    """A writer takes the write lock at once: a deferred one fails under load (design record 2)."""
    mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


def dialect_of(db: Session) -> str:
    """A key of `DIALECTS`: what a statement of one kind of database is chosen by."""
    return db.get_bind().dialect.name


def run(db: Session, statement: Executable, values: Mapping[str, Any]) -> Rows:
    """Run a constant statement on the session's own connection, past its objects, at a fifth of
    the cost (design record 18): it sees nothing that objects have not written yet, and they don't
    learn of it.
    """
    return db.connection().execute(statement, values)


def insert_new(db: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert unless a unique constraint says it is there already; say whether it was new. For
    tables whose rows are made in no other way: objects that are yet to be written are not seen."""
    return run(db, _insert_new(table, dialect_of(db)), values).first() is not None


@cache
def _insert_new(table: type[Base], dialect: str) -> Any:
    new = DIALECTS[dialect].insert(table).on_conflict_do_nothing()
    # Not the row count: PostgreSQL gives none here.
    return new.returning(*inspect(table).primary_key)


def kept(db: Session) -> dict[object, Any]:
    """What was read in this transaction and need not be read again. Whoever writes what is kept
    here clears it; another process's change is seen from the next transaction on."""
    db.connection()
    transaction = db.get_transaction()
    found: tuple[object, dict[object, Any]] = db.info.get("kept", (None, {}))
    if found[0] is not transaction:
        found = db.info["kept"] = transaction, {}
    return found[1]
