"""How much a transaction has done so far, to tell whether something changed anything."""

from typing import TypeAlias

from sqlalchemy import Connection, Engine, event

from storage.engine.session import HospitalSession
from storage.trust import audit

Progress: TypeAlias = tuple[int, int, int]


def written(db: HospitalSession) -> Progress:
    """How much the transaction has written, wanted and noted for the audit log so far."""
    outbox, writes = db.info.get("outbox"), db.connection().info.get("writes", 0)
    return writes, outbox.changes if outbox else 0, audit.waiting(db)


def changed_since(db: HospitalSession, before: Progress) -> bool:
    """Whether it has done any of that since, or is about to."""
    return bool(db.new or db.dirty or db.deleted) or written(db) != before


def count_writes(engine: Engine) -> None:
    """From now on, what is written on its connections is counted."""
    if not event.contains(engine, "before_cursor_execute", _note):
        event.listen(engine, "before_cursor_execute", _note)


def _note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
        connection.info["writes"] = connection.info.get("writes", 0) + 1
