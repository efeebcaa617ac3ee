"""A session that works for one hospital, so that no query has to be told which."""

from typing import Any, TypeAlias

from sqlalchemy.orm import Session, sessionmaker

from storage.engine.base import Cipher
from storage.engine.unbound import open_database


class HospitalSession(Session):
    """A session bound to its hospital when it is made: `hid` is the first column of every key.

    Functions that take one read and write that hospital's rows only. The few that work on a whole
    database, such as copying it or sealing it anew, take a plain `Session`.
    """

    def __init__(self, *, hid: str, **options: Any) -> None:
        super().__init__(**options)
        self.hid = hid


HospitalDatabase: TypeAlias = sessionmaker[HospitalSession]


def bound(database: sessionmaker[Any], hid: str) -> HospitalDatabase:
    """Sessions on the same database that work for the hospital `hid`."""
    return sessionmaker(class_=HospitalSession, **{**database.kw, "hid": hid})


def open_hospital(url: str, hid: str, cipher: Cipher | None = None) -> HospitalDatabase:
    """Sessions for one hospital on the database at `url` (see `open_database`)."""
    return bound(open_database(url, cipher), hid)
