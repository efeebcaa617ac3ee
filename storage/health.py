"""Whether a database can be reached, is in the current form and can be written."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.base import open_database
from storage.migrate import current, known, newest

NEWER = (
    "it is at revision {}, of a newer Corridor: start that one, or have it go back first with"
    " corridor migrate --back-to"
)


def unreachable(url: str) -> str:
    """Why the database at `url` can't be opened, whatever form it has, unless a newer Corridor gave
    it that; "" when it can."""
    try:
        database = open_database(url)
        try:
            found = current(database)
        finally:
            database.kw["bind"].dispose()
    except (SQLAlchemyError, OSError) as error:
        return _why(error)
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


def answers(db: Session) -> bool:
    """Whether a question is answered at all: the least one."""
    return bool(db.scalar(text("SELECT 1")))


def _why(error: Exception) -> str:
    """The kind of the error only: its words may hold a password."""
    cause = error.__cause__ or error
    return f"it can't be read or written ({type(cause).__name__}): check DATABASE_URL"
