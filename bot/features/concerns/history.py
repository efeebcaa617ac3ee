"""What is noted down about a concern, and by whom."""

from datetime import datetime

from bot.core.work import Work
from storage.nouns import entries
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry


def note_down(work: Work, concern: Concern, what: str, at: datetime | None = None) -> Entry:
    """A change, in the concern's history, under the name of who made it (nobody: the bot)."""
    person = work.actor
    return entries.add(
        work.db,
        concern,
        "change",
        what,
        at or work.now,
        person_id=None if person is None else person.id,
        side="" if person is None else person.side,
    )
