"""Makes two people one: everything that points at the one points at the other."""

from typing import Any

from sqlalchemy import Table, and_, delete, exists, select, update

from storage.engine.base import Base
from storage.engine.session import HospitalSession
from storage.nouns import merged_votes, people_names

# The columns that hold a person's id, in any table. A new one belongs here; a test looks.
POINTS = frozenset(
    (
        *("person_id", "reporter_id", "assignee_id", "owner_id", "author_id"),
        *("answered_by", "fixed_by", "closed_by", "created_by", "started_by"),
        *("chosen_by", "outcome_by"),
    )
)


def merge(db: HospitalSession, keep: int, lose: int) -> None:
    """Let `keep` have all that `lose` has, and forget `lose`. Where both stand behind the same
    thing, the one who is kept stands there once. Rights are not looked at here."""
    db.flush()
    merged_votes.join(db, keep, lose)
    people_names.forget(db, lose)
    db.flush()
    for table in Base.metadata.sorted_tables:
        for name in sorted(POINTS & set(table.columns.keys())):
            whose = table.c[name]
            theirs = and_(table.c.hospital_id == db.hid, whose == lose)
            if whose.primary_key:
                _drop_twice(db, table, name, keep=keep, lose=lose)
            db.execute(update(table).where(theirs).values({whose: keep}))
    people = Base.metadata.tables["people"]
    db.execute(delete(people).where(people.c.hospital_id == db.hid, people.c.id == lose))
    db.expire_all()


def _drop_twice(db: HospitalSession, table: Table, name: str, *, keep: int, lose: int) -> None:
    """Drop what `keep` has already, and let counts of people follow."""
    mine = table.alias()
    rest = [column.name for column in table.primary_key if column.name != name]
    same = and_(mine.c[name] == keep, *(mine.c[key] == table.c[key] for key in rest))
    twice = and_(table.c.hospital_id == db.hid, table.c[name] == lose, exists().where(same))
    if table.name == "concern_reporters":
        # One reporter fewer behind each of these concerns.
        numbers = list(db.scalars(select(table.c.number).where(twice)))
        concerns: Any = Base.metadata.tables["concerns"]
        fewer = {concerns.c.reporters: concerns.c.reporters - 1}
        here = (concerns.c.hospital_id == db.hid, concerns.c.number.in_(numbers))
        db.execute(update(concerns).where(*here, concerns.c.reporters > 1).values(fewer))
    db.execute(delete(table).where(twice))
