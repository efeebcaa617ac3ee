"""`corridor roster`: imports who works when from a roster file."""

from datetime import timedelta

from bot import rosters
from bot.ops.agreed_time import agreed_time
from bot.ops.audit_note import note
from bot.run import seeding
from bot.run.database import opened
from bot.settings import Settings
from storage.nouns import people, roster
from storage.nouns.roster import Duty

# A calendar's repeated entries have no end: only those of these days are taken.
WEEK, QUARTER = timedelta(days=7), timedelta(days=92)


def import_roster(
    settings: Settings, name: str, data: bytes, *, dry: bool = False
) -> tuple[list[Duty], int]:
    """The shifts of a roster file, and how many older ones made way; with `dry` nothing is kept.

    BadRoster, and nothing kept, where any of it does not fit.
    """
    hospital, database = settings.hospital, opened(settings)
    now = agreed_time(database)
    today = now.astimezone(hospital.zone).date()
    rows = rosters.read(name, data, today - WEEK, today + QUARTER)
    with database() as db:
        seeding.seed(db, settings, {}, now)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in people.everyone(db)]
        duties = rosters.settle(rows, staff, hospital)
        replaced = roster.replace(db, duties)
        if dry:
            db.rollback()
        else:
            note(db, "roster.imported", f"{len(duties)} shifts")
            db.commit()
    return duties, replaced
