"""What Corridor remembers: tables and the functions that read and write them, one file a noun."""

from storage.base import Base, Database, Session, open_database

__all__ = ["Base", "Database", "Session", "open_database"]
