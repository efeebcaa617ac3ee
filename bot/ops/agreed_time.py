"""What time it is for a command that works beside running processes."""

import asyncio
from datetime import datetime

from bot.run.clock import SharedClock
from bot.run.transactions import AtOnce
from storage import HospitalDatabase


def agreed_time(database: HospitalDatabase) -> datetime:
    """The time that running processes go by (UTC), though a clock was set meanwhile; see
    `SharedClock.take_up`, which may wait for word of them."""
    clock = SharedClock(AtOnce(database))
    asyncio.run(clock.take_up())
    return clock()
