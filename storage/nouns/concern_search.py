"""Searching concerns by their words, with the database's own full-text index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, MetaData, event, select, text

from storage.delivery import timers
from storage.engine.base import Base, Session, cipher_of, dialect_of
from storage.engine.prepared import run
from storage.engine.session import HospitalSession
from storage.nouns.concerns import Concern

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS concern_words USING fts5("
    "hospital_id UNINDEXED, number, body, tokenize='unicode61 remove_diacritics 2')"
)
_POSTGRES = (
    "CREATE INDEX IF NOT EXISTS ix_concerns_words ON concerns"
    " USING gin (to_tsvector('simple', text))"
)

_COPY = (
    "INSERT INTO concern_words (rowid, hospital_id, number, body)"
    " SELECT rowid, hospital_id, number, body FROM concern_words_before ORDER BY rowid"
)

LOOKED_THROUGH = 2000

_REMOVE = text("DELETE FROM concern_words WHERE rowid = :place")
# A deleted row's words stay in the index until its parts are merged: all at once, or some pages at
# a time. A number under zero begins anew with all that there is.
_MERGE = text("INSERT INTO concern_words (concern_words) VALUES ('optimize')")
_MERGE_SOME = text("INSERT INTO concern_words (concern_words, rank) VALUES ('merge', :pages)")
_CHANGES = text("SELECT total_changes()")
MERGE = "words.merge"  # the timer that merges after a deletion, and its key
PAGES = 50  # at once: some ten milliseconds
_PUT = text("INSERT INTO concern_words (hospital_id, number, body) VALUES (:hid, :number, :body)")
# Of each hospital, in the order of their numbers: the index walks back through its rows and stops.
_FIND_SQLITE = text(
    "SELECT number FROM concern_words WHERE concern_words MATCH :words AND hospital_id = :hid"
    " ORDER BY rowid DESC LIMIT :most"
)
_PLACES = text(
    "SELECT rowid FROM concern_words WHERE concern_words MATCH :these AND hospital_id = :hid"
)
_IN_ORDER = select(Concern).order_by(Concern.hospital_id, Concern.number)
_PUT_BACK = text(
    "INSERT INTO concern_words (rowid, hospital_id, number, body)"
    " VALUES (:place, :hid, :number, :body)"
)
_FIND_POSTGRES = text(
    "SELECT number FROM concerns WHERE hospital_id = :hid"
    " AND to_tsvector('simple', text) @@ plainto_tsquery('simple', :words)"
    " ORDER BY number DESC LIMIT :most"
)


def create(connection: Connection) -> None:
    """Make the index; the tables must be there."""
    connection.execute(text(_SQLITE if connection.dialect.name == "sqlite" else _POSTGRES))


def number_rows(connection: Connection) -> None:
    """Make the index anew with the numbers as words, by which a row is found without going through
    all; before, they were only kept beside."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(text("ALTER TABLE concern_words RENAME TO concern_words_before"))
    create(connection)
    connection.execute(text(_COPY))
    connection.execute(text("DROP TABLE concern_words_before"))


def drop(connection: Connection) -> None:
    """Take the index away, for going back to before it."""
    sqlite = connection.dialect.name == "sqlite"
    what = "TABLE concern_words" if sqlite else "INDEX ix_concerns_words"
    connection.execute(text(f"DROP {what}"))


def add(db: Session, concern: Concern) -> None:
    """Make a concern's words findable. PostgreSQL's index does so by itself. Where texts are sealed
    there is no index: it would hold them in the open."""
    if dialect_of(db) == "sqlite" and not _sealed(db):
        hid, number = concern.hospital_id, concern.number
        run(db, _PUT, {"hid": hid, "number": number, "body": concern.text})


def remove(db: HospitalSession, numbers: Sequence[int], merge_at: datetime) -> None:
    """Make these concerns findable no more, and have what is left of their words in the index
    merged away from `merge_at` (UTC) on. To be called when their texts are gone or changed;
    PostgreSQL's index follows by itself."""
    if dialect_of(db) == "sqlite" and (places := _places(db, numbers)):
        db.connection().execute(_REMOVE, [{"place": place} for place in places])
        timers.put(db, MERGE, merge_at, name=MERGE, args=[])


def renew(db: HospitalSession, number: int, body: str, now: datetime) -> None:
    """Make a concern findable by other words than before, in the place that it had."""
    if dialect_of(db) == "sqlite":
        place = next(iter(_places(db, [number])), None)
        remove(db, [number], now)
        if not _sealed(db):
            new = {"hid": db.hid, "number": number, "place": place, "body": body}
            db.execute(_PUT_BACK, new)


def merge(db: Session, *, anew: bool) -> bool:
    """Merge some of the index, so that deleted words leave it; whether there is more. `anew` begins
    with all that there is now."""
    if dialect_of(db) != "sqlite":
        return False
    before = db.execute(_CHANGES).scalar_one()
    db.execute(_MERGE_SOME, {"pages": -PAGES if anew else PAGES})
    return bool(db.execute(_CHANGES).scalar_one() - before > 1)


def _places(db: HospitalSession, numbers: Sequence[int]) -> list[int]:
    """The rows of these concerns: each number is a word of its own, in a column of its own."""
    if not numbers:
        return []
    these = " OR ".join(f'"{number}"' for number in numbers)
    return list(db.scalars(_PLACES, {"hid": db.hid, "these": f"number : ({these})"}))


def unfit(db: Session) -> bool:
    """Whether the index holds words that it should not, or lacks all that it should hold."""
    if dialect_of(db) != "sqlite":
        return False
    some = db.execute(text("SELECT 1 FROM concern_words LIMIT 1")).first() is not None
    return (
        some if _sealed(db) else not some and db.scalar(select(Concern.number).limit(1)) is not None
    )


def rebuild(db: Session) -> None:
    """Make the index hold what it should: every concern's words, or none where texts are sealed."""
    if dialect_of(db) != "sqlite":
        return
    db.execute(text("DELETE FROM concern_words"))
    for concern in db.scalars(_IN_ORDER) if not _sealed(db) else ():
        add(db, concern)
    db.execute(_MERGE)


def _sealed(db: Session) -> bool:
    cipher = cipher_of(db)
    return cipher is not None and cipher.texts


def _looked_through(db: HospitalSession, wanted: list[str], limit: int) -> list[int]:
    """The same without an index: the newest concerns are opened one by one."""
    newest = select(Concern.number, Concern.text).where(Concern.hospital_id == db.hid)
    found = []
    for number, body in db.execute(newest.order_by(Concern.number.desc()).limit(LOOKED_THROUGH)):
        there = _words(body.casefold())
        if all(any(one.startswith(word) for one in there) for word in wanted):
            found.append(number)
        if len(found) == limit:
            break
    return found


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


def find(db: HospitalSession, words: str, limit: int = 10) -> list[int]:
    """Numbers of the concerns that contain all these words, the newest first; where texts are
    sealed, of the newest `LOOKED_THROUGH` only. On SQLite, where there are not enough of them, also
    of those that have words beginning like that."""
    wanted = _words(words)
    if not wanted:
        return []
    if _sealed(db):
        return _looked_through(db, [word.casefold() for word in wanted], limit)
    values: dict[str, Any] = {"hid": db.hid, "most": limit}
    if db.get_bind().dialect.name == "sqlite":
        return _found(db, values, wanted, "") or _found(db, values, wanted, "*")
    return list(db.scalars(_FIND_POSTGRES, values | {"words": " ".join(wanted)}))


def _found(db: HospitalSession, values: dict[str, Any], wanted: list[str], end: str) -> list[int]:
    """Whole words first: their rows are walked, where those of beginnings are merged before. What
    is too few is nothing, but for beginnings."""
    match = "body : (" + " ".join(f'"{word}"{end}' for word in wanted) + ")"
    found = list(db.scalars(_FIND_SQLITE, values | {"words": match}))
    return found if end or len(found) == values["most"] else []


@event.listens_for(Base.metadata, "after_create")
def _created(_: MetaData, connection: Connection, **__: object) -> None:
    """Wherever the tables are made without migrations (tests), the index is made with them."""
    create(connection)
