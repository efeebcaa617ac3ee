"""The names people are found by: an index of them, kept by the database session at every change.

A hospital has 20,000 people, and several are called Sam. Whoever looks for one reads the rows of
that word alone.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    event,
    insert,
    inspect,
    select,
    union_all,
)

from storage.engine.base import Base
from storage.engine.prepared import run
from storage.engine.session import HospitalSession
from storage.nouns.person import UNINDEXED, Person

# Folding makes some letters two or three: "ß" is "ss".
NAMES = Table(
    "people_names",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("word", String(360), primary_key=True),
    Column("person_id", Integer, primary_key=True, autoincrement=False),
)
N = NAMES.c
Index("ix_people_names_person", N.hospital_id, N.person_id)
AT_ONCE = 500
_AROUND = ",.;:()[]\"'"


def words(name: str) -> frozenset[str]:
    """What a person of that name is found by, in any case: all of it, and each word of it."""
    folded = name.casefold()
    return frozenset((folded, *folded.split())) - {""}


def bare(word: str) -> str:
    """A word of a name, folded and without the marks around it: "Nair," is "nair"."""
    return word.casefold().strip(_AROUND)


def having(db: HospitalSession, word: str, *, gone: bool, marked: bool = False) -> list[Person]:
    """Everybody who may be found by `word` (folded), by name: those of the index, and the few that
    are not in it yet. Of the latter nobody has looked at the name. `marked` says that a mark may
    stand beside the word, as in "Nair, MD"."""
    forms = [word, *(f"{word}{mark}" for mark in ",.)"), f"({word}", f"({word})"]
    found = set[int]()
    for form in forms if marked else [word]:
        found |= set(db.scalars(_IDS, {"hid": db.hid, "word": form}))
    ids = sorted(found)
    # Not one statement: without figures of its own, PostgreSQL may look into all people for it.
    which = {"hid": db.hid, "ids": ids, "gone": gone}
    return list(db.scalars(_THESE, which)) if ids else []


def index(db: HospitalSession) -> int:
    """Put up to `AT_ONCE` people into the index that are not in it as they are called; how many
    that were. A version of Corridor that knows no index may have written them."""
    stale = select(Person).where(Person.hospital_id == db.hid, UNINDEXED).limit(AT_ONCE)
    found = list(db.scalars(stale))
    for person in found:
        person.found_as = person.name
    db.flush()
    return len(found)


def forget(db: HospitalSession, person_id: int) -> None:
    """Nobody finds them any more: they are somebody else now."""
    run(db, _FORGET, {"hid": db.hid, "person": person_id})


def fill(connection: Connection) -> None:
    """Index everybody of all hospitals anew, for a migration."""
    table: Any = Base.metadata.tables["people"]
    people = connection.execute(select(table.c.hospital_id, table.c.id, table.c.name)).all()
    rows = [row for hid, number, name in people for row in _rows(hid, number, name)]
    connection.execute(delete(NAMES))
    for at in range(0, len(rows), 1000):
        connection.execute(insert(NAMES), rows[at : at + 1000])
    connection.execute(table.update().values(found_as=table.c.name))


def _rows(hid: str, person_id: int, name: str) -> Iterator[dict[str, Any]]:
    for word in sorted(words(name)):
        yield {"hospital_id": hid, "word": word, "person_id": person_id}


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _note_name(_mapper: object, _connection: Connection, person: Person) -> None:
    person.found_as = person.name


@event.listens_for(Person, "after_insert")
def _index_new(_mapper: object, connection: Connection, person: Person) -> None:
    _put(connection, person)


@event.listens_for(Person, "after_update")
def _index_changed(_mapper: object, connection: Connection, person: Person) -> None:
    if inspect(person).attrs.found_as.history.has_changes():
        connection.execute(_FORGET, {"hid": person.hospital_id, "person": person.id})
        _put(connection, person)


def _put(connection: Connection, person: Person) -> None:
    if rows := list(_rows(person.hospital_id, person.id, person.name)):
        connection.execute(insert(NAMES), rows)


_FORGET = delete(NAMES).where(N.hospital_id == bindparam("hid"), N.person_id == bindparam("person"))
_IDS = union_all(
    select(N.person_id).where(N.hospital_id == bindparam("hid"), N.word == bindparam("word")),
    select(Person.id).where(Person.hospital_id == bindparam("hid"), UNINDEXED),
)
_THESE = (
    select(Person)
    .where(
        Person.hospital_id == bindparam("hid"),
        Person.gone == bindparam("gone"),
        Person.id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(Person.name, Person.id)
)
