"""Bootstrap codes: what a hospital's first administrator types to become one."""

from datetime import datetime, timedelta

from bot.core import codes
from storage import HospitalSession
from storage.nouns import bootstrap_codes

LENGTH = 12
LASTS = timedelta(hours=1)
MOST_WRONG = 20  # wrong codes, of everybody together, after which none holds


def new_code(db: HospitalSession, now: datetime) -> str:
    """A code as it is shown. It works once, within the hour; only its digest is kept."""
    code = codes.new(LENGTH)
    bootstrap_codes.give(db, codes.digest(db.hid, code), now + LASTS, now)
    return codes.shown(code)


def is_code(text: str) -> bool:
    """Whether it has the form of one."""
    letters = codes.typed(text)
    return len(letters) == LENGTH and set(letters) <= set(codes.LETTERS)


def spoil(db: HospitalSession, text: str, now: datetime) -> None:
    """If it is a code that holds, none holds any more: others have read it. Wrong ones are not
    counted, since here they win nothing, and counting would let anybody use the code up."""
    bootstrap_codes.take(db, codes.digest(db.hid, codes.typed(text)), now, MOST_WRONG)


def redeem(db: HospitalSession, text: str, now: datetime) -> bool:
    """Whether what somebody typed is a code that holds; then none holds any more."""
    digest = codes.digest(db.hid, codes.typed(text))
    good = bootstrap_codes.take(db, digest, now, MOST_WRONG)
    if not good:
        bootstrap_codes.missed(db)
    return good
