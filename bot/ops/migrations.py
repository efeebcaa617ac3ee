"""`corridor migrate`: brings the database schema to this version, or back to one before."""

from bot.settings import Settings
from storage.engine.migrate import downgrade, known
from storage.engine.migrate import migrate as migrate_database
from storage.engine.unbound import open_database


def migrate(settings: Settings) -> None:
    """Bring the database to this version; safe to run again."""
    migrate_database(open_database(settings.database_url))


def roll_back(settings: Settings, revision: str) -> bool:
    """Bring the database back to that revision; false where there is none of that name."""
    if revision != "base" and not known(revision):
        return False
    downgrade(open_database(settings.database_url), revision)
    return True
