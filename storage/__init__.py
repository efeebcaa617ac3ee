"""What Corridor remembers: tables and the functions that read and write them, one file a noun."""

from storage.engine.base import Base, Database, Session, open_database
from storage.writer import Unavailable, Writer

__all__ = ["Base", "Database", "Session", "Unavailable", "Writer", "open_database"]
