"""How long commits take, told to whoever counts them; and reading beside the database thread."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, sessionmaker

S = TypeVar("S", bound=Session)
_BEGUN = "commit_begun"


def time_commits(database: sessionmaker[Any], seen: Callable[[float], None]) -> None:
    """Have `seen` told the seconds that each commit took which changed something or began as if
    it would; in the thread that commits."""

    @event.listens_for(database.kw["bind"], "commit")
    def _begun(connection: Connection) -> None:
        connection.info[_BEGUN] = time.perf_counter()

    @event.listens_for(database.kw["bind"], "checkin")
    def _over(_raw: object, record: object) -> None:
        begun = record.info.pop(_BEGUN, None)  # type: ignore[attr-defined]
        if begun is not None:
            seen(time.perf_counter() - begun)


@contextmanager
def read_only_session(database: sessionmaker[S]) -> Iterator[S]:
    """A session that only reads, on a connection of its own: nobody who writes waits for it."""
    with database() as db:
        db.connection(execution_options={"read_only": True})
        yield db
        db.rollback()
