"""Whether a database can be reached, is in the current form and can be written."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from storage.engine.failures import Unavailable
from storage.engine.migrate import current, known, migrate, newest
from storage.engine.unbound import open_database

NEWER = (
    "it is at revision {}, of a newer Corridor: start that one, or have it go back first with"
    " corridor migrate --back-to"
)
# What a server, or a pooler in front of it, says to whoever connects and will not be let in later
# either: then there is no SQLSTATE. A server that speaks another language is waited for.
_REFUSALS = (
    (r'database ".*" does not exist|no such database', "there is no such database on the server"),
    (
        r"authentication failed|no password supplied|no such user|no pg_hba\.conf entry"
        r'|role ".*" does not exist|not permitted to log in|permission denied for database',
        "the server does not let this user in with this password",
    ),
    (
        r"SSL was required|certificate verify failed|certificate file .* does not exist",
        "the server can't be reached with TLS as it is asked for",
    ),
)
# Classes of SQLSTATE: connection lost, no room, starting or stopping.
_PASSING_CLASSES = ("08", "53", "57")
# Read-only until it is promoted; a conflict, a deadlock, a lock that somebody else holds.
_PASSING = frozenset(("25006", "40001", "40P01", "55P03"))
LEAST_ROOM = 1 << 20  # bytes free on the disk of an SQLite file
_LOCKED = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


class Unusable(Exception):
    """The database can't be used and waiting does not change that; the words are for operators."""


def prepare(url: str) -> None:
    """Bring the database at `url` to this version.

    Raises `Unavailable` while it can't be reached, or is too busy, and `Unusable` where somebody
    has to mend something first.
    """
    with explained():
        database = open_database(url)
    try:
        with explained():
            revision = current(database)
        if not known(revision):
            raise Unusable(NEWER.format(revision))
        try:
            migrate(database)
        except SQLAlchemyError as error:
            if passes(error):
                raise Unavailable(_why(error)) from error
            raise
    finally:
        database.kw["bind"].dispose()


@contextmanager
def explained() -> Iterator[None]:
    """Errors of the database as `Unavailable` or `Unusable`."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        kind = Unavailable if passes(error) else Unusable
        raise kind(_why(error)) from error


def passes(error: BaseException) -> bool:
    """Whether waiting may be all that is needed."""
    if not isinstance(error, exc.DBAPIError):
        return isinstance(error, exc.TimeoutError)
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _LOCKED
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _PASSING or state.startswith(_PASSING_CLASSES)
    return isinstance(error, exc.OperationalError) and not _refusal(error.orig)


def place(url: str) -> str:
    """Where the database at `url` is, without anything secret: for logs."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return parts.database or "memory"
    hosts = parts.query.get("host", parts.host or "")
    host = hosts if isinstance(hosts, str) else ",".join(hosts)
    if not parts.host and ":" in host:  # several hosts, each with its port
        return f"{host}/{parts.database or ''}"
    return f"{host or 'localhost'}:{parts.port or 5432}/{parts.database or ''}"


def unreachable(url: str, *, waits: bool = False) -> str:
    """Why the database at `url` can't be opened, whatever form it has, unless a newer Corridor gave
    it that; "" when it can. Whoever `waits` is not told what may pass by itself."""
    try:
        with explained():
            database = open_database(url)
            try:
                found = current(database)
            finally:
                database.kw["bind"].dispose()
    except Unavailable as error:
        return "" if waits else str(error)
    except Unusable as error:
        return str(error)
    return "" if known(found) else NEWER.format(found)


def trouble(url: str) -> str:
    """What is wrong with the database at `url`, in a sentence for operators; "" when nothing is."""
    if wrong := unreachable(url):
        return wrong
    database = open_database(url)
    try:
        found = current(database)
        if found != newest():
            return f"it is at revision {found or 'none'} and {newest()} is needed: corridor migrate"
        with database() as db:
            db.execute(text("INSERT INTO counters VALUES ('', 'doctor', 0)"))
            db.rollback()
    except (SQLAlchemyError, OSError) as error:
        return _why(error)
    finally:
        database.kw["bind"].dispose()
    return ""


def disk_full(url: str) -> str:
    """Why an SQLite file at `url` will soon not be written, in a sentence; "" while there is room,
    and where the database is on a server. A full disk still takes what fits into the log's old
    pages, so that writing alone would not tell."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return ""
    try:
        disk = os.statvfs(Path(parts.database).parent)
    except OSError as error:
        return f"the database's folder can't be read ({type(error).__name__})"
    return "the database's disk is full" if disk.f_bavail * disk.f_frsize < LEAST_ROOM else ""


def _refusal(error: BaseException | None) -> str:
    """Why a server lets nobody in, in our words; "" where it does not say so."""
    matching = (why for words, why in _REFUSALS if re.search(words, str(error)))
    return next(matching, "")


def _why(error: Exception) -> str:
    """In words of ours and the kind of the error: its own words may hold a password."""
    cause = error.__cause__ or error
    what = _refusal(cause) or f"it can't be read or written ({type(cause).__name__})"
    return f"{what}: check DATABASE_URL"
