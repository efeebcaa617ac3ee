"""Whether a database can be reached, is in the current form and can be written."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.base import open_database
from storage.migrate import current, newest


def trouble(url: str) -> str:
    """What is wrong with the database at `url`, in a sentence for operators; "" when nothing is."""
    database = open_database(url)
    try:
        found = current(database)
        if found != newest():
            return f"it is at revision {found or 'none'} and {newest()} is needed: corridor migrate"
        with database() as db:
            db.execute(text("INSERT INTO counters VALUES ('', 'doctor', 0)"))
            db.rollback()
    except (SQLAlchemyError, OSError) as error:
        cause = error.__cause__ or error
        return f"it can't be read or written ({type(cause).__name__}): check DATABASE_URL"
    finally:
        database.kw["bind"].dispose()
    return ""
