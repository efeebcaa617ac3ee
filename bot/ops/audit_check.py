"""`corridor audit verify`: checks the hash chain of the audit log."""

from bot.run.database import opened
from bot.settings import Settings
from storage.trust import audit_verification
from storage.trust.audit_verification import Verified


def verify(settings: Settings, noted: tuple[int, str] | None = None) -> Verified:
    """`noted` is a row and its seal from an earlier run, which must still be there."""
    with opened(settings)() as db:
        return audit_verification.verify(db, noted)
