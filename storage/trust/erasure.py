"""Erases who somebody was. Their number stays, so that what they wrote keeps one author, without a
name: "A former colleague".

It takes more than one transaction, as all tables are looked through. `begin` takes the name from
the person and shuts the bot to their accounts; `look` finds beside the database thread what is left
of them, and hands back pieces that take it away; the last one forgets their accounts, and whom it
was about. Until then a timer holds the words that are looked for: it takes up what a crash stopped.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import delete

from storage.delivery import timers
from storage.engine import counters, in_flight
from storage.engine.session import HospitalSession
from storage.nouns.people import Person, accounts
from storage.nouns.person import ERASED, AccountRow
from storage.trust import erasure_of_rows, erasure_of_words
from storage.trust.erasure_of_words import Account, Words

NAME = "person.erase"
NUMBER = "erasures"
AGAIN = timedelta(minutes=1)  # whoever began it has ended by then, or is told so
Piece: TypeAlias = Callable[[HospitalSession, datetime], None]


class StillOpen(Exception):
    """All is found, but somebody's transaction is open that may know the name: look again soon."""


@dataclass(slots=True)
class Erasing:
    """Looks for what is left of a person whose erasure has begun. `since` is when it first looked,
    by the database's clock."""

    person_id: int
    since: datetime | None = None

    def look(self, db: HospitalSession) -> list[Piece]:
        """Pieces that take away what is left, one after the other; none once it is done.

        Raises `StillOpen` while a transaction is open that may have read who the person was before
        that was taken from them, and could write it yet.
        """
        args = timers.args_of(db, key_of(self.person_id))
        if args is None:
            return []
        self.since = self.since or in_flight.begun(db)
        waits = in_flight.older(db, self.since)
        words = _words(args)
        pieces = [
            *erasure_of_rows.find(db, self.person_id, words.accounts),
            *erasure_of_words.find(db, words),
        ]
        if waits and not pieces:
            raise StillOpen
        return pieces or [partial(_end, self.person_id, words.accounts)]


def key_of(person_id: int) -> str:
    return f"erasure:{person_id}"


def begin(db: HospitalSession, person: Person, now: datetime) -> None:
    """Take from a person what tells who they are, and let nobody act by their accounts. Not for one
    who is `erased` already."""
    db.flush()
    counters.take(db, NUMBER, first=1)
    known = [(a.platform, a.workspace, a.id) for a in accounts(db, person.id)]
    args = [str(person.id), person.name, person.email, json.dumps(known)]
    timers.put(db, key_of(person.id), now + AGAIN, name=NAME, args=args)
    person.name, person.email, person.zone = ERASED, "", ""
    person.unit, person.shift_name, person.days, person.role_list = "", "", None, []
    person.gone, person.settled, person.guest = True, False, False
    db.flush()


def number(db: HospitalSession) -> int:
    """How many were begun here: what was read before the latest may name somebody who is erased."""
    return counters.last(db, NUMBER)


def _words(args: Sequence[str]) -> Words:
    _, name, email, known = args
    addresses: list[Account] = [(one[0], one[1], one[2]) for one in json.loads(known)]
    return Words(name, email, addresses)


def _end(person_id: int, known: Sequence[Account], db: HospitalSession, now: datetime) -> None:
    """What came since the last look goes too, found by indexes; and then their accounts."""
    erasure_of_rows.drop_late(db, person_id, known)
    theirs = (AccountRow.hospital_id == db.hid, AccountRow.person_id == person_id)
    db.execute(delete(AccountRow).where(*theirs))
    timers.drop(db, key_of(person_id))
    db.expire_all()
