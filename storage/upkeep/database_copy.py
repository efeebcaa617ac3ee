"""Everything from one database to another, of the same or the other kind, table by table."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.orm import sessionmaker

from storage.engine.migrate import current, newest
from storage.nouns import concern_search
from storage.nouns.concern_counts import COUNTS
from storage.tables import METADATA

AT_ONCE = 1000
TABLES = [one for one in METADATA.sorted_tables if one is not COUNTS]  # it counts by itself


class CannotCopy(Exception):
    """Nothing was copied; the text says why, for operators."""


def copy(source: sessionmaker[Any], target: sessionmaker[Any]) -> dict[str, int]:
    """Copy every row; how many there were of each table.

    Both must be in the newest form, and the target empty. All or nothing: the target is written in
    one transaction, and the source is read as it was at one moment. What is sealed is copied as it
    is, so the same keys open it.
    """
    _check(source, target)
    with source.kw["bind"].connect() as here, target.kw["bind"].begin() as there:
        # One moment for all tables; on SQLite any transaction is that.
        read = here.execution_options(
            read_only=True,
            isolation_level="REPEATABLE READ"
            if here.dialect.name == "postgresql"
            else "SERIALIZABLE",
        )
        counts = {table.name: _table(read, there, table) for table in TABLES}
    with target.begin() as db:
        concern_search.rebuild(db)
    return counts


def _check(source: sessionmaker[Any], target: sessionmaker[Any]) -> None:
    for name, one in (("source", source), ("target", target)):
        if current(one) != newest():
            raise CannotCopy(f"the {name} is not up to date: corridor migrate")
    with target.kw["bind"].connect() as there:
        for table in TABLES:
            if there.scalar(select(func.count()).select_from(table)):
                raise CannotCopy(f"the target is not empty: there are rows in {table.name}")


def _table(source: Connection, target: Connection, table: Table) -> int:
    count = 0
    for rows in _pages(source, table):
        target.execute(insert(table), rows)
        count += len(rows)
    return count


def _pages(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execution_options(yield_per=AT_ONCE).execute(select(table))
    for page in found.mappings().partitions():
        yield [dict(row) for row in page]
