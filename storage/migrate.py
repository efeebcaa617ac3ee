"""Brings a database to the current form, and says which form it has."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.base import Database


def migrate(database: Database, to: str = "head") -> None:
    """Make or change the tables up to revision `to`. Safe to run again, and by several processes
    at once: all but one wait, and find it done."""
    engine = database.kw["bind"]
    with engine.begin() as connection:
        _alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(database: Database, to: str) -> None:
    """Go back to revision `to`, "base" for none; what later revisions added is lost."""
    with database.kw["bind"].begin() as connection:
        _alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def _alone(connection: Connection) -> None:
    """One process at a time, however long it takes. A change that can't get at its table gives up
    soon: whoever asks for it meanwhile waits behind it."""
    if connection.dialect.name == "postgresql":
        for words in ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"):
            connection.execute(text(words))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('corridor migrations'))"))
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))


def current(database: Database) -> str | None:
    """The revision the database has; None for an empty one."""
    with database.kw["bind"].connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this version of Corridor needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
