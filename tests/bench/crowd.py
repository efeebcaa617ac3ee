"""A hospital with thousands of people, written by bulk statements in a second: names from short lists,
so that many share a part of theirs, and forty of them called Sam."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from storage.engine.base import Base
from storage.nouns import people_names, person
from tests.bench.names import name
from tests.harness import HARBOR

SAMS = 40
BEGUN = 1000  # the first one's number: those of the settings come before
JOINED = datetime(2026, 1, 5, tzinfo=UTC)
UNITS = ("5W", "ICU", "ED", "PH")


def fill(connection: Connection, many: int) -> None:
    """So many people with an account each; one in fifty is in IT."""
    table = person.Person.__table__
    rows = list(_people(many))
    for at in range(0, many, 1000):
        some = rows[at : at + 1000]
        connection.execute(insert(table), some)  # type: ignore[arg-type]
        connection.execute(insert(person.AccountRow), [_account(row) for row in some])
    people_names.fill(connection)
    counters = Base.metadata.tables["counters"]
    here = (counters.c.hospital_id == HARBOR.id, counters.c.name == "person")
    if connection.dialect.name == "postgresql":  # it does so itself within minutes
        connection.exec_driver_sql("ANALYZE")
    connection.execute(counters.update().where(*here).values(value=BEGUN + many))


def _people(many: int) -> Iterator[dict[str, Any]]:
    for k in range(many):
        side = "it" if k % 50 == 0 else "clinical"
        yield {
            "hospital_id": HARBOR.id,
            "id": BEGUN + k,
            "name": name(k, "Sam" if k < SAMS else ""),
            "email": "",
            "zone": "",
            "side": side,
            "unit": "" if side == "it" else UNITS[k % 4],
            "shift_name": "",
            "role_list": [],
            "guest": False,
            "gone": k % 100 == 99,
            "settled": False,
            "created_at": JOINED,
            "found_as": "",
            "days": None,
        }


def _account(row: dict[str, Any]) -> dict[str, Any]:
    who = {"hospital_id": row["hospital_id"], "person_id": row["id"], "id": f"p{row['id']}"}
    return {**who, "platform": "teams", "workspace": "tenant", "seen_at": JOINED}
