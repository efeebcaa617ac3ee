"""The index of words on SQLite: what is deleted leaves it some pages at a time, and its file."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import HospitalSession
from storage.delivery import timers
from storage.engine.session import HospitalDatabase, open_hospital
from storage.nouns import concern_search
from tests import prepared
from tests.bench.many import NOW, fill
from tests.storage.test_near import raised

SECRET = "quagmire"


@pytest.fixture
def filled(tmp_path: Path) -> HospitalDatabase:
    prepared.tables(tmp_path / "corridor.db")
    database = open_hospital(f"sqlite:///{tmp_path / 'corridor.db'}", "harbor")
    with database.begin() as db:
        fill(db.connection(), 2_000)
    return database


def indexed(db: HospitalSession, words: str) -> int:
    concern = raised(db, unit=words)
    concern_search.add(db, concern)
    return concern.number


def in_blocks(db: HospitalSession) -> bool:
    blocks = db.scalars(text("SELECT block FROM concern_words_data"))
    return any(SECRET.encode() in block for block in blocks)


def merged(database: HospitalDatabase, *, anew: bool) -> bool:
    """A step, and a concern that is raised after it."""
    with database.begin() as db:
        more = concern_search.merge(db, anew=anew)
    with database.begin() as db:
        indexed(db, "afterwards")
    return more


def test_what_is_deleted_leaves_the_index_some_pages_at_a_time_while_others_write(
    filled: HospitalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concern_search, "PAGES", 2)
    with filled.begin() as db:
        gone = [indexed(db, f"{SECRET}{n} printer") for n in range(5)]
    with filled.begin() as db:
        concern_search.remove(db, gone, NOW)
        assert [timer.name for timer in timers.due(db, NOW)] == ["words.merge"]
    with filled() as db:
        assert concern_search.find(db, f"{SECRET}1") == []
        assert in_blocks(db)
    more, steps = merged(filled, anew=True), 1
    while more:
        more, steps = merged(filled, anew=False), steps + 1
    assert steps > 5
    with filled() as db:
        assert not in_blocks(db)
        assert len(concern_search.find(db, "afterwards", 500)) == steps
        assert len(concern_search.find(db, "printer", 500)) > 40
    filled.kw["bind"].dispose()


def test_a_number_is_no_word_of_a_text(filled: HospitalDatabase) -> None:
    """Rows are found by their numbers, and what people look for is not."""
    with filled.begin() as db:
        number = indexed(db, "quagmire")
        assert concern_search.find(db, str(number)) == []
        later = NOW + timedelta(minutes=1)
        concern_search.renew(db, number, f"pump {number}", later)
        assert concern_search.find(db, f"pump {number}") == [number]
        assert concern_search.find(db, "quagmire") == []
        assert timers.due(db, NOW) == []
    filled.kw["bind"].dispose()
