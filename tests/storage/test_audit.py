"""The audit log shows what was changed, taken out, moved or cut off, and at which row."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.sealing import Keys, new_key
from storage import HospitalSession, Writer
from storage.engine import sealed_secrets
from storage.engine.session import HospitalDatabase, bound, open_hospital
from storage.trust import audit, audit_verification
from storage.trust.audit import Note
from storage.trust.audit_verification import Fault, Verified
from tests import prepared
from tests.storage.postgres import emptied

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HID = "harbor"


def made(path: Path, *keys: str) -> HospitalDatabase:
    prepared.tables(path)
    return open_hospital(f"sqlite:///{path}", "harbor", Keys(keys) if keys else None)


def write(database: HospitalDatabase, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        with database.begin() as db:
            when = NOON + timedelta(minutes=n)
            audit.note(db, Note(when, 7, "exported", f"C-{n}", f"{n} as csv"))


def do(database: HospitalDatabase, *statements: str) -> None:
    with database.begin() as db:
        for statement in statements:
            db.execute(text(statement))


def looked_over(database: HospitalDatabase, noted: tuple[int, str] | None = None) -> Verified:
    with database() as db:
        return audit_verification.verify(db, noted)


@pytest.fixture(params=["with a key", "without one"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> HospitalDatabase:
    """Ten rows."""
    database = made(tmp_path / "audit.db", *([new_key()] if request.param == "with a key" else []))
    write(database, 10)
    return database


def test_what_nobody_touched_is_as_it_was_written(log: HospitalDatabase) -> None:
    found = looked_over(log)
    assert (found.rows, found.n, found.faults) == (10, 10, [])


@pytest.mark.parametrize(
    ("tampering", "row"),
    [
        ("UPDATE audit SET outcome = '1 as csv' WHERE n = 4", 4),
        ("UPDATE audit SET actor = 8 WHERE n = 1", 1),
        ("UPDATE audit SET at = '2026-03-04 11:00:00.000000' WHERE n = 9", 9),
        ("UPDATE audit SET about = 'C-1', act = 'person.admin' WHERE n = 10", 10),
        ("DELETE FROM audit WHERE n = 6", 6),
        ("DELETE FROM audit WHERE n = 1", 1),
        ("DELETE FROM audit WHERE n = 10", 10),
        ("DELETE FROM audit WHERE n > 7", 8),
        ("UPDATE audit_heads SET n = 9", 0),
    ],
)
def test_tampering_is_found_at_its_row(log: HospitalDatabase, tampering: str, row: int) -> None:
    do(log, tampering)
    assert looked_over(log).faults[0].n == row


def test_two_rows_that_changed_places_are_both_found(log: HospitalDatabase) -> None:
    do(
        log,
        *("UPDATE audit SET n = 99 WHERE n = 3", "UPDATE audit SET n = 3 WHERE n = 5"),
        "UPDATE audit SET n = 5 WHERE n = 99",
    )
    assert {3, 5} <= {fault.n for fault in looked_over(log).faults}


def test_a_row_that_was_put_in_is_found(log: HospitalDatabase) -> None:
    do(
        log,
        "INSERT INTO audit SELECT hospital_id, 11, at, actor, act, about, outcome, keyed, seal FROM audit WHERE n = 10",
    )
    assert 11 in {fault.n for fault in looked_over(log).faults}


def test_a_table_without_its_head_is_no_log(log: HospitalDatabase) -> None:
    do(log, "DELETE FROM audit_heads")
    assert looked_over(log).faults == [Fault(0, "the head is gone, and rows are there")]


def forge(database: HospitalDatabase) -> None:
    """As somebody who may write the database and knows this program, but no key: cut the last
    three rows off and make a head that fits."""
    with database.begin() as db:
        db.execute(text("DELETE FROM audit WHERE n > 7"))
        end, last = audit.head(db), audit.rows(db)[-1]
        assert end is not None
        end.n, end.last = last.n, last.seal
        end.seal = audit.head_seal(end, None)


def test_with_a_key_the_end_cant_be_set_back(tmp_path: Path) -> None:
    database = made(tmp_path / "audit.db", new_key())
    write(database, 10)
    forge(database)
    assert Fault(0, "the head was changed") in looked_over(database).faults


def test_without_a_key_only_an_end_noted_elsewhere_shows_that_it_was(tmp_path: Path) -> None:
    """What the documentation says of a log without a key."""
    database = made(tmp_path / "audit.db")
    write(database, 10)
    before = looked_over(database)
    forge(database)
    found = looked_over(database)
    assert not found.keyed
    assert found.faults == []
    (fault,) = looked_over(database, (before.n, before.last)).faults
    assert fault == Fault(8, "rows 8 to 10, which were noted, are gone from the end")


def test_a_backup_put_back_is_shown_by_an_end_that_was_noted(tmp_path: Path) -> None:
    """Even with the key: everything of an earlier day is in itself right."""
    database = made(tmp_path / "audit.db", new_key())
    write(database, 5)
    with database() as db:
        backup = "\n".join(db.connection().connection.dbapi_connection.iterdump())  # type: ignore[union-attr]
    write(database, 5, 5)
    noted = looked_over(database)
    database.kw["bind"].dispose()
    (tmp_path / "audit.db").unlink()
    raw = open_hospital(f"sqlite:///{tmp_path / 'audit.db'}", "harbor").kw["bind"].raw_connection()
    raw.cursor().executescript(backup)
    raw.close()
    assert looked_over(database).faults == []
    assert looked_over(database, (noted.n, noted.last)).faults[0].n == 6


def test_the_key_of_the_log_is_nowhere_in_the_database(tmp_path: Path) -> None:
    database = made(tmp_path / "audit.db", new_key())
    write(database, 1)
    with database() as db:
        key = audit.secret(db)
    assert key is not None
    database.kw["bind"].dispose()
    stored = (tmp_path / "audit.db").read_bytes()
    assert key not in stored
    assert key.hex().encode() not in stored


def test_it_is_the_same_log_under_another_key(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    write(made(tmp_path / "audit.db", old), 3)
    both = made(tmp_path / "audit.db", new, old)
    write(both, 2, 3)
    with both.begin() as db:
        for name, shut in sealed_secrets.texts(db):
            sealed_secrets.swap(db, name=name, old=shut, new=Keys([new, old]).renew(shut))
    assert looked_over(made(tmp_path / "audit.db", new)) == looked_over(both)
    assert looked_over(both).faults == []


def test_a_key_that_comes_later_seals_what_comes_later(tmp_path: Path) -> None:
    write(made(tmp_path / "audit.db"), 3)
    database = made(tmp_path / "audit.db", new_key())
    write(database, 2, 3)
    found = looked_over(database)
    assert found.keyed
    assert found.faults == []
    do(database, "UPDATE audit SET keyed = 0 WHERE n = 5")
    assert looked_over(database).faults[0].n == 5


def test_without_its_key_a_sealed_log_is_not_called_right(tmp_path: Path) -> None:
    write(made(tmp_path / "audit.db", new_key()), 2)
    faults = looked_over(made(tmp_path / "audit.db")).faults
    assert [fault.n for fault in faults] == [0, 1, 2]
    assert all("CORRIDOR_KEYS" in fault.what for fault in faults)


def test_the_oldest_rows_may_go_and_the_rest_stays_right(log: HospitalDatabase) -> None:
    with log.begin() as db:
        audit.expire(db, 4)
    found = looked_over(log)
    assert (found.rows, found.n, found.faults) == (6, 10, [])
    do(log, "DELETE FROM audit WHERE n = 5")
    assert looked_over(log).faults[0] == Fault(5, "is missing")


async def test_what_failed_is_not_in_the_log(log: HospitalDatabase) -> None:
    def fails(db: HospitalSession) -> None:
        audit.note(db, Note(NOON, None, "exported", "", ""))
        raise LookupError

    writer = Writer(log)
    writer.start()
    with pytest.raises(LookupError):
        await writer.run(fails)
    await writer.run(lambda db: audit.note(db, Note(NOON, None, "hold.set", "C-1", "")))
    writer.stop()
    with log() as db:
        assert [row.act for row in audit.rows(db, 10)] == ["hold.set"]
    assert looked_over(log).faults == []


def test_hospitals_have_logs_of_their_own(log: HospitalDatabase) -> None:
    bay = bound(log, "bay")
    with bay.begin() as db:
        audit.note(db, Note(NOON, None, "exported", "", ""))
    with bay() as db:
        assert audit_verification.verify(db).rows == 1
    assert looked_over(log).rows == 10


@pytest.mark.parametrize("keyed", [True, False])
def test_writers_at_once_keep_one_chain(postgres: str, keyed: bool) -> None:
    emptied(postgres)
    cipher = Keys([new_key()]) if keyed else None
    databases = [open_hospital(postgres, "harbor", cipher) for _ in range(4)]
    threads = [threading.Thread(target=write, args=(one, 25)) for one in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = looked_over(databases[0])
    assert (found.rows, found.n, found.faults) == (100, 100, [])
    for database in databases:
        database.kw["bind"].dispose()
