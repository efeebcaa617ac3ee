"""What is about a person and nothing else, or theirs to do: found beside the database thread, and
taken away a piece at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Table, and_, delete, select, update

from storage.engine.base import Base, among
from storage.engine.session import HospitalSession

AT_ONCE = 200  # rows, in one transaction
# Rows that are about a person and nothing else.
OWN = (
    *("absences", "drafts", "imported", "links", "oncall", "pages", "poll_answers"),
    *("roster", "win_people", "win_flags"),
)
# Where members are numbers, or pairs that begin with one.
MEMBERS = ("huddles", "taskforces")
NOWHERE = {"platform": "", "workspace": "", "channel": "", "ref": ""}
Account: TypeAlias = tuple[str, str, str]
Piece: TypeAlias = Callable[[HospitalSession, datetime], None]
Key: TypeAlias = tuple[Any, ...]


class Theirs(NamedTuple):
    """Rows of a table that go; or stay, with other `values`. They are few enough to be found in a
    transaction unless they are `sought`: then only by reading all."""

    table: Table
    which: ColumnElement[bool]
    values: Mapping[str, Any] | None = None
    sought: bool = False


def find(db: HospitalSession, person_id: int, known: Sequence[Account]) -> list[Piece]:
    """Pieces that take away what there is."""
    pieces: list[Piece] = []
    for theirs in _all(person_id, known):
        keys = [
            tuple(row) for row in db.execute(select(*_key(theirs.table)).where(*_of(db, theirs)))
        ]
        some = (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
        pieces += [partial(_take, theirs, these) for these in some]
    return pieces + [partial(_leave, person_id, *one) for one in _memberships(db, person_id)]


def drop_late(db: HospitalSession, person_id: int, known: Sequence[Account]) -> None:
    """In the last transaction: what came since it was looked for, which is little."""
    for theirs in _all(person_id, known):
        if not theirs.sought:
            db.execute(_taking(theirs).where(*_of(db, theirs)))


def _all(person_id: int, known: Sequence[Account]) -> Iterator[Theirs]:
    tables = Base.metadata.tables
    for name in OWN:
        yield Theirs(tables[name], tables[name].c.person_id == person_id)
    # What they were to do is nobody's; drafts of theirs that nobody has seen go.
    for name, column in (("concerns", "assignee_id"), ("huddle_words", "owner_id")):
        c = tables[name].c
        yield Theirs(
            tables[name], and_(c[column] == person_id, c.state != "closed"), {column: None}
        )
    ladders = tables["ladders"]
    yield Theirs(ladders, ladders.c.held_by == person_id, {"held_by": None, "held_at": None})
    win = tables["wins"].c
    yield Theirs(tables["wins"], and_(win.author_id == person_id, win.state == "draft"))
    for account in known:
        yield from _of_account(*account)


def _of_account(platform: str, workspace: str, name: str) -> Iterator[Theirs]:
    """Private messages to them, and what platforms had us remember."""
    tables = Base.metadata.tables
    for table in (tables["shown"], tables["lanes"]):
        at = (table.c.platform == platform, table.c.workspace == workspace)
        yield Theirs(table, and_(*at, table.c.channel == name))
    shown = tables["shown"].c
    about = shown.key.contains(f":{name}:", autoescape=True)
    yield Theirs(tables["shown"], about, sought=True)
    for of, column in (
        *(("web_reads", "account"), ("web_messages", "author"), ("web_messages", "channel")),
        ("held_answers", "account"),
    ):
        yield Theirs(tables[of], tables[of].c[column] == name)
    for of in ("teams_members", "teams_places"):
        c = tables[of].c
        yield Theirs(tables[of], c.id == name, sought=True)
        yield Theirs(tables[of], and_(c.tenant == workspace, c.id == name))
    entries = tables["concern_entries"].c
    there = (entries.platform == platform, entries.workspace == workspace, entries.channel == name)
    yield Theirs(tables["concern_entries"], and_(*there), NOWHERE)


def _of(db: HospitalSession, theirs: Theirs) -> tuple[ColumnElement[bool], ...]:
    return theirs.table.c.hospital_id == db.hid, theirs.which


def _key(table: Table) -> list[Any]:
    return [column for column in table.primary_key if column.name != "hospital_id"]


def _taking(theirs: Theirs) -> Any:
    if theirs.values is None:
        return delete(theirs.table)
    return update(theirs.table).values(theirs.values)


def _take(theirs: Theirs, keys: Sequence[Key], db: HospitalSession, now: datetime) -> None:
    """Those of the rows that are theirs still."""
    these = among(_key(theirs.table), keys)
    db.execute(_taking(theirs).where(*_of(db, theirs), these))
    db.expire_all()


def _memberships(db: HospitalSession, person_id: int) -> Iterator[tuple[Table, int]]:
    for name in MEMBERS:
        table = Base.metadata.tables[name]
        here = select(table.c.number, table.c.members).where(table.c.hospital_id == db.hid)
        for number, members in db.execute(here).all():
            if _without(members, person_id) != members:
                yield table, number


def _leave(person_id: int, table: Table, number: int, db: HospitalSession, now: datetime) -> None:
    """Take them off a list of members."""
    here = and_(table.c.hospital_id == db.hid, table.c.number == number)
    members = db.execute(select(table.c.members).where(here).with_for_update()).scalar()
    if members:
        stay = _without(members, person_id)
        db.execute(update(table).where(here).values(members=stay))
    db.expire_all()


def _without(members: Sequence[Any], person_id: int) -> list[Any]:
    return [m for m in members if person_id not in (m if isinstance(m, list) else [m])[:1]]
