"""A copy of a SQLite database while it runs, putting one back, and what must be done after that."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url, update

from storage.delivery.shown import PENDING, SHOWN, S
from storage.engine.counters import Counter
from storage.engine.session import HospitalSession


class NotWhole(Exception):
    """A file that is no whole SQLite database of ours; the text says why, for operators."""


class Restored(NamedTuple):
    """`unsure` messages are looked for on their platform before they are posted; `numbers` are the
    counters that were moved on."""

    unsure: int
    numbers: int


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for another kind."""
    found = make_url(url)
    return Path(str(found.database)) if found.get_backend_name() == "sqlite" else None


def save(source: Path, to: Path) -> int:
    """Copy `source` to the new file `to`, which only its owner may read; its size in bytes. It is
    as the database was at the moment it ended. Raises FileExistsError, OSError or NotWhole."""
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _copy(source, to)
        whole(to)
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    with to.open("rb+") as file:
        os.fsync(file.fileno())
    return to.stat().st_size


def put_back(source: Path, to: Path) -> None:
    """Make the database `to` what the file `source` holds, in one step: a crash leaves it as it
    was. Nothing may run on it. Raises OSError or NotWhole."""
    whole(source)
    to.parent.mkdir(parents=True, exist_ok=True)
    if not to.exists():
        os.close(os.open(to, os.O_CREAT | os.O_WRONLY, 0o600))
    # Raises NotWhole while anybody has the database open.
    try:
        with closing(_opened(to)) as found:
            found.execute("PRAGMA busy_timeout=0")
            found.execute("PRAGMA locking_mode=EXCLUSIVE")
            found.execute("BEGIN EXCLUSIVE")
            found.rollback()
    except sqlite3.OperationalError as error:
        raise NotWhole(f"{to.name} is in use: stop Corridor first") from error
    _copy(source, to)


def whole(path: Path) -> None:
    """Raises NotWhole unless the file is a sound database with our tables in it."""
    if not path.is_file():
        raise NotWhole("there is no such file")
    try:
        with closing(_opened(path)) as found:
            (state,) = found.execute("PRAGMA quick_check(1)").fetchone()
            found.execute("SELECT 1 FROM shown LIMIT 1")
    except sqlite3.Error as error:
        raise NotWhole(f"it is no database of Corridor's ({error.sqlite_errorname})") from error
    if state != "ok":
        raise NotWhole("it is damaged")


def restored(db: HospitalSession, now: datetime, skip: int) -> Restored:
    """Make up for what happened since the backup was made, of which the database knows nothing.

    What was not posted then may have been since, so it is looked for first. What was numbered since
    then is known to people, so the next numbers come `skip` after the last known ones.
    """
    mine = (S.hospital_id == db.hid, PENDING)
    seek = update(SHOWN).where(*mine, S.ref.is_(None)).values(unsure=True, lease_until=None)
    unsure = db.connection().execute(seek).rowcount
    ahead = update(Counter).where(Counter.hospital_id == db.hid).values(value=Counter.value + skip)
    return Restored(unsure, db.connection().execute(ahead).rowcount)


def _copy(source: Path, to: Path) -> None:
    """In one step: by steps it would begin anew whenever somebody writes. Nobody who writes waits,
    as with a write-ahead log none waits for whoever reads."""
    with closing(_opened(source)) as here, closing(sqlite3.connect(to, timeout=5)) as there:
        here.backup(there, pages=-1)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5)
