"""Migrations: brings a database to the schema of this version, and says which one it has.

Alembic is loaded only where there is something to do: at most starts there is not, and it takes a
fifth of a second.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text
from sqlalchemy.orm import sessionmaker

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"
_LINK = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def migrate(database: sessionmaker[Any], to: str = "head") -> None:
    """Make or change the tables up to revision `to`. Safe to run again, and by several processes
    at once: all but one wait, and find it done."""
    if to == "head" and current(database) == newest():
        return
    from alembic import command

    engine = database.kw["bind"]
    with engine.begin() as connection:
        _alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(database: sessionmaker[Any], to: str) -> None:
    """Go back to revision `to`, "base" for none; what later revisions added is lost."""
    from alembic import command

    with database.kw["bind"].begin() as connection:
        _alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def _alone(connection: Connection) -> None:
    """One process at a time, however long it takes. A change that can't get at its table gives up
    soon: whoever asks for it meanwhile waits behind it."""
    if connection.dialect.name == "postgresql":
        from storage.engine.timeouts import allow_long_statements

        allow_long_statements(connection)
        for words in ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"):
            connection.execute(text(words))
        # Not a table's lock: at the first migration there is no table yet.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('corridor migrations'))"))
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))


def current(database: sessionmaker[Any]) -> str | None:
    """The revision the database has; None for an empty one."""
    with database.kw["bind"].connect() as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        return connection.scalar(select(_VERSION.c.version_num))  # type: ignore[no-any-return]


def known(revision: str | None) -> bool:
    """Whether this version of Corridor knows that form of a database; an empty one it does."""
    return revision is None or revision in {link["revision"] for link in _links()}


def newest() -> str | None:
    """The revision this version of Corridor needs: the one that no other comes after."""
    before = {link.get("down_revision") for link in _links()}
    return next((link["revision"] for link in _links() if link["revision"] not in before), None)


def _links() -> list[dict[str, str]]:
    """Every migration's revision, and the one it comes after."""
    return [dict(_LINK.findall(file.read_text("utf-8"))) for file in VERSIONS.glob("[0-9]*.py")]


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
