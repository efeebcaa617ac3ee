"""All that is stored about one person, table by table: for them to read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select

from storage.engine.base import Base
from storage.engine.session import HospitalSession
from storage.nouns.merging import POINTS

Found = dict[str, list[dict[str, Any]]]
# Whose row it is. In other columns of `POINTS` a person only has a part in something of others'.
WHOSE = frozenset(("person_id", "reporter_id", "author_id"))
SECRET = frozenset(("hospital_id", "digest"))


def export(db: HospitalSession, person_id: int) -> Found:
    """Rows that are the person's, whole; of those they only have a part in, the key and the part.
    Values are fit for JSON, times in UTC. What is sealed under no name is not there."""
    people = Base.metadata.tables["people"]
    found: Found = {"people": _rows(db, people, db.hid, people.c.id == person_id)}
    for table in Base.metadata.sorted_tables:
        for name in sorted(POINTS & set(table.columns.keys())):
            rows = _rows(db, table, db.hid, table.c[name] == person_id)
            if name not in WHOSE:
                rows = [_part(table, row, name) for row in rows]
            if rows:
                found.setdefault(table.name, []).extend(rows)
    return found | _by_account(db, [row["id"] for row in found.get("accounts", [])])


def _by_account(db: HospitalSession, accounts: list[str]) -> Found:
    """What is known by an account: the tenant's list, talk in the playground, messages to them."""
    tables = Base.metadata.tables
    shown = tables["shown"]
    members, web = tables["teams_members"], tables["web_messages"]
    found = {
        "teams_members": _rows(db, members, db.hid, members.c.id.in_(accounts)),
        "web_messages": _rows(db, web, db.hid, web.c.author.in_(accounts)),
        "messages to you": _rows(db, shown, db.hid, shown.c.dm & shown.c.channel.in_(accounts)),
    }
    return {name: rows for name, rows in found.items() if rows}


def _rows(db: HospitalSession, table: Table, hid: str, mine: Any) -> list[dict[str, Any]]:
    found = db.execute(select(table).where(table.c.hospital_id == hid, mine))
    return [
        {key: _plain(value) for key, value in row.items() if key not in SECRET and value != ""}
        for row in found.mappings()
    ]


def _part(table: Table, row: dict[str, Any], name: str) -> dict[str, Any]:
    keys = {column.name for column in table.primary_key} - SECRET
    return {key: row[key] for key in sorted(keys) if key in row} | {"you are": name}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
