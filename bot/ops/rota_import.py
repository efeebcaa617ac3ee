"""`corridor rota`: imports who is on call when from a rota file."""

from bot import rosters
from bot.core.work import Work
from bot.features.oncall import change
from bot.ops.agreed_time import agreed_time
from bot.ops.audit_note import note
from bot.ops.roster_import import QUARTER, WEEK
from bot.run import seeding
from bot.run.database import opened
from bot.settings import Settings
from storage.delivery import outbox
from storage.nouns import people
from storage.nouns.oncall import Turn

LONGEST_SOURCE = 120


def import_rota(
    settings: Settings, source: str, name: str, data: bytes, *, dry: bool = False
) -> tuple[list[Turn], int]:
    """The turns of a rota file, and how many older ones of that source made way; with `dry`
    nothing is kept, and nobody is told.

    BadRoster, and nothing kept, where any of it does not fit.
    """
    hospital, database = settings.hospital, opened(settings)
    now = agreed_time(database)
    today = now.astimezone(hospital.zone).date()
    rows = rosters.read_rota(name, data, today - WEEK, today + QUARTER)
    with database() as db:
        seeding.seed(db, settings, {}, now)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in people.everyone(db)]
        turns = rosters.settle_rota(rows, staff, hospital)
        work = Work(db, now, hospital, outbox.batch_of(db, now))
        replaced = change.imported(work, source[:LONGEST_SOURCE], turns)
        if dry:
            db.rollback()
        else:
            note(db, "rota.imported", f"{len(turns)} turns")
            work.outbox.flush(db, now)
            db.commit()
    return turns, replaced
