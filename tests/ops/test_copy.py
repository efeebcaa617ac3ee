"""From SQLite to PostgreSQL and back: every row, and the bot goes on there."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.sealing import Keys, new_key
from storage.engine.session import HospitalDatabase, open_hospital
from storage.nouns import concern_counts
from storage.trust import audit_verification
from storage.upkeep.database_copy import TABLES, CannotCopy, copy
from tests import prepared
from tests.filled import fill, house
from tests.harness import Bot, said
from tests.ops.processes import house as at_work


def rows(database: HospitalDatabase) -> dict[str, list[Any]]:
    with database() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in TABLES
        }


def counted(database: HospitalDatabase) -> int:
    with database() as db:
        return concern_counts.total(db, ("new", "closed", "fixed", "in_progress", "on_hold"))


def fresh(url: str, key: str = "") -> HospitalDatabase:
    """An empty one that is up to date."""
    prepared.up_to_date(url)
    return open_hospital(url, "harbor", Keys([key]) if key else None)


def test_all_that_there_is_goes_over_and_back(tmp_path: Path, empty: str) -> None:
    first = tmp_path / "first.db"
    fresh(f"sqlite:///{first}").kw["bind"].dispose()
    bot = house(first, mark="quay")
    fill(bot, "quay")
    there = fresh(empty)
    copied = copy(bot.database, there)
    before = rows(bot.database)
    assert all(before.values()), "nothing of some table was tried"
    assert copied == {name: len(found) for name, found in before.items()}
    assert rows(there) == before
    assert counted(there) == counted(bot.database) > 3
    back = fresh(f"sqlite:///{tmp_path / 'back.db'}")
    copy(there, back)
    assert rows(back) == before
    bot.end()
    for one in (there, back):
        one.kw["bind"].dispose()


def test_the_bot_goes_on_where_it_was(tmp_path: Path, empty: str) -> None:
    """With its sealed audit log, its numbers, its search and what was not delivered yet."""
    key, first = new_key(), tmp_path / "first.db"
    fresh(f"sqlite:///{first}").kw["bind"].dispose()
    bot = Bot(first, keys=[key])
    bot.says("ana", "concern label printer on 5 West prints blank")
    bot.says("jo", "legalhold C-101 claim of March")
    bot.chats["slack"].down = True
    bot.says("ana", "concern the scanner has no cable")
    there = fresh(empty, key)
    copy(bot.database, there)
    there.kw["bind"].dispose()
    bot.close()
    bot.url = empty
    bot.chats["slack"].down = False
    bot._open()
    bot.wait(minutes=10)
    assert "no cable" in "".join(bot.sees(post.channel) for post in bot.posts("slack"))
    assert "C-102" in said(bot.says("ana", "concerns scanner"))
    assert "C-103" in said(bot.says("ana", "concern doses are shown twice"))
    with bot.database() as db:
        assert audit_verification.verify(db).faults == []
    bot.end()


def test_nothing_is_copied_over_anything(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "first.db")
    migrated = fresh(f"sqlite:///{tmp_path / 'second.db'}")
    with pytest.raises(CannotCopy, match="source is not up to date"):
        copy(bot.database, migrated)
    bot.end()
    migrated.kw["bind"].dispose()


def test_the_command_says_what_went_over(tmp_path: Path, empty: str) -> None:
    with at_work(tmp_path, "") as at:
        assert at.run("migrate").returncode == 0
        assert at.run("export", "--out", "all.csv").returncode == 0
        done = at.run("copy", empty)
        assert done.returncode == 0, done.stderr
        assert "        1  audit\n" in done.stdout
        assert "2 rows are there now." in done.stdout
        again = at.run("copy", empty)
        assert again.stderr == (
            "corridor: nothing was copied: the target is not empty: there are rows in audit.\n"
        )
        bad = at.run("copy", "mysql://somewhere/else")
        assert bad.stderr.startswith("corridor: nothing was copied: the address is neither")
        gone = at.run("copy", "postgresql://nobody:secret@127.0.0.1:1/none")
        assert gone.returncode == 1
        assert "secret" not in gone.stderr
