"""Private answers on their way to whoever acted, kept until it is known that they were given.

A row is written in the transaction that the answer tells of. It is deleted with the next commit
after the platform took the answer; one that is still there when its time is over belongs to a
process that died in between, and goes into the outbox.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, String, Table, bindparam, delete, insert, select

from storage.engine.base import Base, SealedText, UtcDateTime
from storage.engine.prepared import run, run_many
from storage.engine.session import HospitalSession

HELD = Table(
    "held_answers",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("token", String(32), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(128), nullable=False),
    Column("account", String(256), nullable=False),
    Column("body", SealedText("held_answers.body"), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
H = HELD.c
Index("ix_held_answers_until", H.hospital_id, H.until)
AT_ONCE = 50


class HeldAnswer(NamedTuple):
    """For the own chat of an account; `body` is a message as JSON, `until` is in UTC."""

    token: str
    platform: str
    workspace: str
    account: str
    body: str
    until: datetime


def hold(db: HospitalSession, answers: Iterable[HeldAnswer]) -> None:
    """Keep them with all else that this transaction changes."""
    run_many(db, _HOLD, [{"hospital_id": db.hid, **answer._asdict()} for answer in answers])


def given(db: HospitalSession, tokens: Collection[str]) -> None:
    """These were given, or are in the outbox by now."""
    if tokens:
        db.connection().execute(_GIVEN, {"hid": db.hid, "tokens": sorted(tokens)})


def take(db: HospitalSession, token: str) -> HeldAnswer | None:
    """One that its platform did not take, and hold it no longer."""
    found = run(db, _ONE, {"hid": db.hid, "token": token}).first()
    given(db, [token])
    return None if found is None else HeldAnswer(*found)


def take_overdue(db: HospitalSession, now: datetime) -> list[HeldAnswer]:
    """What nobody has given in time, and hold it no longer."""
    found = [HeldAnswer(*row) for row in run(db, _OVERDUE, {"hid": db.hid, "now": now})]
    given(db, [answer.token for answer in found])
    return found


_HOLD = insert(HELD)
_GIVEN = delete(HELD).where(
    H.hospital_id == bindparam("hid"), H.token.in_(bindparam("tokens", expanding=True))
)
_ANSWER = select(H.token, H.platform, H.workspace, H.account, H.body, H.until)
_ONE = _ANSWER.where(H.hospital_id == bindparam("hid"), H.token == bindparam("token"))
_OVERDUE = _ANSWER.where(H.hospital_id == bindparam("hid"), H.until <= bindparam("now")).limit(
    AT_ONCE
)
