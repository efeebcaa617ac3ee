"""PgQueuer's own statements, run on our connection and in our transaction."""

import re
from functools import cache
from typing import Any, TypeAlias

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.domain.settings import DBSettings, Durability
from sqlalchemy import CursorResult

from storage.engine.session import HospitalSession

# All names given, so that no variable of the environment changes them (it reads TRIGGER, CHANNEL…).
SETTINGS = DBSettings(
    prefix="",
    db_schema=None,
    channel="ch_pgqueuer",  # type: ignore[arg-type]
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
    durability=Durability.durable,  # an unlogged table's sequence is broken after a failover
)
Rows: TypeAlias = CursorResult[*tuple[Any, ...]]
TABLES = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
INSTALL = QueryBuilderEnvironment(SETTINGS)
QUERIES = QueryQueueBuilder(SETTINGS)


def run(db: HospitalSession, statement: str, *values: Any) -> Rows:
    """Run a statement with numbered places ($1); errors are SQLAlchemy's, as everywhere."""
    named = {f"v{number}": value for number, value in enumerate(values, 1)}
    return db.connection().exec_driver_sql(_named(statement), named)


@cache
def _named(statement: str) -> str:
    assert "%" not in statement
    return re.sub(r"\$(\d+)", r"%(v\1)s", statement)
