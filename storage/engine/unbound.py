"""Opens a database with sessions that are bound to no hospital (tenant).

For the few who work on all hospitals at once: migrations, copies, key rotation. Everybody else
opens a hospital's own sessions (`storage.engine.session`); an import contract lists who may come
here.
"""

import os
from typing import Any, TypeAlias

from sqlalchemy import Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import private_files
from storage.engine.base import CIPHER, Cipher

Database: TypeAlias = sessionmaker[Session]


def open_database(url: str, cipher: Cipher | None = None) -> Database:
    """Sessions on the database at `url`; `sqlite://` is one in memory, for tests. `cipher` seals
    what is not to be read in the database itself.

    Its errors don't quote the values of statements: those may be what people wrote.
    """
    engine = _sqlite(make_url(url)) if url.startswith("sqlite") else _postgresql(make_url(url))
    setattr(engine.dialect, CIPHER, cipher)
    return sessionmaker(engine, expire_on_commit=False)


def _postgresql(url: URL) -> Engine:
    """A server that has gone silent is given up within seconds, unless the address says otherwise.
    `pool_pre_ping` notices a connection that was lost before a transaction runs into it."""
    from storage.engine import timeouts  # noqa: PLC0415 - loads the driver

    patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    wanted = {name: limit for name, limit in patience.items() if name not in url.query}
    engine = create_engine(url, connect_args=wanted, hide_parameters=True, pool_pre_ping=True)
    event.listen(engine, "do_connect", timeouts.connect)
    event.listen(engine, "connect", _bound)
    event.listen(engine, "begin", timeouts.limit_statements)
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
    """Set the server's timeouts. Behind a pooler in transaction mode (PgBouncer) the next
    transaction may run on another connection of the server: nothing may be prepared, and the
    timeouts are set in every transaction. A pooler is known by the server process: its number is
    not the one that we were told when we connected."""
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
    """After a failover the old primary is read-only (SQLSTATE 25006): drop the connection, so that
    the next one goes to the new primary."""
    if getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True


def _sqlite(url: URL) -> Engine:
    connect = {"check_same_thread": False, "timeout": 5}
    options: dict[str, Any] = {"connect_args": connect}
    if url.database in {None, "", ":memory:"}:
        options["poolclass"] = StaticPool
    engine = create_engine(url, hide_parameters=True, **options)
    if "poolclass" not in options and os.name == "posix":
        event.listen(engine, "do_connect", private_files.keep_private)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Write-ahead log, every commit synced to disk, deleted content overwritten with zeros."""
    connection.isolation_level = None  # else the driver begins transactions, and late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    """A writer takes the write lock at once (IMMEDIATE). One that reads first and upgrades gets
    "database is locked" without waiting when another has written meanwhile (design record 2)."""
    mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")
