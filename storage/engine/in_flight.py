"""Transactions that are still open, and may write what they read before ours was committed."""

from datetime import datetime

from sqlalchemy import text

from storage.engine.base import dialect_of
from storage.engine.session import HospitalSession

_NOW = text("SELECT now()")
# Whoever has been at it for longer than that is no writer of ours: a statement may take 30 s, and
# a job has few. It is a backup, say, which reads.
_OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    " AND xact_start < :then AND xact_start > now() - interval '1 minute'"
)


def begun(db: HospitalSession) -> datetime | None:
    """When this transaction began, by the database's clock; None where one writes at a time, so
    that whoever writes next has read what was committed."""
    return None if dialect_of(db) != "postgresql" else db.execute(_NOW).scalar_one()


def older(db: HospitalSession, then: datetime | None) -> bool:
    """Whether a transaction is open that began before that moment."""
    return then is not None and db.execute(_OLDER, {"then": then}).scalar_one() > 0
