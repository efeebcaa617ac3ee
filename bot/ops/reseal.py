"""`corridor key rotate`: seals everything with the newest key, so that older keys can go."""

import asyncio

from bot.run.clock import utc_now
from bot.run.database import keys_of, opened_briefly
from bot.run.key_rotation import KeyRotation, rotate
from bot.run.transactions import AtOnce
from bot.settings import Settings
from storage.engine.base import vacuum


def rotate_keys(settings: Settings) -> KeyRotation:
    """What was sealed anew, and what no key opens. The settings must have a key."""
    keys = keys_of(settings)
    assert keys is not None
    rotation = KeyRotation(keys, utc_now())
    with opened_briefly(settings) as database:
        asyncio.run(rotate(AtOnce(database), rotation))
        vacuum(database)
    return rotation
