"""`corridor export`: writes all concerns as CSV or JSON, without anyone's name."""

from typing import TextIO

from bot.features.concerns.export import WRITERS, records
from bot.ops.audit_note import note
from bot.run.database import opened
from bot.settings import Settings


def export(settings: Settings, form: str, out: TextIO) -> None:
    """Noted in the audit log only after everything was written."""
    with opened(settings)() as db:
        rows = list(records(db, settings.hospital))
        out.write(WRITERS[form](rows))
        note(db, "exported", f"{len(rows)} as {form}", about="concerns")
        db.commit()
