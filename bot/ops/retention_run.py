"""`corridor retention`: deletes what was kept for long enough, as happens by itself every night."""

from collections import Counter

from bot.core.work import Work
from bot.features import retention
from bot.ops.agreed_time import agreed_time
from bot.run.database import opened
from bot.settings import Settings
from storage.delivery import outbox, timers
from storage.engine.base import vacuum
from storage.engine.session import HospitalDatabase
from storage.nouns import concern_search


def delete_expired(settings: Settings, *, dry: bool = False) -> dict[str, int]:
    """How many rows of each kind were deleted, or with `dry` would be.

    A transaction a batch, so that whoever is talking to the bot meanwhile does not wait.
    """
    database = opened(settings)
    now = agreed_time(database)
    if dry:
        with database() as db:
            return retention.due(db, settings.hospital, now)
    total: Counter[str] = Counter()
    more = True
    while more:
        with database.begin() as db:
            deleted = retention.batch(Work(db, now, settings.hospital, outbox.batch_of(db, now)))
        total.update(deleted)
        more = bool(deleted)
    merged(database)
    vacuum(database)
    return dict(total)


def merged(database: HospitalDatabase) -> None:
    """Have the words of what was deleted leave the index, some pages at a time."""
    more, anew = True, True
    while more:
        with database.begin() as db:
            more, anew = concern_search.merge(db, anew=anew), False
            if not more:
                timers.drop(db, concern_search.MERGE)
