"""Looks an audit log over, row by row, and says where it is not as it was written."""

import hmac
from collections.abc import Iterator
from typing import NamedTuple

from storage.engine.session import HospitalSession
from storage.trust import audit
from storage.trust.audit import RESTARTED, START, Head, Row

MOST = 100  # restarts; each is a lost key
NO_KEY = "is sealed with a key, and CORRIDOR_KEYS does not open it"


class Fault(NamedTuple):
    """Something is wrong at row `n`; 0 is the head."""

    n: int
    what: str


class Verified(NamedTuple):
    """`rows` were looked at; the chain ends with row `n` and the seal `last`. `keyed` says whether
    the end is sealed with a key. `unproven` of the rows, all before row `restarted`, were sealed
    with a secret that was lost: whether they were changed can't be told."""

    rows: int
    n: int
    last: str
    keyed: bool
    faults: list[Fault]
    unproven: int = 0
    restarted: int = 0


def verify(db: HospitalSession, noted: tuple[int, str] | None = None) -> Verified:
    """All of a hospital's log. `noted` is an end that was written down elsewhere, a row and its
    seal: only with one is it noticed when all since then, head included, was set back."""
    end = audit.head(db)
    if end is None:
        left = audit.rows(db, limit=1)
        faults = [Fault(0, "the head is gone, and rows are there")] if left else []
        return Verified(0, 0, START, keyed=False, faults=faults + _lost(noted, 0))
    key = audit.secret(db)
    found = _Walk(db.hid, key, end.since, end.before, noted)
    found.restarted = _restarted(db, end, key)
    faults = [*_head(end, key), *found.walk(db), *found.ended(end), *_lost(noted, end.n)]
    counted = (found.seen, end.n, end.last)
    return Verified(*counted, end.keyed, faults, found.unproven, found.restarted)


def _restarted(db: HospitalSession, end: Head, key: bytes | None) -> int:
    """The row with which the chain began anew after its secret was lost; 0 if it never did. Only
    whoever has the secret of now can have written it."""
    for row in audit.latest(db, MOST, act=RESTARTED):
        before = [end.before] if row.n - 1 == end.since else _seal_of(db, row.n - 1)
        right = [audit.row_seal(db.hid, row, seal, key) for seal in before if key is not None]
        if row.keyed and any(hmac.compare_digest(one, row.seal) for one in right):
            return row.n
    return 0


def _seal_of(db: HospitalSession, n: int) -> list[str]:
    return [row.seal for row in audit.rows(db, n - 1, 1) if row.n == n]


def _head(end: Head, key: bytes | None) -> Iterator[Fault]:
    if end.keyed and key is None:
        yield Fault(0, f"the head {NO_KEY}")
    elif not hmac.compare_digest(audit.head_seal(end, key if end.keyed else None), end.seal):
        yield Fault(0, "the head was changed")
    elif key is not None and not end.keyed:
        yield Fault(0, "the head is not sealed, and rows were sealed with a key before")


def _lost(noted: tuple[int, str] | None, n: int) -> list[Fault]:
    if noted is None or noted[0] <= n:
        return []
    return [Fault(n + 1, f"rows {n + 1} to {noted[0]}, which were noted, are gone from the end")]


class _Walk:
    """From row to row: where we are, and the seal there."""

    def __init__(
        self, hid: str, key: bytes | None, at: int, seal: str, noted: tuple[int, str] | None
    ) -> None:
        self.hid, self.key, self.at, self.noted = hid, key, at, noted
        self.start, self.seen, self.keyed = at, 0, False
        self.seal: str | None = seal
        self.restarted, self.unproven = 0, 0

    def walk(self, db: HospitalSession) -> Iterator[Fault]:
        stray = audit.rows(db, limit=1)
        if stray and stray[0].n <= self.start:
            yield Fault(stray[0].n, "is from before the beginning, and should be gone")
        while page := audit.rows(db, self.at):
            for row in page:
                if row.n != self.at + 1:
                    yield Fault(self.at + 1, _gap(self.at + 1, row.n - 1))
                    self.seal = None
                if wrong := self._wrong(row):
                    yield Fault(row.n, wrong)
                self.keyed = self.keyed or row.keyed
                self.seal, self.at, self.seen = row.seal, row.n, self.seen + 1

    def _wrong(self, row: Row) -> str:
        """What is wrong with a row; after a gap its seal can't be reckoned."""
        if self.noted is not None and self.noted[0] == row.n and self.noted[1] != row.seal:
            return "is not the one that was noted"
        if row.keyed and row.n < self.restarted:
            self.unproven += 1
            return ""
        if row.keyed and self.key is None:
            return NO_KEY
        if self.keyed and not row.keyed:
            return "is not sealed with the key, and the rows before it are"
        if self.seal is None:
            return ""
        right = audit.row_seal(self.hid, row, self.seal, self.key if row.keyed else None)
        return "" if hmac.compare_digest(right, row.seal) else "was changed, put in or moved"

    def ended(self, end: Head) -> Iterator[Fault]:
        if self.at < end.n:
            yield Fault(self.at + 1, _gap(self.at + 1, end.n))
        elif self.at > end.n:
            yield Fault(end.n + 1, "was put in after the end")
        elif self.seal != end.last:
            yield Fault(end.n, "does not have the seal that the head knows")


def _gap(first: int, last: int) -> str:
    return "is missing" if first == last else f"is missing, and all up to row {last}"
