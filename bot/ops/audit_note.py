"""Notes in the audit log what an operator did at the command line."""

from bot.core.audit import AuditAct, by_operator
from bot.run.clock import utc_now
from storage import HospitalSession
from storage.trust.audit import Note


def note(db: HospitalSession, act: AuditAct, outcome: str, *, about: str = "") -> None:
    """Written in the caller's transaction: what is rolled back was not done."""
    by_operator(db, Note(utc_now(), None, act, about, outcome))
