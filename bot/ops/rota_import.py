"""`corridor rota`: imports who is on call when from a rota file."""

from typing import NamedTuple

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

LONGEST_SOURCE = 120


class ImportedRota(NamedTuple):
    """What a file brought, or would bring; and how many older turns of its source made way."""

    settled: rosters.SettledRota
    replaced: int


def import_rota(
    settings: Settings,
    source: str,
    name: str,
    data: bytes,
    *,
    dry: bool = False,
    partly: bool = False,
) -> ImportedRota:
    """The turns of a rota file; with `dry` nothing is kept, and nobody is told.

    Where some lines have mistakes nothing is kept either, unless the rest is wanted (`partly`).
    BadRoster where the file can't be used at all.
    """
    hospital, database = settings.hospital, opened(settings)
    now = agreed_time(database)
    today = now.astimezone(hospital.zone).date()
    reading = rosters.read_rota(name, data, today - WEEK, today + QUARTER, settings.roster)
    with database() as db:
        seeding.seed(db, settings, {}, now)
        staff = [rosters.Staff(p.id, p.name, p.email, p.unit) for p in people.everyone(db)]
        settled = rosters.settle_rota(reading, staff, hospital, settings.roster)
        work = Work(db, now, hospital, outbox.batch_of(db, now))
        replaced = change.imported(work, source[:LONGEST_SOURCE], settled.turns)
        if dry or (settled.problems and not partly):
            db.rollback()
        else:
            note(db, "rota.imported", f"{len(settled.placed)} turns")
            work.outbox.flush(db, now)
            db.commit()
    return ImportedRota(settled, replaced)
