"""A code for the first administrator: printed at start, and by an operator's command."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.run import bootstrap
from bot.run.clock import utc_now
from bot.settings import Settings, load
from storage import Writer
from storage.engine.session import open_hospital
from storage.nouns import people
from storage.trust import audit
from tests import prepared
from tests.harness import HARBOR, staff
from tests.storage.test_audit import NOON
from tests.typed import corridor

TOML = '[hospital]\nid = "harbor"\nname = "Harbor"\nzone = "America/New_York"\n'
CODE = re.compile(r"setup ([A-Z]{4}-[A-Z]{4}-[A-Z]{4})\b")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "corridor.toml").write_text(TOML)
    prepared.migrated(tmp_path / "data" / "corridor.db")
    return tmp_path


def offered(path: Path, capsys: pytest.CaptureFixture[str], settings: Settings) -> list[str]:
    """The codes that a start prints on standard error; none may be on standard output."""
    database = open_hospital(f"sqlite:///{path}", "harbor")
    writer = Writer(database)
    writer.start()
    asyncio.run(bootstrap.offer(writer, settings, utc_now))
    writer.stop()
    database.kw["bind"].dispose()
    printed = capsys.readouterr()
    assert not CODE.search(printed.out)
    return CODE.findall(printed.err)


def test_each_start_prints_a_new_code_while_there_is_no_administrator(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = house / "data" / "corridor.db"
    first, second = (offered(path, capsys, Settings(HARBOR)) for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second
    database = open_hospital(f"sqlite:///{path}", "harbor")
    with database.begin() as db:
        people.seed(db, [staff("Jo Park", "both", "teams", roles=["admin"])], NOON)
    assert offered(path, capsys, Settings(HARBOR)) == []
    with database.begin() as db:
        jo = people.everyone(db)[0]
        jo.gone = True
    assert len(offered(path, capsys, Settings(HARBOR))) == 1, "all of them have left"
    database.kw["bind"].dispose()


def test_none_is_printed_where_the_settings_name_one(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their workspace may not be known yet."""
    jo = staff("Jo Park", "both", "teams", roles=["admin"])
    path = house / "data" / "corridor.db"
    assert offered(path, capsys, Settings(HARBOR, people=(jo,))) == []


def test_the_playground_needs_no_code() -> None:
    assert any("admin" in person.roles for person in load({}).people)


def test_an_operator_asks_for_a_code_and_it_is_noted(house: Path) -> None:
    told = corridor("bootstrap", cwd=house)
    assert told.returncode == 0
    assert len(CODE.findall(told.stdout)) == 1
    assert "within an hour" in told.stdout
    database = open_hospital(f"sqlite:///{house}/data/corridor.db", "harbor")
    with database() as db:
        assert [row.act for row in audit.latest(db, 1)] == ["bootstrap.code"]
    database.kw["bind"].dispose()
