"""Seals secrets for the database with a key that is not in it."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

SPLIT = "\0"


class Unsealable(Exception):
    """The keys at hand do not open it, or it was moved from where it belongs."""


def new_key() -> str:
    return Fernet.generate_key().decode()


class Sealer:
    """Seals with the first of `keys` (Fernet: AES-128-CBC with HMAC-SHA-256) and opens with any of
    them, so that keys can be changed one after another."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, place: str, text: str) -> str:
        """`place` names the row it is for: sealed texts of two rows can't be exchanged."""
        return self._fernet.encrypt(f"{place}{SPLIT}{text}".encode()).decode()

    def renew(self, sealed: str) -> str:
        """The same text, sealed with the first of the keys; `Unsealable`."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except (InvalidToken, ValueError):
            raise Unsealable from None

    def open(self, place: str, sealed: str) -> str:
        """The text, or `Unsealable`."""
        try:
            found, _, text = self._fernet.decrypt(sealed.encode()).decode().partition(SPLIT)
        except (InvalidToken, ValueError):
            raise Unsealable(place) from None
        if found != place:
            raise Unsealable(place)
        return text
