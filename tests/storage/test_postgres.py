"""The same dialogs on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from storage.engine.migrate import downgrade, migrate
from storage.engine.session import open_hospital
from tests.features import test_concerns, test_story_1
from tests.harness import Bot, said
from tests.storage.postgres import emptied


@pytest.fixture
def bot(postgres: str, tmp_path: Path) -> Iterator[Bot]:
    """The harness's bot, on an empty PostgreSQL database made by the migrations."""
    bot = Bot(tmp_path / "unused.db", url=emptied(postgres))
    yield bot
    bot.end()


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


def test_migrations_go_back_and_forth(postgres: str) -> None:
    database = open_hospital(emptied(postgres), "harbor")
    downgrade(database, "base")
    assert set(inspect(database.kw["bind"]).get_table_names()) <= {"alembic_version"}
    migrate(database)
    database.kw["bind"].dispose()
