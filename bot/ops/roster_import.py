"""`corridor roster`: imports who works when from a roster file."""

from datetime import timedelta
from typing import NamedTuple

from bot import rosters
from bot.ops.agreed_time import agreed_time
from bot.ops.audit_note import note
from bot.run import seeding
from bot.run.database import opened
from bot.settings import Settings
from storage.nouns import people, roster

# A calendar's repeated entries have no end: only those of these days are taken.
WEEK, QUARTER = timedelta(days=7), timedelta(days=92)


class ImportedRoster(NamedTuple):
    """What a file brought, or would bring; and how many older shifts made way."""

    settled: rosters.Settled
    replaced: int


def import_roster(
    settings: Settings, name: str, data: bytes, *, dry: bool = False, partly: bool = False
) -> ImportedRoster:
    """The shifts of a roster file; with `dry` nothing is kept.

    Where some lines have mistakes nothing is kept either, unless the rest is wanted (`partly`).
    BadRoster where the file can't be used at all.
    """
    hospital, database = settings.hospital, opened(settings)
    now = agreed_time(database)
    today = now.astimezone(hospital.zone).date()
    reading = rosters.read(name, data, today - WEEK, today + QUARTER, settings.roster)
    with database() as db:
        seeding.seed(db, settings, {}, now)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in people.everyone(db)]
        settled = rosters.settle(reading, staff, hospital, settings.roster)
        replaced = roster.replace(db, settled.duties, settled.away, settled.free_days)
        if dry or (settled.problems and not partly):
            db.rollback()
        else:
            note(db, "roster.imported", f"{len(settled.placed)} shifts")
            db.commit()
    return ImportedRoster(settled, replaced)
