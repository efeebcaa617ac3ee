"""The table `shown`, outbox and register of messages: what a row is, and when it is pending."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    and_,
    literal_column,
)

from storage.engine.base import Base, SealedText, UtcDateTime

NO_PARENT = "the message it belongs under could not be delivered"

SHOWN = Table(
    "shown",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("workspace", String(128), primary_key=True),
    Column("channel", String(256), primary_key=True),
    Column("dm", Boolean, nullable=False),
    Column("parent_key", String(200), nullable=False),
    Column("body", SealedText("shown.body", steady=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sent_version", Integer, nullable=False),
    Column("ref", String(512)),
    Column("urgent", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("leased_to", String(32)),
    Column("unsure", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("dead", String(200), nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("posted_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
)
S = SHOWN.c
PLACE = ("hospital_id", "key", "platform", "workspace", "channel")
# Written out, not bound: a partial index serves only a condition that repeats its own.
NOTHING: ColumnElement[str] = literal_column("''")


def pending(of: Any) -> ColumnElement[bool]:
    """Whether a row of `shown`, or of an alias of it, is yet to be delivered."""
    return and_(of.sent_version < of.version, of.dead == NOTHING)


PENDING = pending(S)
LEASED = S.lease_until.is_not(None)
DEAD = S.dead != NOTHING

# A press names a message by the platform's ref: whose card was it?
Index("ix_shown_ref", S.hospital_id, S.platform, S.workspace, S.channel, S.ref)
# Finds the highest `seq` without reading the table.
Index("ix_shown_seq", S.hospital_id, S.seq)
Index("ix_shown_parent", S.hospital_id, S.parent_key)
# Partial, like those below: they hold what waits, not all that was ever delivered.
Index("ix_shown_pending", S.hospital_id, S.due_at, sqlite_where=PENDING, postgresql_where=PENDING)
# The head of a channel's queue is its first entry: the columns are in the order of delivery.
Index(
    "ix_shown_line",
    *(S.hospital_id, S.platform, S.workspace, S.channel, S.urgent, S.seq, S.key),
    sqlite_where=PENDING,
    postgresql_where=PENDING,
)
Index("ix_shown_lease", S.hospital_id, S.lease_until, sqlite_where=LEASED, postgresql_where=LEASED)
Index("ix_shown_dead", S.hospital_id, S.updated_at, sqlite_where=DEAD, postgresql_where=DEAD)
# Whatever is below a name is next to it there: PostgreSQL's own order follows a language, SQLite's
# primary key does not.
Index("ix_shown_below", S.hospital_id, S.key, postgresql_ops={"key": "text_pattern_ops"}).ddl_if(
    dialect="postgresql"
)
