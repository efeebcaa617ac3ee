"""`corridor audit verify`: checks the hash chain of the audit log."""

from bot.core.sealing import Unsealable
from bot.run.database import opened_briefly
from bot.run.key_rotation import AGAIN
from bot.run.startup_checks import BadStart
from bot.settings import Settings
from storage.trust import audit_verification
from storage.trust.audit_verification import Verified

UNPROVEN = (
    "{} rows before row {} were sealed with a key that was given up: whether they were changed"
    " can't be told."
)


def verify(settings: Settings, noted: tuple[int, str] | None = None) -> Verified:
    """`noted` is a row and its seal from an earlier run, which must still be there.
    BadStart where no key opens the secret that the log is sealed with."""
    with opened_briefly(settings) as database, database() as db:
        try:
            return audit_verification.verify(db, noted)
        except Unsealable:
            raise BadStart(f"CORRIDOR_KEYS does not open the audit log: {AGAIN}") from None
