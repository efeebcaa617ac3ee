"""The audit log: who did what to what, when and with what outcome; a chain that shows tampering.

Never what people wrote. A row's seal covers the row and the seal before it; the head, one row a
hospital, covers where the chain begins and ends. With a key they are HMAC-SHA-256 by a secret that
the database holds only sealed. Without one they are SHA-256, which shows mistakes but no malice.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    delete,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import sealed_secrets
from storage.engine.base import Base, UtcDateTime, cipher_of, insert_new, transaction_cache
from storage.engine.session import HospitalSession

AUDIT = Table(
    "audit",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Integer),
    Column("act", String(32), nullable=False),
    Column("about", String(64), nullable=False),
    Column("outcome", String(200), nullable=False),
    Column("keyed", Boolean, nullable=False),
    Column("seal", String(64), nullable=False),
)
A = AUDIT.c
Index("ix_audit_about", A.hospital_id, A.about, A.n)
Index("ix_audit_act", A.hospital_id, A.act, A.n)
START = "0" * 64
KIND, NAME = "audit", "chain"
PLACE = f"{KIND}/{NAME}"
RESTARTED = "audit.restarted"
"""The act of the first row after the secret was lost: those before it can't be proven any more."""
WAITING = "audit"


class Head(Base):
    """Where a hospital's chain begins (`since` is the last row that was let go, `before` its seal)
    and ends (`n`, `last`); `seal` covers all of that."""

    __tablename__ = "audit_heads"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[str] = mapped_column(String(64))
    keyed: Mapped[bool] = mapped_column(Boolean)
    seal: Mapped[str] = mapped_column(String(64))


class Note(NamedTuple):
    """Something to be kept when the transaction commits. `actor` is the number of a person, None
    for an operator or the bot itself; `outcome` is in fixed words and numbers."""

    at: datetime
    actor: int | None
    act: str
    about: str
    outcome: str


class Row(NamedTuple):
    """A row of the log; `n` counts from 1 in each hospital, without gaps."""

    n: int
    at: datetime
    actor: int | None
    act: str
    about: str
    outcome: str
    keyed: bool
    seal: str


def note(db: HospitalSession, one: Note) -> None:
    """Keep it with everything else of this transaction, or nothing of either."""
    db.info.setdefault(WAITING, []).append(one)


def waiting(db: HospitalSession) -> int:
    """How much this transaction has noted so far."""
    return len(db.info.get(WAITING, ()))


def note_all(db: HospitalSession, several: Iterable[Note]) -> None:
    """The same for several."""
    db.info.setdefault(WAITING, []).extend(several)


def taken(db: HospitalSession) -> list[Note]:
    """What a session that keeps nothing has noted, for another to keep."""
    notes: list[Note] = db.info.pop(WAITING, [])
    return notes


def rows(db: HospitalSession, after: int = 0, limit: int = 1000) -> list[Row]:
    """The rows over `after`, in order."""
    rest = select(*_COLUMNS).where(A.hospital_id == db.hid, A.n > after)
    return [Row(*row) for row in db.execute(rest.order_by(A.n).limit(limit))]


def latest(
    db: HospitalSession, limit: int, *, about: str = "", act: str = "", before: int | None = None
) -> list[Row]:
    """The last rows, about one thing or of one act if that is said, the newest first."""
    found = select(*_COLUMNS).where(A.hospital_id == db.hid)
    found = found.where(A.about == about) if about else found
    found = found.where(A.act == act) if act else found
    found = found.where(A.n < before) if before is not None else found
    return [Row(*row) for row in db.execute(found.order_by(A.n.desc()).limit(limit))]


def last_of(db: HospitalSession, acts: Sequence[str]) -> int:
    """The number of the last row of any of these acts; 0 for none."""
    found = select(func.max(A.n)).where(A.hospital_id == db.hid, A.act.in_(acts))
    return db.scalar(found) or 0


def head(db: HospitalSession) -> Head | None:
    return db.get(Head, db.hid)


def expire(db: HospitalSession, n: int) -> None:
    """Let the rows up to `n` go; the chain begins after them."""
    end = _locked(db)
    last = db.scalar(select(A.seal).where(A.hospital_id == db.hid, A.n == n))
    if last is None:
        return
    db.execute(delete(AUDIT).where(A.hospital_id == db.hid, A.n <= n))
    end.since, end.before = n, last
    _close(end, secret(db) if end.keyed else None)
    db.flush()


def secret(db: HospitalSession, *, make: bool = False) -> bytes | None:
    """What the chain is sealed with; None where there is no key to keep it under, or none was made
    yet and none is to be. It is sealed anew with all other secrets when keys change."""
    cipher = cipher_of(db)
    if cipher is None:
        return None
    held = transaction_cache(db)
    if ("audit", db.hid) not in held:
        text = sealed_secrets.get(db, KIND, NAME, datetime.now(UTC))
        if text is None:
            if not make:
                return None
            text = cipher.seal(PLACE, secrets.token_hex(32))
            sealed_secrets.put(db, KIND, NAME, text, datetime.now(UTC), None)
        held["audit", db.hid] = bytes.fromhex(cipher.open(PLACE, text))
    found: bytes = held["audit", db.hid]
    return found


def row_seal(hid: str, row: Row, before: str, key: bytes | None) -> str:
    """The seal that belongs on a row which follows one with the seal `before`."""
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _seal(key, [hid, row.n, moment, *row[2:7], before])


def head_seal(of: Head, key: bytes | None) -> str:
    return _seal(key, ["head", of.hospital_id, of.since, of.before, of.n, of.last, of.keyed])


def _seal(key: bytes | None, values: list[Any]) -> str:
    data = json.dumps(values, separators=(",", ":")).encode()
    return sha256(data).hexdigest() if key is None else hmac.new(key, data, sha256).hexdigest()


def _locked(db: HospitalSession) -> Head:
    """The head, which nobody else moves until we commit: so there is one chain."""
    plain = {"since": 0, "before": START, "n": 0, "last": START, "keyed": False, "seal": ""}
    insert_new(db, Head, {"hospital_id": db.hid, **plain})
    mine = select(Head).where(Head.hospital_id == db.hid).with_for_update()
    return db.scalars(mine.execution_options(populate_existing=True)).one()


def _keep(db: HospitalSession, notes: list[Note]) -> None:
    end = _locked(db)
    key = secret(db, make=True)
    fresh = []
    for one in notes:
        row = Row(end.n + 1, *one[:4], one.outcome[:200], key is not None, "")
        end.n, end.last = row.n, row_seal(db.hid, row, end.last, key)
        fresh.append({"hospital_id": db.hid, **row._asdict(), "seal": end.last})
    db.execute(insert(AUDIT), fresh)
    _close(end, key)
    db.flush()


def _close(end: Head, key: bytes | None) -> None:
    end.keyed = key is not None
    end.seal = head_seal(end, key)


@event.listens_for(HospitalSession, "before_commit")
def _flush(db: HospitalSession) -> None:
    """Last of all, so that two processes wait for each other's chain as briefly as can be."""
    if notes := db.info.pop(WAITING, []):
        _keep(db, notes)


@event.listens_for(HospitalSession, "after_rollback")
def _forget(db: HospitalSession) -> None:
    db.info.pop(WAITING, None)


_COLUMNS = (A.n, A.at, A.actor, A.act, A.about, A.outcome, A.keyed, A.seal)
