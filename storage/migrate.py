"""Brings a database to the current form, and says which form it has."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.base import Database


def migrate(database: Database, to: str = "head") -> None:
    """Make or change the tables up to revision `to`. Safe to run again."""
    engine = database.kw["bind"]
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(database: Database, to: str) -> None:
    """Go back to revision `to`, "base" for none; what later revisions added is lost."""
    with database.kw["bind"].begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def current(database: Database) -> str | None:
    """The revision the database has; None for an empty one."""
    with database.kw["bind"].connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(revision: str | None) -> bool:
    """Whether this version of Corridor knows that form of a database; an empty one it does."""
    script = ScriptDirectory.from_config(_config())
    return revision is None or revision in {one.revision for one in script.walk_revisions()}


def newest() -> str | None:
    """The revision this version of Corridor needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
