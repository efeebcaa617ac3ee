"""`corridor key rotate`: seals everything with the newest key, so that older keys can go."""

from bot.run.clock import utc_now
from bot.run.database import keys_of, opened
from bot.run.key_rotation import KeyRotation
from bot.settings import Settings
from storage.engine.base import vacuum


def rotate_keys(settings: Settings) -> KeyRotation:
    """What was sealed anew, and what no key opens. The settings must have a key."""
    keys = keys_of(settings)
    assert keys is not None
    database, rotation = opened(settings), KeyRotation(keys, utc_now())
    more = True
    while more:
        with database.begin() as db:
            more = rotation.step(db)
    vacuum(database)
    return rotation
