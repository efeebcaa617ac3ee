"""Ballots of an anonymous poll, sealed under a key of the poll's own until the close.

That key lies among the sealed secrets, under CORRIDOR_KEYS, and is destroyed when the ballots have
been counted. Without CORRIDOR_KEYS the files of the database, its journal, its dead rows and its
backups tell that somebody voted, and never what: a voter is a keyed hash, all ballots of a poll
seal to the same length, and no figure moves before the close.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.engine import sealed_secrets
from storage.engine.base import cipher_of, transaction_cache
from storage.engine.session import HospitalSession
from storage.nouns import ballots
from storage.nouns.ballots import Vote

KIND = "poll"
BLOCK = 128  # bytes; the longest ballot there is takes 80
GROUP_BLOCK = 640  # bytes, with a unit and a shift of 64 characters each
GROUPS = "+"  # stands before them
TEXT_BLOCK = 2048  # bytes; 500 characters take 2,000 at most
NONCE = 12


class LostKey(Exception):
    """The poll's key is gone, or no key in CORRIDOR_KEYS opens it: no ballot can be read."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot as it was cast: by somebody of this side, packed as `bot.rules.tally` packs it.
    `unit` and `shift` are those that they voted in ("" for none); None where that is not kept."""

    side: str
    ballot: str
    unit: str | None = None
    shift: str | None = None

    @property
    def counted(self) -> tuple[str, str]:
        """What the tally counts of it."""
        return self.side, self.ballot


@dataclass(frozen=True, slots=True)
class BallotKey:
    """Seals and opens the ballots of one poll with keys derived from the poll's `secret`."""

    secret: str = field(repr=False)
    place: str

    def voter(self, person_id: int) -> str:
        """What a voter is known by."""
        return hmac.new(self._derived("voters"), str(person_id).encode(), sha256).hexdigest()

    def seal(self, voter: str, cast: Cast) -> str:
        """Bound to its voter: in another's row it does not open, so that nobody who may write the
        database learns a ballot by having it counted many times."""
        padded = _packed(cast)
        nonce = urandom(NONCE)
        sealed = AESGCM(self._derived("ballots")).encrypt(nonce, padded, self._about(voter))
        return (nonce + sealed).hex()

    def open(self, vote: Vote) -> Cast | None:
        """The ballot; None where it was tampered with."""
        try:
            sealed = bytes.fromhex(vote.ballot)
            about = self._about(vote.voter)
            data = AESGCM(self._derived("ballots")).decrypt(sealed[:NONCE], sealed[NONCE:], about)
        except (InvalidTag, ValueError):
            return None
        return _unpacked(data)

    def seal_text(self, voter: str, text: str) -> str:
        """An answer in words, of `TEXT_BLOCK` bytes at most; all seal to the same length."""
        padded = text.encode().ljust(TEXT_BLOCK, b"\0")
        nonce = urandom(NONCE)
        sealed = AESGCM(self._derived("texts")).encrypt(nonce, padded, self._about(voter))
        return (nonce + sealed).hex()

    def open_text(self, voter: str, kept: str) -> str | None:
        """The answer; None where it was tampered with."""
        try:
            sealed = bytes.fromhex(kept)
            about = self._about(voter)
            data = AESGCM(self._derived("texts")).decrypt(sealed[:NONCE], sealed[NONCE:], about)
        except (InvalidTag, ValueError):
            return None
        return data.rstrip(b"\0").decode()

    def _about(self, voter: str) -> bytes:
        return f"{self.place}/{voter}".encode()

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(bytes.fromhex(self.secret), purpose.encode(), sha256).digest()


def _packed(cast: Cast) -> bytes:
    """As many bytes for every ballot of a poll."""
    data, block = f"{cast.side}\0{cast.ballot}\0", BLOCK
    if cast.unit is not None or cast.shift is not None:
        given = ("" if group is None else GROUPS + group for group in (cast.unit, cast.shift))
        data, block = data + "".join(f"{group}\0" for group in given), GROUP_BLOCK
    raw = data.encode()
    return raw.ljust(-(-len(raw) // block) * block, b"\0")


def _unpacked(data: bytes) -> Cast:
    side, ballot, unit, shift, *_ = (*data.decode().split("\0"), "", "")
    groups = (group[1:] if group.startswith(GROUPS) else None for group in (unit, shift))
    return Cast(side, ballot, *groups)


def begin(db: HospitalSession, number: int, now: datetime) -> None:
    """An empty tally and a new key, sealed. There must be keys to seal it with (`cipher_of`)."""
    cipher = cipher_of(db)
    assert cipher is not None, "anonymous polls are not offered without keys"
    sealed = cipher.seal(_place(number), secrets.token_hex(32))
    sealed_secrets.put(db, KIND, str(number), sealed, now, None)
    ballots.begin(db, number, sealed=True)


def key(db: HospitalSession, number: int) -> BallotKey:
    """The poll's key; `LostKey`."""
    known = transaction_cache(db)
    if ("poll key", number) not in known:
        known["poll key", number] = _opened(db, number)
    found: BallotKey = known["poll key", number]
    return found


def _opened(db: HospitalSession, number: int) -> BallotKey:
    sealed, cipher = sealed_secrets.lasting(db, KIND, str(number)), cipher_of(db)
    if sealed is None or cipher is None:
        raise LostKey(number)
    try:
        secret = cipher.open(_place(number), sealed)
    except Exception as error:  # whatever this cipher raises: it does not open it
        raise LostKey(number) from error
    return BallotKey(secret, f"poll_voters/{db.hid}/{number}")


def is_lost(db: HospitalSession, number: int) -> bool:
    """Whether an operator has given the key up, so that it can never be opened again."""
    return sealed_secrets.lasting(db, KIND, str(number)) is None


def of(db: HospitalSession, number: int, person_id: int) -> Cast | None:
    """What this person has cast."""
    using = key(db, number)
    vote = ballots.of(db, number, using.voter(person_id))
    return None if vote is None else using.open(vote)


def put(db: HospitalSession, number: int, person_id: int, cast: Cast) -> None:
    """Keep a ballot, instead of the one before it where there is one. The caller holds the poll."""
    using = key(db, number)
    voter = using.voter(person_id)
    vote = Vote(voter, ballot=using.seal(voter, cast))
    if ballots.first(db, number, vote):
        _count(db, number, 1)
    else:
        ballots.change(db, number, vote)


def withdraw(db: HospitalSession, number: int, person_id: int) -> bool:
    """Take this person's ballot back; false where there is none."""
    voter = key(db, number).voter(person_id)
    if ballots.of(db, number, voter) is None:
        return False
    ballots.withdraw(db, number, voter)
    _count(db, number, -1)
    return True


def join(db: HospitalSession, number: int, keep: int, lose: int) -> None:
    """Two people turn out to be one: the ballot of `keep` counts, or else that of `lose`."""
    theirs = of(db, number, lose)
    if theirs is not None and of(db, number, keep) is None:
        put(db, number, keep, theirs)
    withdraw(db, number, lose)


def count(db: HospitalSession, number: int) -> None:
    """At the close: open all ballots, count them into the tally, and destroy the key. A ballot that
    does not open is not counted, though its voter is.

    Raises `LostKey`. Whoever calls this deletes the sealed ballots (`ballots.forget`).
    """
    using, tally = key(db, number), ballots.tally(db, number)
    tally.voters = 0
    for vote in ballots.every(db, number):
        cast = using.open(vote)
        if cast is not None:
            tally.count(cast.side, cast.ballot, 1)
        else:
            tally.voters += 1
    destroy(db, number)


def destroy(db: HospitalSession, number: int) -> None:
    """Without the key no ballot opens, wherever a copy of it is left."""
    sealed_secrets.drop(db, (KIND, sealed_secrets.digest(str(number))))
    transaction_cache(db).pop(("poll key", number), None)


def _count(db: HospitalSession, number: int, by: int) -> None:
    tally = ballots.tally(db, number)
    tally.voters += by
    ballots.save(db, tally)


def _place(number: int) -> str:
    return f"{KIND}/{number}"
