"""What Corridor remembers: tables and the functions that read and write them, one file a noun."""

from storage.engine.base import Base
from storage.engine.failures import Unavailable
from storage.engine.session import HospitalDatabase, HospitalSession, bound, open_hospital
from storage.writer import Writer

__all__ = [
    "Base",
    "HospitalDatabase",
    "HospitalSession",
    "Unavailable",
    "Writer",
    "bound",
    "open_hospital",
]
