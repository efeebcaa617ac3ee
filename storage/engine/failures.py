"""What an error of the database means: whose it is, and whether to try again."""

import sqlite3

from sqlalchemy import exc


class Unavailable(Exception):
    """The database can't be written now. Nothing was stored; whoever asked should ask again."""


def out_of_reach(error: BaseException | None) -> bool:
    """Whether the database failed, and not the job: locked, full, read-only or gone.

    Two processes in each other's way and a mistake in a statement are the job's own affair.
    """
    if not isinstance(error, exc.DBAPIError):
        return isinstance(error, exc.TimeoutError | Unavailable)
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False
    if in_each_others_way(error):
        return False
    theirs = exc.OperationalError | exc.InterfaceError | exc.InternalError
    return isinstance(error, theirs) or type(error) is exc.DatabaseError


def no_room(error: BaseException) -> bool:
    """Whether a disk is full: the database says so, and what is smaller may still go in."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) or _state(error) == "53100"


def in_each_others_way(error: BaseException | None) -> bool:
    """Whether another transaction was in the way: run again, this one goes through."""
    return _state(error) in ("40001", "40P01")


def _state(error: BaseException | None) -> str | None:
    """PostgreSQL's code for what went wrong."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)
