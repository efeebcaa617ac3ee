"""Prepared statements bind and read what SQLAlchemy would have, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text

from bot.core.sealing import Keys, new_key
from bot.words.events import Account
from storage.delivery import held_answers, outbox, timers
from storage.delivery.held_answers import HELD, H, HeldAnswer
from storage.engine import counters
from storage.engine.base import CIPHER, MARK
from storage.engine.prepared import Prepared, run, run_many
from storage.engine.session import HospitalDatabase, HospitalSession
from storage.nouns import people
from storage.nouns.person import Person

NOW = datetime(2026, 3, 4, 20, tzinfo=UTC)
_HELD = select(H.token, H.body, H.until).where(H.hospital_id == bindparam("hid"))


@pytest.fixture
def db(database: HospitalDatabase) -> Iterator[HospitalSession]:
    cipher = Keys((new_key(),), texts=True)
    setattr(database.kw["bind"].dialect, CIPHER, cipher)
    with database() as session:
        yield session


def answer(body: str, until: datetime = NOW) -> HeldAnswer:
    return HeldAnswer("t1", "slack", "T0", "kim", body, until)


def test_a_sealed_text_is_sealed_in_the_database_and_plain_here(db: HospitalSession) -> None:
    held_answers.hold(db, [answer("the scanner")])
    (raw,) = db.execute(text("SELECT body FROM held_answers")).one()
    assert raw.startswith(MARK)
    assert "scanner" not in raw
    assert run(db, _HELD, {"hid": db.hid}).first() == ("t1", "the scanner", NOW)


def test_a_moment_of_any_zone_is_stored_and_read_in_utc(db: HospitalSession) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    held_answers.hold(db, [answer("the scanner", there)])
    found = run(db, _HELD, {"hid": db.hid}).first()
    assert found is not None
    assert found[2].tzinfo is UTC
    assert found[2] == NOW


def test_lists_and_counts_come_back_as_they_went(db: HospitalSession) -> None:
    timers.put(db, "k", NOW, name="kept", args=["101", "é"])
    (timer,) = timers.due(db, NOW)
    assert timer.args == ("101", "é")
    assert [counters.take(db, "concern") for _ in range(3)] == [101, 102, 103]


def test_a_value_that_is_missing_is_an_error_and_never_a_null(db: HospitalSession) -> None:
    with pytest.raises(KeyError, match="channel"):
        run(db, outbox._KEY_AT, {"hid": "h", "platform": "slack", "workspace": "T0", "ref": "1"})


@pytest.mark.parametrize(
    ("statement", "names", "says"),
    [
        (select(H.token).where(H.token.in_(bindparam("some", expanding=True))), (), "its values"),
        (insert(Person), ("hospital_id", "id", "name", "created_at"), "a default is missing"),
    ],
)
def test_what_can_not_be_compiled_once_is_refused(
    db: HospitalSession, statement: Any, names: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Prepared(statement, db.connection().dialect, names)


def test_many_rows_are_written_together_and_none_is_nothing(db: HospitalSession) -> None:
    run_many(db, insert(HELD), [])
    rows = [{"hospital_id": db.hid, **answer("x")._asdict(), "token": f"t{n}"} for n in range(300)]
    run_many(db, held_answers._HOLD, rows)
    assert len(list(run(db, _HELD, {"hid": db.hid}))) == 300


def test_an_object_is_the_one_that_the_session_has(db: HospitalSession) -> None:
    person = people.meet(db, Account("slack", "T0", "ana", "Ana Ruiz"), NOW)
    db.flush()
    db.expunge_all()
    (ana,) = db.scalars(select(Person)).all()
    ana.unit = "ICU"
    assert people.get(db, ana.id) is ana
    assert (ana.unit, ana.name) == ("ICU", "Ana Ruiz")
    assert person.id == ana.id


def test_an_object_that_is_loaded_is_written_like_any_other(database: HospitalDatabase) -> None:
    with database.begin() as db:
        number = people.meet(db, Account("slack", "T0", "ana", "Ana Ruiz"), NOW).id
    with database.begin() as db:
        ana = people.get(db, number)
        assert ana is not None
        assert not db.dirty
        ana.unit = "ICU"
    with database() as db:
        assert db.scalars(select(Person.unit)).all() == ["ICU"]
