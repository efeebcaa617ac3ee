"""How many concerns are in each state, kept by the database itself as they change.

Counting a million live takes a tenth of a second and more, and both `/metrics` and the digest
count. So a trigger writes each change of a state here, in the same transaction, whoever makes it.
On PostgreSQL every connection adds in a `slot` of its own, so that nobody waits for another one's
commit; a slot's number may be negative, their sum is exact (docs/decisions/0024).
"""

from collections.abc import Iterable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    event,
    func,
    select,
)

from storage.engine.base import Base
from storage.engine.session import HospitalSession

COUNTS = Table(
    "concern_counts",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("state", String(16), primary_key=True),
    Column("counted", Boolean, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
N = COUNTS.c

_ADD = (
    "INSERT INTO concern_counts (hospital_id, state, counted, slot, number) VALUES"
    " ({row}.hospital_id, {row}.state, NOT {row}.practice AND {row}.parent IS NULL, {slot}, {by})"
    " ON CONFLICT (hospital_id, state, counted, slot)"
    " DO UPDATE SET number = concern_counts.number + {by};"
)
_CHANGED = (
    "(OLD.state, OLD.practice, OLD.parent IS NULL) {differs}"
    " (NEW.state, NEW.practice, NEW.parent IS NULL)"
)
_OF = "AFTER UPDATE OF state, practice, parent ON concerns"
_NAMES = ("concerns_counted_in", "concerns_counted_out", "concerns_counted_anew")


def _sqlite() -> list[str]:
    come = _ADD.format(row="NEW", slot=0, by=1)
    go = _ADD.format(row="OLD", slot=0, by=-1)
    when = _CHANGED.format(differs="IS NOT")
    added, gone, changed = _NAMES
    return [
        f"CREATE TRIGGER {added} AFTER INSERT ON concerns BEGIN {come} END",
        f"CREATE TRIGGER {gone} AFTER DELETE ON concerns BEGIN {go} END",
        f"CREATE TRIGGER {changed} {_OF} WHEN {when} BEGIN {go} {come} END",
    ]


def _postgresql() -> list[str]:
    slot = "mod(pg_backend_pid(), 32)"
    come, go = _ADD.format(row="NEW", slot=slot, by=1), _ADD.format(row="OLD", slot=slot, by=-1)
    added, gone, changed = _NAMES
    runs = "FOR EACH ROW {when}EXECUTE FUNCTION count_concern()"
    always, sometimes = (
        runs.format(when=""),
        runs.format(when=f"WHEN ({_CHANGED.format(differs='IS DISTINCT FROM')}) "),
    )
    return [
        "CREATE FUNCTION count_concern() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN {go} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF;"
        " RETURN NULL; END $$",
        f"CREATE TRIGGER {added} AFTER INSERT ON concerns {always}",
        f"CREATE TRIGGER {gone} AFTER DELETE ON concerns {always}",
        f"CREATE TRIGGER {changed} {_OF} {sometimes}",
    ]


_MAKE = {"sqlite": _sqlite, "postgresql": _postgresql}
_FILL = (
    "INSERT INTO concern_counts (hospital_id, state, counted, slot, number)"
    " SELECT hospital_id, state, NOT practice AND parent IS NULL, 0, count(*)"
    " FROM concerns GROUP BY 1, 2, 3"
)


def create(connection: Connection) -> None:
    """Begin to count, or count anew, with what is there; the tables must be there. Nobody writes
    meanwhile: on PostgreSQL making a trigger keeps others out until the transaction ends."""
    drop(connection)
    for statement in _MAKE[connection.dialect.name]():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("DELETE FROM concern_counts")
    connection.exec_driver_sql(_FILL)


def drop(connection: Connection) -> None:
    """Count no more, for going back to before it."""
    postgres = connection.dialect.name == "postgresql"
    for name in _NAMES:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{' ON concerns' * postgres}")
    if postgres:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS count_concern()")


def total(db: HospitalSession, states: Iterable[str], *, counted: bool | None = None) -> int:
    """How many concerns are in `states`; with `counted` those that figures count (neither practice
    nor duplicates), without all."""
    these = select(func.sum(N.number)).where(N.hospital_id == db.hid, N.state.in_(tuple(states)))
    if counted is not None:
        these = these.where(N.counted.is_(counted))
    return int(db.scalar(these) or 0)


@event.listens_for(Base.metadata, "after_create")
def _created(_: MetaData, connection: Connection, **__: object) -> None:
    """Wherever the tables are made without migrations (tests), they are counted as well."""
    create(connection)
