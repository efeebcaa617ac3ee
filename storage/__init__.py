"""What Corridor remembers: tables and the functions that read and write them, one file a noun."""

from storage.engine.base import Base, Database, Session, open_database
from storage.engine.session import HospitalDatabase, HospitalSession, bound, open_hospital
from storage.writer import Unavailable, Writer

__all__ = [
    "Base",
    "Database",
    "HospitalDatabase",
    "HospitalSession",
    "Session",
    "Unavailable",
    "Writer",
    "bound",
    "open_database",
    "open_hospital",
]
