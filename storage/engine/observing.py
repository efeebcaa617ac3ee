"""Timing of commits for the metrics, and read-only sessions beside the database thread."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, sessionmaker

S = TypeVar("S", bound=Session)
_BEGUN = "commit_begun"


def time_commits(database: sessionmaker[Any], seen: Callable[[float], None]) -> None:
    """Call `seen` with the seconds that each commit took, in the thread that commits."""

    @event.listens_for(database.kw["bind"], "commit")
    def _begun(connection: Connection) -> None:
        connection.info[_BEGUN] = time.perf_counter()

    # An engine's `commit` event comes before the commit, and none after it; but then the connection
    # goes back to the pool.
    @event.listens_for(database.kw["bind"], "checkin")
    def _over(_raw: object, record: object) -> None:
        begun = record.info.pop(_BEGUN, None)  # type: ignore[attr-defined]
        if begun is not None:
            seen(time.perf_counter() - begun)


@contextmanager
def read_only_session(database: sessionmaker[S]) -> Iterator[S]:
    """A session that only reads, on a connection of its own. On SQLite it begins DEFERRED, without
    the write lock, so no writer waits for it."""
    with database() as db:
        db.connection(execution_options={"read_only": True})
        yield db
        db.rollback()
