"""The files of a SQLite database are its owner's alone, and one file when nothing runs."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine.private_files import open_to_others
from storage.engine.scrubbing import scrub
from storage.engine.unbound import Database, open_database
from storage.upkeep import backup
from tests import prepared
from tests.harness import Bot

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    os.umask(0o022)  # as most machines have it
    opened = open_database(f"sqlite:///{tmp_path}/house/corridor.db")
    yield opened
    opened.kw["bind"].dispose()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_its_journal_and_its_folder_are_nobody_else_s(
    database: Database, tmp_path: Path
) -> None:
    with database.begin() as db:
        db.execute(text("CREATE TABLE a (b)"))
    house = tmp_path / "house"
    files = sorted(house.iterdir())
    assert [file.name for file in files] == ["corridor.db", "corridor.db-shm", "corridor.db-wal"]
    assert {mode(file) for file in files} == {0o600}
    assert mode(house) == 0o700
    assert open_to_others(house / "corridor.db") == []


def test_what_was_open_before_is_closed_at_the_next_start(
    database: Database, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    house.mkdir(mode=0o755)
    (house / "corridor.db").touch(mode=0o644)
    assert open_to_others(house / "corridor.db") == [house / "corridor.db", house]
    database.kw["bind"].connect().close()
    assert (mode(house / "corridor.db"), mode(house)) == (0o600, 0o700)


def test_a_folder_with_others_files_in_it_is_left_as_it_is(
    database: Database, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    house.mkdir(mode=0o755)
    (house / "letters.txt").touch()
    database.kw["bind"].connect().close()
    assert mode(house) == 0o755
    assert open_to_others(house / "corridor.db") == [house]


def test_a_backup_is_its_owner_s_alone(tmp_path: Path) -> None:
    prepared.migrated(tmp_path / "corridor.db")
    backup.save(tmp_path / "corridor.db", tmp_path / "copy.db")
    assert mode(tmp_path / "copy.db") == 0o600


def test_after_a_scrub_the_main_file_is_all_there_is(bot: Bot, tmp_path: Path) -> None:
    bot.says("ana", "concern the quagmire printer is blank")
    assert scrub(bot.database)
    assert (tmp_path / "corridor.db-wal").stat().st_size == 0
    assert b"quagmire" in (tmp_path / "corridor.db").read_bytes()


def test_a_scrub_does_not_wait_for_somebody_who_reads(bot: Bot) -> None:
    reading = bot.database.kw["bind"].connect().execution_options(read_only=True)
    reading.execute(text("SELECT count(*) FROM people"))
    bot.says("ana", "concern the printer is blank")
    assert not scrub(bot.database)
    reading.close()
    assert scrub(bot.database)
