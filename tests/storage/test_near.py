"""What a concern is compared with: what is open nearby, found without a look at what has ended."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.event import listen

from storage import HospitalSession
from storage.engine.session import HospitalDatabase, open_hospital
from storage.nouns import concerns
from storage.nouns.concerns import OPEN, Concern
from tests import prepared

HID, NOW = "harbor", datetime(2026, 3, 4, tzinfo=UTC)


def raised(
    db: HospitalSession, unit: str = "5W", system: str = "Orders", state: str = "new"
) -> Concern:
    answers = {"kind": "broken", "care": "slow", "reach": "me", "harm": "no"}
    times = {"raised_at": NOW, "due_at": NOW, "updated_at": NOW}
    ranks = {"priority": "P3", "first_priority": "P3", "state": state}
    place = {"unit": unit, "system": system, "text": f"{unit} {system} {state}"}
    return concerns.add(db, reporter_id=None, **answers, **times, **ranks, **place)


def test_near_is_the_same_unit_or_the_same_system(database: HospitalDatabase) -> None:
    with database.begin() as db:
        by_unit = raised(db, system="Imaging")
        by_system = raised(db, unit="ICU")
        both = raised(db)
        raised(db, unit="ICU", system="Imaging")
        for state in ("fixed", "closed", "duplicate"):
            raised(db, state=state)
        mine = raised(db)
        assert list(concerns.near(db, mine)) == [both.number, by_system.number, by_unit.number]
        assert list(concerns.near(db, mine, limit=1)) == [both.number]


def test_no_unit_and_an_unknown_system_are_near_nothing(database: HospitalDatabase) -> None:
    with database.begin() as db:
        for _ in range(2):
            mine = raised(db, unit="", system="Not sure")
        assert concerns.near(db, mine) == {}


def test_it_is_found_among_what_is_open(tmp_path: Path) -> None:
    """A partial index is only used by statements that repeat its condition word for word."""
    prepared.migrated(tmp_path / "corridor.db")
    database = open_hospital(f"sqlite:///{tmp_path / 'corridor.db'}", "harbor")
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT concerns.number"):
            asked.append((statement, values))

    with database.begin() as db:
        listen(database.kw["bind"], "before_cursor_execute", note)
        concerns.near(db, raised(db))
        plans = [
            str(db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).all())
            for one, values in asked
        ]
        names = "('ix_concerns_unit', 'ix_concerns_system')"
        where = f"SELECT sql FROM sqlite_master WHERE name IN {names} AND sql LIKE :open"
        partial = db.execute(text(where), {"open": f"%'{OPEN[0]}'%"}).all()
    database.kw["bind"].dispose()
    assert ["ix_concerns_unit" in plans[0], "ix_concerns_system" in plans[1]] == [True, True]
    assert len(partial) == 2
