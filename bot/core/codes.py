"""Codes that people type once: letters without words, of which only a digest is kept."""

import hashlib
import secrets

LETTERS = "BCDFGHJKMNPQRSTVWXZ"  # no vowels, so no words; nothing that reads as another
GROUP = 4


def new(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def shown(code: str) -> str:
    """As it is read out: "BCDF-GHJK"."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """The letters of a code as people type it: any case, with or without the dashes."""
    return "".join(c for c in text.upper() if c.isalnum())


def digest(hospital_id: str, code: str) -> str:
    """What is kept of a code; of none, nothing."""
    return hashlib.sha256(f"{hospital_id}:{code}".encode()).hexdigest() if code else ""
