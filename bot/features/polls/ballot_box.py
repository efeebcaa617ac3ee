"""The ballot box of anonymous polls: who has voted is known by a hash, what by a receipt alone.

While a poll is open its secret hashes its voters, so that nobody votes twice. The voter's receipt
holds the ballot and a word that only the voter has; of it we keep a mark, which tells nothing
without that word. So with the whole database one learns who has voted, and from no part of it what.
At the close the secret, the hashes and the marks go (`storage.nouns.ballots.forget`).
"""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels: no word, no name, no number
WORD = 20  # letters, about 86 bits
SIDES = ("clinical", "it", "both", "none")
DIGITS = dict(zip("0123456789,", LETTERS, strict=False))
BACK = {letter: digit for digit, letter in DIGITS.items()}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ballot as it was cast."""

    side: str
    ballot: str


def new_secret() -> str:
    return secrets.token_hex(32)


def seal(secret: str, person_id: int, sealed: Sealed) -> tuple[str, str]:
    """The receipt for the voter, and the mark that we keep."""
    word = "".join(secrets.choice(LETTERS) for _ in range(WORD))
    packed = LETTERS[SIDES.index(sealed.side)] + "".join(DIGITS[c] for c in sealed.ballot)
    receipt = f"{word[:5]}-{word[5:10]}-{word[10:15]}-{word[15:]}-{packed}"
    return receipt, _mark(secret, person_id, receipt)


def unseal(secret: str, person_id: int, receipt: str, mark: str) -> Sealed | None:
    """The ballot that a receipt is for; None when it is not this voter's latest."""
    known = receipt.strip().lower()
    if not hmac.compare_digest(_mark(secret, person_id, known), mark):
        return None
    packed = known.rpartition("-")[2]
    return Sealed(SIDES[LETTERS.index(packed[0])], "".join(BACK[c] for c in packed[1:]))


def _mark(secret: str, person_id: int, receipt: str) -> str:
    return hmac.new(
        bytes.fromhex(secret), f"receipt {person_id} {receipt}".encode(), sha256
    ).hexdigest()
