"""The database of these settings, opened with the keys to what is sealed in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.sealing import Keys
from bot.run import key_rotation
from bot.run.startup_checks import BadStart
from bot.settings import Settings
from storage import HospitalDatabase, Unavailable, open_hospital
from storage.upkeep import health


def keys_of(settings: Settings) -> Keys | None:
    return Keys(settings.keys, texts=settings.seal_texts) if settings.keys else None


def opened(settings: Settings) -> HospitalDatabase:
    return open_hospital(settings.database_url, settings.hospital.id, keys_of(settings))


@contextmanager
def opened_briefly(settings: Settings) -> Iterator[HospitalDatabase]:
    """The same for a single piece of work: its connections are closed at the end."""
    database = opened(settings)
    try:
        yield database
    finally:
        database.kw["bind"].dispose()


def key_problem(settings: Settings) -> str:
    """Why CORRIDOR_KEYS are not the database's keys; "" when they are."""
    with opened_briefly(settings) as database, database() as db:
        return key_rotation.key_problem(db, keys_of(settings))


def is_sealed(settings: Settings) -> bool:
    """Whether the database, if there is one yet, holds what a key has sealed."""
    try:
        with health.explained():
            return bool(key_problem(settings))
    except (health.Unusable, Unavailable):  # no tables yet, or not from here: `prepare` will tell
        return False


def prepare(settings: Settings) -> None:
    """Bring the database to this version and check that the keys are its keys. Unavailable where
    waiting may be all that is needed, BadStart where somebody has to mend something."""
    try:
        health.prepare(settings.database_url)
        with health.explained():
            wrong = key_problem(settings)
    except health.Unusable as unusable:
        raise BadStart(f"the database is not ready: {unusable}.") from unusable
    if wrong:
        raise BadStart(f"CORRIDOR_KEYS {wrong}")
