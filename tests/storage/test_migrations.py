"""Migrations make exactly the tables that the code knows, forwards and back."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage.engine.migrate import current, downgrade, migrate, newest
from storage.engine.unbound import open_database
from storage.tables import METADATA
from storage.upkeep.health import trouble


def ours(item: object, name: str | None, kind: str, _reflected: object, _to: object) -> bool:
    """Everything but the full-text index, which is no table of SQLAlchemy's, and what PostgreSQL
    alone has."""
    return not (name or "").startswith(("concern_words", "ix_shown_below"))


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_migrations_are_the_models(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'corridor.db'}")
    migrate(database)
    assert current(database) == newest()
    with database.kw["bind"].connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, METADATA) == []
    database.kw["bind"].dispose()


def test_the_newest_revision_is_the_end_of_the_line() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_migrations_go_back(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'corridor.db'}")
    migrate(database)
    migrate(database)
    downgrade(database, "base")
    assert set(inspect(database.kw["bind"]).get_table_names()) <= {"alembic_version"}
    database.kw["bind"].dispose()


def test_every_key_begins_with_the_hospital() -> None:
    for table in METADATA.tables.values():
        assert next(iter(table.primary_key)).name == "hospital_id", table.name
        for index in table.indexes:
            assert next(iter(index.columns)).name == "hospital_id", index.name


def test_trouble_names_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'corridor.db'}"
    assert "corridor migrate" in trouble(url)
    database = open_database(url)
    migrate(database)
    database.kw["bind"].dispose()
    assert trouble(url) == ""
    assert "DATABASE_URL" in trouble("postgresql+psycopg://nobody@127.0.0.1:1/none")
