"""Makes two people one: everything that points at the one points at the other.

What points at a person is found by indexes, so a transaction moves what there is; of somebody who
has written for years it moves some, and a timer has the rest moved by further ones.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, and_, delete, exists, select, update

from storage.delivery import timers
from storage.engine.base import Base, among
from storage.engine.session import HospitalSession
from storage.nouns import merged_votes, people_names

NAME = "person.join"
AGAIN = timedelta(minutes=1)
AT_ONCE = 200  # rows, in one transaction
# The columns that hold a person's id, in any table. A new one belongs here; a test looks.
POINTS = frozenset(
    (
        *("person_id", "reporter_id", "assignee_id", "owner_id", "author_id"),
        *("answered_by", "fixed_by", "closed_by", "created_by", "started_by"),
        *("chosen_by", "outcome_by", "approved_by", "held_by", "taken_back_by"),
    )
)


def merge(db: HospitalSession, keep: int, lose: int, now: datetime) -> bool:
    """Let `keep` have all that `lose` has, and forget `lose`. Where both stand behind the same
    thing, the one who is kept stands there once. Rights are not looked at here.

    False where that is too much for a transaction: accounts and votes are `keep`'s by now, `lose`
    can't be found, and `move` has to be asked until all `is_over`; a timer called `NAME` asks."""
    db.flush()
    merged_votes.join(db, keep, lose)
    people_names.forget(db, lose)
    db.flush()
    # Whoever was becoming `lose` becomes `keep`.
    for key, (_, whose) in _joining(db, into=lose).items():
        timers.put(db, key, now, name=NAME, args=[str(keep), whose])
    _let_have(db, Base.metadata.tables["accounts"].c.person_id, keep, lose)
    if _move(db, keep, lose):
        return True
    _shadow(db, keep, lose)
    timers.put(db, key_of(lose), now + AGAIN, name=NAME, args=[str(keep), str(lose)])
    return False


def move(db: HospitalSession, lose: int) -> None:
    """Move some of what is left to whom they become; with the last of it they are gone."""
    args = timers.args_of(db, key_of(lose))
    if args is not None and _move(db, int(args[0]), lose):
        timers.drop(db, key_of(lose))


def is_over(db: HospitalSession, lose: int) -> bool:
    """Whether they are gone, and all that was theirs is another's."""
    return timers.args_of(db, key_of(lose)) is None


def is_joining(db: HospitalSession, person_id: int) -> bool:
    """Whether somebody is just becoming that person, or that person somebody else."""
    return bool(_joining(db, into=person_id)) or not is_over(db, person_id)


def _joining(db: HospitalSession, into: int) -> dict[str, tuple[str, ...]]:
    found = timers.called(db, NAME).items()
    return {key: args for key, args in found if args[0] == str(into)}


def _shadow(db: HospitalSession, keep: int, lose: int) -> None:
    """Until all is moved `lose` is called as whom they become, and found by nobody."""
    people = Base.metadata.tables["people"]
    here = people.c.hospital_id == db.hid
    name = db.scalar(select(people.c.name).where(here, people.c.id == keep))
    shadow = update(people).where(here, people.c.id == lose)
    db.execute(shadow.values(gone=True, name=name, found_as=name, email="", role_list=[]))


def _move(db: HospitalSession, keep: int, lose: int) -> bool:
    """Whether that was all."""
    room = AT_ONCE
    for table, whose in _pointing():
        room -= _moved(db, table, whose, keep, lose, room)
        if room <= 0:
            db.expire_all()
            return False
    people = Base.metadata.tables["people"]
    db.execute(delete(people).where(people.c.hospital_id == db.hid, people.c.id == lose))
    db.expire_all()
    return True


def _let_have(db: HospitalSession, whose: "Column[Any]", keep: int, lose: int) -> None:
    table = whose.table
    theirs = and_(table.c.hospital_id == db.hid, whose == lose)
    db.execute(update(table).where(theirs).values({whose: keep}))


def key_of(lose: int) -> str:
    return f"join:{lose}"


def _pointing() -> Iterator[tuple[Table, "Column[Any]"]]:
    for table in Base.metadata.sorted_tables:
        for name in sorted(POINTS & set(table.columns.keys())):
            yield table, table.c[name]


def _moved(
    db: HospitalSession, table: Table, whose: "Column[Any]", keep: int, lose: int, most: int
) -> int:
    """Let at most so many rows be `keep`'s; how many that were."""
    key = [c for c in table.primary_key if c.name != "hospital_id"]
    rest = [c for c in key if c is not whose]
    theirs = and_(table.c.hospital_id == db.hid, whose == lose)
    found = select(*(rest or key)).where(theirs).limit(most)
    keys = [tuple(row) for row in db.execute(found)]
    if keys:
        these = and_(theirs, among(rest, keys)) if rest else theirs
        if whose.primary_key:
            _drop_twice(db, table, whose, these, keep)
        db.execute(update(table).where(these).values({whose: keep}))
    return len(keys)


def _drop_twice(
    db: HospitalSession, table: Table, whose: "Column[Any]", these: Any, keep: int
) -> None:
    """Drop what `keep` has already, and let counts of people follow."""
    mine = table.alias()
    rest = [column.name for column in table.primary_key if column.name != whose.name]
    same = and_(mine.c[whose.name] == keep, *(mine.c[key] == table.c[key] for key in rest))
    twice = and_(these, exists().where(same))
    if table.name == "concern_reporters":
        # One reporter fewer behind each of these concerns.
        numbers = list(db.scalars(select(table.c.number).where(twice)))
        concerns: Any = Base.metadata.tables["concerns"]
        fewer = {concerns.c.reporters: concerns.c.reporters - 1}
        here = (concerns.c.hospital_id == db.hid, concerns.c.number.in_(numbers))
        db.execute(update(concerns).where(*here, concerns.c.reporters > 1).values(fewer))
    db.execute(delete(table).where(twice))
