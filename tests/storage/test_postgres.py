"""The same dialogs on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import open_database
from storage.migrate import downgrade, migrate
from tests.features import test_concerns, test_story_1
from tests.harness import Bot, said
from tests.storage.postgres import programs, served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: run make system")
        pytest.skip("no PostgreSQL: run make system")
    with served(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def bot(server: str, tmp_path: Path) -> Iterator[Bot]:
    """The harness's bot, on an empty PostgreSQL database made by the migrations."""
    database = open_database(server)
    with database.kw["bind"].begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrate(database)
    bot = Bot(tmp_path / "unused.db", url=server)
    yield bot
    bot.end()
    downgrade(database, "base")
    database.kw["bind"].dispose()


def test_the_concerns_of_story_1(bot: Bot) -> None:
    test_story_1.test_story_1_concerns(bot)


def test_the_week_after(bot: Bot) -> None:
    test_story_1.test_story_1_the_week_after(bot)


def test_search_and_lists(bot: Bot) -> None:
    test_concerns.test_lists_find_mine_my_units_and_by_words(bot)


def test_the_same_event_twice_does_one_thing(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    assert bot.replay() is None
    assert "C-102" not in said(bot.says("sam", "concerns open"))
