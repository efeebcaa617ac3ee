"""Scrubbing: what was deleted is taken out of the database's files, and not only out of its tables.

SQLite's write-ahead log keeps every version of a page until it is checkpointed; PostgreSQL keeps
deleted rows until they are vacuumed, and their bytes in the page even then. A transaction that
deletes what nobody may find again asks for a scrub, which runs right after its commit, beside the
database thread.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

# Rewritten whole, so that nothing is left of rows that are gone. They stay small: ballots and
# secrets go with their polls, and a receipt is a line.
TABLES = ("poll_voters", "poll_tallies", "sealed", "receipts")
REQUESTED = "scrub"
# Who waits for the log keeps everybody from writing meanwhile, so this gives up soon.
WAITS = 100  # milliseconds


def request(db: Session) -> None:
    """Have the files scrubbed once this transaction has committed."""
    db.info[REQUESTED] = True


def requested(db: Session) -> bool:
    """Whether that was asked for since it was last looked at."""
    return bool(db.info.pop(REQUESTED, False))


def scrub(database: sessionmaker[Any]) -> bool:
    """Scrub now, in no transaction; false where somebody else is using what has to be rewritten,
    and it should be tried again. Raises what the driver does where the database is out of reach."""
    engine: Engine = database.kw["bind"]
    raw = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            return _truncate_log(raw)
        return _rewrite_tables(raw.driver_connection)
    finally:
        raw.close()


def _truncate_log(raw: Any) -> bool:
    """Bring what is in the write-ahead log to the main file, where deleted content is overwritten
    with zeros (`secure_delete`), and cut the log to nothing."""
    cursor = raw.cursor()
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    cursor.execute(f"PRAGMA busy_timeout={WAITS}")
    try:
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")
    return not busy


def _rewrite_tables(connection: Any) -> bool:
    """A plain VACUUM frees the place of dead rows and leaves their bytes there. A table that
    somebody has locked is skipped, with a notice: to wait for it would keep all others waiting."""
    skipped: list[str] = []
    note = lambda notice: skipped.append(notice.message_primary)  # noqa: E731
    connection.autocommit = True
    connection.add_notice_handler(note)
    try:
        for table in TABLES:
            connection.execute(f"VACUUM (FULL, SKIP_LOCKED) {table}")
    finally:
        connection.remove_notice_handler(note)
        connection.autocommit = False
    return not skipped
