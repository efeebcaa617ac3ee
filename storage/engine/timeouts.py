"""A psycopg connection with a client-side timeout for each statement.

`statement_timeout` is enforced by the server, so it does not fire when the server process is
frozen; TCP keepalive and `tcp_user_timeout` don't either, while its kernel acknowledges what we
send.
"""

from typing import Any, ClassVar

import psycopg


class TimeLimitedConnection(psycopg.Connection[Any]):
    """`limit` is how long one statement may take here, in seconds; None waits for ever. The default
    is more than the server itself allows (`storage.engine.unbound.LIMITS`): a slow statement is
    ended there with a proper error, and only a server that is silent is given up here."""

    patience: ClassVar[float] = 35.0
    limit: float | None = patience

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """OperationalError, and the connection is closed, when the server does not answer."""
        try:
            return super().wait(gen, interval, self.limit if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:  # it has no public name
            self.pgconn.finish()  # its late answer must not be taken for the next statement's
            raise psycopg.OperationalError("the server says nothing") from error


def connect(_dialect: object, _record: object, words: Any, named: Any) -> TimeLimitedConnection:
    """A listener for SQLAlchemy's `do_connect` event: connect with our class."""
    return TimeLimitedConnection.connect(*words, **named)


def limit_statements(connection: Any) -> None:
    """A listener for `begin`: limit the transaction's statements, also where the one before it on
    this connection had `allow_long_statements`."""
    connection.connection.driver_connection.limit = TimeLimitedConnection.patience


def allow_long_statements(connection: Any) -> None:
    """Lift the limit until the end of this transaction: migrations rewrite whole tables."""
    connection.connection.driver_connection.limit = None
