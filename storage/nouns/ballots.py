"""Votes: a tally without people on one side, people without votes on the other.

The tally of a poll is one row: how often each ballot was cast, by side. Who voted is a row each.
Nothing leads from one to the other. Both tables are kept in the order of their keys, not of their
writing, so that what was written together does not lie together.

A poll with names also keeps each voter's ballot until it closes, so that it can be changed. An
anonymous one keeps them sealed (`storage.nouns.sealed_ballots`) and counts nothing before its
close; until then its tally is marked as `sealed`. One that was opened before ballots were sealed
has a `secret` by which its voters' numbers are hashed. At the close all of that goes.
"""

import hmac
import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from sqlalchemy import (
    Column,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import scrubbing
from storage.engine.base import Base
from storage.engine.session import HospitalSession

Bag = dict[str, dict[str, int]]

TALLIES = Table(
    "poll_tallies",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("bag", Text, nullable=False),
    Column("voters", Integer, nullable=False),
    Column("secret", String(64), nullable=False),
    sqlite_with_rowid=False,
)
VOTERS = Table(
    "poll_voters",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("voter", String(64), primary_key=True),
    Column("mark", String(64), nullable=False),
    Column("side", String(16), nullable=False),
    Column("ballot", Text, nullable=False),
    Column("unit", String(64), nullable=True),
    Column("shift", String(64), nullable=True),
    sqlite_with_rowid=False,
)
T, V = TALLIES.c, VOTERS.c
# Stands in the bag's column while ballots are sealed. It is no JSON on purpose: a version before,
# which runs on the same database during an upgrade, fails on such a poll and is tried again, where
# it would close it with nothing counted.
_SEALED = "sealed"


@dataclass(slots=True)
class Tally:
    """How often each ballot was cast, by side; `voters` is how many people have voted.

    While it is `sealed`, the bag is empty and only the voters are counted.
    """

    hospital_id: str
    number: int
    bag: Bag = field(default_factory=dict)
    voters: int = 0
    secret: str = ""
    sealed: bool = False

    def count(self, side: str, ballot: str, by: int) -> None:
        """Count a ballot in (1) or out again (-1)."""
        counts = self.bag.setdefault(side, {})
        counts[ballot] = counts.get(ballot, 0) + by
        if counts[ballot] <= 0:
            del counts[ballot]
        self.voters += by


@dataclass(frozen=True, slots=True)
class Vote:
    """What is kept of one voter. In an anonymous poll `side` is empty and `ballot` sealed; in one
    from before ballots were sealed both are empty, and `mark` proves a receipt. Else `mark` is what
    they let be shown of a small side. `unit` and `shift` are those that they voted in; None in an
    anonymous poll."""

    voter: str
    mark: str = ""
    side: str = ""
    ballot: str = ""
    unit: str | None = None
    shift: str | None = None


def named_voter(person_id: int) -> str:
    """What a voter is known by in a poll that is not anonymous."""
    return f"person {person_id}"


def hashed_voter(secret: str, person_id: int) -> str:
    """What a voter is known by in an anonymous poll from before ballots were sealed."""
    return hmac.new(bytes.fromhex(secret), f"voter {person_id}".encode(), sha256).hexdigest()


def begin(db: HospitalSession, number: int, *, sealed: bool = False) -> None:
    """An empty tally."""
    bag = _SEALED if sealed else "{}"
    values = {"hospital_id": db.hid, "number": number, "bag": bag, "voters": 0, "secret": ""}
    db.connection().execute(insert(TALLIES), values)


def tally(db: HospitalSession, number: int) -> Tally:
    """The tally as it is in this transaction; who changes it holds the poll (`polls.locked`)."""
    known: dict[tuple[str, int], Tally] = db.info.setdefault("tallies", {})
    if (db.hid, number) not in known:
        known[db.hid, number] = _read(db, number)
    return known[db.hid, number]


def read(db: HospitalSession, number: int) -> Tally:
    """The tally to look at: what others have committed too."""
    return db.info.get("tallies", {}).get((db.hid, number)) or _read(db, number)


def _read(db: HospitalSession, number: int) -> Tally:
    row = db.execute(_TALLY, {"hid": db.hid, "of": number}).one()
    sealed = row.bag == _SEALED
    bag = {} if sealed else json.loads(row.bag)
    return Tally(db.hid, number, bag, row.voters, row.secret, sealed)


def save(db: HospitalSession, of: Tally) -> None:
    """Ballots are kept in their own order, so that the latest is not the last."""
    bag = _SEALED if of.sealed else json.dumps(of.bag, sort_keys=True, separators=(",", ":"))
    values = {"hid": of.hospital_id, "of": of.number}
    more = {"new_bag": bag, "new_voters": of.voters, "new_secret": of.secret}
    db.connection().execute(_SAVE, values | more)


def first(db: HospitalSession, number: int, vote: Vote) -> bool:
    """Keep a voter's first vote; false, and nothing kept, when they have voted."""
    values = {"hospital_id": db.hid, "number": number, **_kept(vote)}
    statement = _FIRST[db.get_bind().dialect.name]
    return db.connection().execute(statement, values).first() is not None


def of(db: HospitalSession, number: int, voter: str) -> Vote | None:
    """What is kept of that voter."""
    row = db.execute(_VOTE, {"hid": db.hid, "of": number, "who": voter}).first()
    return None if row is None else Vote(*row)


def change(db: HospitalSession, number: int, vote: Vote) -> None:
    values = {"hid": db.hid, "of": number, "who": vote.voter}
    new = {f"new_{name}": value for name, value in _kept(vote).items() if name != "voter"}
    db.connection().execute(_CHANGE, values | new)


def withdraw(db: HospitalSession, number: int, voter: str) -> None:
    db.connection().execute(_WITHDRAW, {"hid": db.hid, "of": number, "who": voter})


def voters(db: HospitalSession, number: int) -> set[str]:
    """Who has voted, while the poll is open."""
    return set(db.scalars(select(V.voter).where(V.hospital_id == db.hid, V.number == number)))


def every(db: HospitalSession, number: int) -> list[Vote]:
    """What is kept of all voters, in the order of what they are known by."""
    mine = (V.hospital_id == db.hid, V.number == number)
    kept = select(*_COLUMNS).where(*mine).order_by(V.voter)
    return [Vote(*row) for row in db.execute(kept)]


def forget(db: HospitalSession, number: int) -> None:
    """At the close: nobody's vote, nobody's name, and no secret to find either with. What was
    deleted is scrubbed from the files right after the commit."""
    db.execute(delete(VOTERS).where(V.hospital_id == db.hid, V.number == number))
    known = tally(db, number)
    known.secret, known.sealed = "", False
    save(db, known)
    scrubbing.request(db)


def _kept(vote: Vote) -> dict[str, str | None]:
    return asdict(vote)


_COLUMNS = (V.voter, V.mark, V.side, V.ballot, V.unit, V.shift)

_TALLY = select(T.bag, T.voters, T.secret).where(
    T.hospital_id == bindparam("hid"), T.number == bindparam("of")
)
_SAVE = (
    update(TALLIES)
    .where(T.hospital_id == bindparam("hid"), T.number == bindparam("of"))
    .values(
        bag=bindparam("new_bag"), voters=bindparam("new_voters"), secret=bindparam("new_secret")
    )
)
_MINE = (
    V.hospital_id == bindparam("hid"),
    V.number == bindparam("of"),
    V.voter == bindparam("who"),
)
_VOTE = select(*_COLUMNS).where(*_MINE)
_CHANGE = (
    update(VOTERS)
    .where(*_MINE)
    .values({column: bindparam(f"new_{column.name}") for column in _COLUMNS[1:]})
)
_WITHDRAW = delete(VOTERS).where(*_MINE)
_FIRST = {
    name: dialect.insert(VOTERS).on_conflict_do_nothing().returning(V.voter)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
