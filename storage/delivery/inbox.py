"""The inbox: idempotency keys of events that have been handled.

Platforms deliver webhooks at least once. A key is written in the transaction of what the event did,
so an event that comes again finds either both or neither.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Column, Index, String, Table, bindparam, delete, insert, select

from storage.engine.base import Base, UtcDateTime
from storage.engine.prepared import run_many
from storage.engine.session import HospitalSession

AT_ONCE = 1000
INBOX = Table(
    "inbox",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("digest", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,  # else they lie in the order in which people did things
)
Index("ix_inbox_at", INBOX.c.hospital_id, INBOX.c.at)


class IdempotencyKey(NamedTuple):
    """What an event is known by. Only a digest is kept: an event's id may tell who did it."""

    hospital_id: str
    digest: str
    at: datetime


def idempotency_key(
    hid: str, words: Iterable[str], at: datetime, key: bytes = b""
) -> IdempotencyKey:
    """`words` together name one event of one platform; `at` is now (UTC), of which the day is kept.
    Without the `key`, nobody finds out whose event it was by trying all there are."""
    name = "\0".join(words).encode("utf-8", "surrogatepass")
    # By the day, so that the row does not say when somebody did something.
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return IdempotencyKey(hid, blake2b(name, digest_size=16, key=key).hexdigest(), day)


def already_handled(
    db: HospitalSession, wanted: Collection[IdempotencyKey]
) -> set[tuple[str, str]]:
    """Which of them were handled before, as (hospital_id, digest)."""
    handled: set[tuple[str, str]] = set()
    for hid in {key.hospital_id for key in wanted}:
        digests = [key.digest for key in wanted if key.hospital_id == hid]
        rows = db.connection().execute(_KNOWN, {"hid": hid, "digests": digests})
        handled |= {(hid, digest) for (digest,) in rows}
    return handled


def keep(db: HospitalSession, handled: Iterable[IdempotencyKey]) -> None:
    """Note them as handled. IntegrityError when another process has handled one since it was looked
    for: its transaction stands, ours is rolled back."""
    run_many(db, _KEEP, [key._asdict() for key in handled])


def forget(db: HospitalSession, once: IdempotencyKey) -> None:
    """It was not handled after all: noted in this transaction, and nothing came of it."""
    db.connection().execute(_FORGET, {"hid": once.hospital_id, "known": once.digest})


def sweep(db: HospitalSession, before: datetime) -> int:
    """Forget some of what was handled before that moment (UTC), and say how many that were:
    platforms retry for hours, not for days."""
    old = select(INBOX.c.digest).where(INBOX.c.hospital_id == db.hid, INBOX.c.at < before)
    digests = list(db.scalars(old.limit(AT_ONCE)))
    gone = INBOX.c.digest.in_(bindparam("digests", expanding=True))
    if digests:
        these = delete(INBOX).where(INBOX.c.hospital_id == db.hid, gone)
        db.connection().execute(these, {"digests": digests})
    return len(digests)


_KNOWN = select(INBOX.c.digest).where(
    INBOX.c.hospital_id == bindparam("hid"),
    INBOX.c.digest.in_(bindparam("digests", expanding=True)),
)
_KEEP = insert(INBOX)
_FORGET = delete(INBOX).where(
    INBOX.c.hospital_id == bindparam("hid"), INBOX.c.digest == bindparam("known")
)
