"""Seals secrets for the database with a key that is not in it."""

import os
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.engine.base import MARK

SPLIT = "\0"
NONCE = 12


class Unsealable(Exception):
    """The keys at hand do not open it, or it was moved from where it belongs."""


def new_key() -> str:
    return Fernet.generate_key().decode()


def pepper(keys: Sequence[str]) -> bytes:
    """What digests are keyed with: from the oldest of the keys, which changes last."""
    return _derived(urlsafe_b64decode(keys[-1]), "digests", 32) if keys else b""


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


class Keys(Sealer):
    """The same for secrets, and for texts as `storage.engine.base.Cipher` asks for them, with keys
    derived from these: AES-256-GCM, and AES-SIV where equal texts must stay equal. `texts` says
    whether to seal texts that are written from now on."""

    def __init__(self, keys: Sequence[str], *, texts: bool = False) -> None:
        super().__init__(keys)
        self._texts, self._all = texts, {key.name: key for key in map(_text_key, keys)}
        self._newest = next(iter(self._all.values()))

    @property
    def texts(self) -> bool:
        return self._texts

    @property
    def mark(self) -> str:
        return f"{MARK}{self._newest.name}:"

    def shut(self, place: str, text: str, *, steady: bool = False) -> str:
        """The text sealed for a table's column, or as it is where texts are not sealed."""
        if not self._texts:
            return text.lstrip(MARK)
        data, about = text.encode("utf-8", "surrogatepass"), place.encode()
        if steady:
            return f"{self.mark}s:{b64encode(self._newest.siv.encrypt(data, [about])).decode()}"
        nonce = os.urandom(NONCE)
        made = nonce + self._newest.gcm.encrypt(nonce, data, about)
        return f"{self.mark}g:{b64encode(made).decode()}"

    def plain(self, place: str, raw: str) -> str:
        """The text; `Unsealable` where no key opens it, or it was sealed for another column."""
        if not raw.startswith(MARK):
            return raw
        name, _, rest = raw.removeprefix(MARK).partition(":")
        way, _, packed = rest.partition(":")
        key = self._all.get(name)
        if key is None:
            raise Unsealable(place)
        try:
            return key.open(way, b64decode(packed), place.encode()).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            raise Unsealable(place) from None


@dataclass(frozen=True, slots=True)
class _TextKey:
    """What one key of CORRIDOR_KEYS seals texts with; `name` tells it from others, and no more."""

    name: str
    gcm: AESGCM = field(repr=False)
    siv: AESSIV = field(repr=False)

    def open(self, way: str, data: bytes, about: bytes) -> bytes:
        if way == "s":
            return self.siv.decrypt(data, [about])
        return self.gcm.decrypt(data[:NONCE], data[NONCE:], about)


def _text_key(key: str) -> _TextKey:
    root = urlsafe_b64decode(key)
    name = sha256(_derived(root, "name", 32)).hexdigest()[:8]
    return _TextKey(name, AESGCM(_derived(root, "texts", 32)), AESSIV(_derived(root, "steady", 64)))


def _derived(root: bytes, what: str, length: int) -> bytes:
    return HKDF(SHA256(), length, None, f"corridor {what}".encode()).derive(root)
