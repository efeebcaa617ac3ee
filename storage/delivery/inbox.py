"""Events that have been handled: a platform that delivers one again is not obeyed twice."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Column, Index, String, Table, bindparam, delete, insert, select

from storage.engine.base import Base, UtcDateTime
from storage.engine.session import HospitalSession

INBOX = Table(
    "inbox",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("digest", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,  # else they lie in the order in which people did things
)
Index("ix_inbox_at", INBOX.c.hospital_id, INBOX.c.at)


class Once(NamedTuple):
    """What an event is known by. Only a digest is kept: an id may tell who did it."""

    hospital_id: str
    digest: str
    at: datetime


def once(hid: str, words: Iterable[str], at: datetime, key: bytes = b"") -> Once:
    """`words` together name one event of one platform; `at` is now (UTC), of which the day is kept.
    Without the `key`, nobody finds out whose event it was by trying all there are."""
    name = "\0".join(words).encode("utf-8", "surrogatepass")
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Once(hid, blake2b(name, digest_size=16, key=key).hexdigest(), day)


def known(db: HospitalSession, wanted: Collection[Once]) -> set[tuple[str, str]]:
    """Which of them were handled before, as (hospital_id, digest)."""
    found: set[tuple[str, str]] = set()
    for hid in {one.hospital_id for one in wanted}:
        digests = [one.digest for one in wanted if one.hospital_id == hid]
        rows = db.connection().execute(_KNOWN, {"hid": hid, "digests": digests})
        found |= {(hid, digest) for (digest,) in rows}
    return found


def keep(db: HospitalSession, handled: Iterable[Once]) -> None:
    """Note them as handled; raises IntegrityError when another process was faster."""
    rows = [one._asdict() for one in handled]
    if rows:
        db.connection().execute(_KEEP, rows)


def sweep(db: HospitalSession, before: datetime) -> None:
    """Forget what was handled before that moment (UTC); platforms repeat within hours."""
    db.execute(delete(INBOX).where(INBOX.c.hospital_id == db.hid, INBOX.c.at < before))


_KNOWN = select(INBOX.c.digest).where(
    INBOX.c.hospital_id == bindparam("hid"),
    INBOX.c.digest.in_(bindparam("digests", expanding=True)),
)
_KEEP = insert(INBOX)
