"""Searching concerns by their words, with the database's own full-text index."""

from typing import Any

from sqlalchemy import Connection, MetaData, event, text
from sqlalchemy.orm import Session

from storage.base import Base, dialect_of, run
from storage.concerns import Concern

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS concern_words USING fts5("
    "hospital_id UNINDEXED, number UNINDEXED, body, tokenize='unicode61 remove_diacritics 2')"
)
_POSTGRES = (
    "CREATE INDEX IF NOT EXISTS ix_concerns_words ON concerns"
    " USING gin (to_tsvector('simple', text))"
)

_PUT = text("INSERT INTO concern_words (hospital_id, number, body) VALUES (:hid, :number, :body)")
_FIND_SQLITE = text(
    "SELECT number FROM concern_words WHERE concern_words MATCH :words AND hospital_id = :hid"
    " ORDER BY number DESC LIMIT :most"
)
_FIND_POSTGRES = text(
    "SELECT number FROM concerns WHERE hospital_id = :hid"
    " AND to_tsvector('simple', text) @@ plainto_tsquery('simple', :words)"
    " ORDER BY number DESC LIMIT :most"
)


def create(connection: Connection) -> None:
    """Make the index; the tables must be there."""
    connection.execute(text(_SQLITE if connection.dialect.name == "sqlite" else _POSTGRES))


def drop(connection: Connection) -> None:
    """Take the index away, for going back to before it."""
    sqlite = connection.dialect.name == "sqlite"
    what = "TABLE concern_words" if sqlite else "INDEX ix_concerns_words"
    connection.execute(text(f"DROP {what}"))


def add(db: Session, concern: Concern) -> None:
    """Make a concern's words findable. PostgreSQL's index does so by itself."""
    if dialect_of(db) == "sqlite":
        hid, number = concern.hospital_id, concern.number
        run(db, _PUT, {"hid": hid, "number": number, "body": concern.text})


def find(db: Session, hid: str, words: str, limit: int = 10) -> list[int]:
    """Numbers of the concerns that contain all these words, the newest first."""
    wanted = [w for w in "".join(c if c.isalnum() else " " for c in words).split() if w]
    if not wanted:
        return []
    values: dict[str, Any] = {"hid": hid, "most": limit}
    if db.get_bind().dialect.name == "sqlite":
        match = " ".join(f'"{word}"*' for word in wanted)
        return list(db.scalars(_FIND_SQLITE, values | {"words": match}))
    return list(db.scalars(_FIND_POSTGRES, values | {"words": " ".join(wanted)}))


@event.listens_for(Base.metadata, "after_create")
def _created(_: MetaData, connection: Connection, **__: object) -> None:
    """Wherever the tables are made without migrations (tests), the index is made with them."""
    create(connection)
