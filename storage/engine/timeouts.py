"""A connection to PostgreSQL that gives a silent server up: its own limits don't hold when it is
stopped itself, nor the network's while its kernel acknowledges what is sent."""

from typing import Any, ClassVar

import psycopg


class TimeLimitedConnection(psycopg.Connection[Any]):
    """`patience` is how long (seconds) one statement may take: more than the server itself allows
    (`storage.engine.unbound.LIMITS`), so that only a server that no longer hears us is given up;
    None waits for ever."""

    patience: ClassVar[float] = 35.0
    left: float | None = patience

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """OperationalError, and the connection is closed, when the server says nothing."""
        limit = self.left if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit)
        except psycopg.errors._WaitTimeout as error:  # it has no public name
            self.pgconn.finish()
            raise psycopg.OperationalError("the server says nothing") from error


def connect(_dialect: object, _record: object, words: Any, named: Any) -> TimeLimitedConnection:
    """For SQLAlchemy's `do_connect`."""
    return TimeLimitedConnection.connect(*words, **named)


def limit_statements(connection: Any) -> None:
    """From the beginning of a transaction its questions are bounded, unless it says otherwise."""
    connection.connection.driver_connection.left = TimeLimitedConnection.patience


def allow_long_statements(connection: Any) -> None:
    """To the end of this transaction a question may take as long as it does."""
    connection.connection.driver_connection.left = None
