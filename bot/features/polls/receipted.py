"""Receipts of anonymous polls that were opened before ballots were sealed.

The poll's secret hashes its voters, so that nobody votes twice. The voter's receipt holds the
ballot and a word that only the voter has; of it we keep a mark, which tells nothing without that
word. The tally grows with each vote, so whoever compares versions of the database's files can tell
who voted what: that is why ballots are sealed now. No new poll is like this, so this module can go
when the polls that were open at that upgrade have closed.
"""

import hmac
import secrets
from hashlib import sha256

from storage.nouns.sealed_ballots import Cast

LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels: no word, no name, no number
WORD = 20  # letters, about 86 bits
SIDES = ("clinical", "it", "both", "none")
DIGITS = dict(zip("0123456789,", LETTERS, strict=False))
BACK = {letter: digit for digit, letter in DIGITS.items()}


def issue(secret: str, person_id: int, cast: Cast) -> tuple[str, str]:
    """The receipt for the voter, and the mark that we keep."""
    word = "".join(secrets.choice(LETTERS) for _ in range(WORD))
    packed = LETTERS[SIDES.index(cast.side)] + "".join(DIGITS[c] for c in cast.ballot)
    receipt = f"{word[:5]}-{word[5:10]}-{word[10:15]}-{word[15:]}-{packed}"
    return receipt, _mark(secret, person_id, receipt)


def read(secret: str, person_id: int, receipt: str, mark: str) -> Cast | None:
    """The ballot that a receipt is for; None when it is not this voter's latest."""
    known = receipt.strip().lower()
    if not hmac.compare_digest(_mark(secret, person_id, known), mark):
        return None
    packed = known.rpartition("-")[2]
    return Cast(SIDES[LETTERS.index(packed[0])], "".join(BACK[c] for c in packed[1:]))


def _mark(secret: str, person_id: int, receipt: str) -> str:
    return hmac.new(
        bytes.fromhex(secret), f"receipt {person_id} {receipt}".encode(), sha256
    ).hexdigest()
