"""Codes of receipts: sixteen letters that only the writer has. We keep a mark of each, from which
it can't be worked out."""

import re
import secrets
from hashlib import scrypt

LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels: no word, no name, no number
LENGTH = 16  # letters, about 69 bits
SHAPE = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")
_BETWEEN = re.compile(r"[\s-]+")


def new_code() -> str:
    """In four groups of four."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, LENGTH, 4))


def read(typed: str) -> str | None:
    """A code as `new_code` makes it, from what somebody typed; None for what is none."""
    letters = _BETWEEN.sub("", typed).lower()
    if not SHAPE.fullmatch(letters):
        return None
    return "-".join(letters[n : n + 4] for n in range(0, LENGTH, 4))


def mark(hid: str, code: str) -> str:
    """What is kept of a code. It is looked up by it, so the salt is the hospital's and not its own;
    the code itself is too long to be tried out."""
    salt = f"corridor receipt {hid}".encode()
    return scrypt(code.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32).hex()
