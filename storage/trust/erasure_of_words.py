"""A person's whole name, address and accounts in what others wrote and in all messages: found
beside the database thread, and rewritten a few at a time, each as it is then."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import JSON, Column, Select, String, Table, and_, cast, or_, select, update

from storage.delivery import outbox
from storage.delivery.shown import PLACE
from storage.engine.base import Base, SealedText, cipher_of
from storage.engine.session import HospitalSession
from storage.nouns import concern_search
from storage.nouns.merging import POINTS
from storage.nouns.person import ERASED

AT_ONCE = 20  # texts, in one transaction
READ_AT_ONCE = 500  # rows, of which each may have to be opened
# No names are in these: digests, sealed secrets, and the log, which knows people by number.
LEFT = frozenset(("audit", "audit_heads", "counters", "inbox", "sealed", "accounts", "people"))
SHORT = 5  # letters of an account's id that may be a common word
TITLES = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms|RN|NP|PA)\.?\s+")
Account: TypeAlias = tuple[str, str, str]
Piece: TypeAlias = Callable[[HospitalSession, datetime], None]


class Words:
    """What becomes of a text, or of a value of JSON, that tells who the person was."""

    def __init__(self, name: str, email: str, known: Sequence[Account]) -> None:
        ids = [account for _, _, account in known if len(account) > SHORT]
        names = [name, TITLES.sub("", name), email]
        self.words = sorted({word for word in (*names, *ids) if word}, key=len, reverse=True)
        self.accounts = list(known)
        either = "|".join(re.escape(word) for word in self.words)
        self.found = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        return self.found.sub(ERASED, text)

    def value(self, value: Any) -> Any:
        """Mentions and places of theirs go too, whatever their accounts are called."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value if not self._place(one)]
        if not isinstance(value, dict):
            return value
        if self._theirs(value.get("account")):
            return ERASED
        return {self.text(key): self.value(one) for key, one in value.items()}

    def _place(self, value: Any) -> bool:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value[:3]):
            return False
        return tuple(value[:3]) in self.accounts

    def _theirs(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        return (value.get("platform"), value.get("workspace"), value.get("id")) in self.accounts

    def json(self, body: str) -> str:
        """The same for a value that is kept as text."""
        try:
            value = json.loads(body)
        except ValueError:
            return self.text(body)
        return outbox.written(self.value(value))


class Place(NamedTuple):
    """One column of one row, by the row's whole primary key."""

    table: Table
    column: "Column[Any]"
    key: tuple[Any, ...]


def find(db: HospitalSession, words: Words) -> list[Piece]:
    """Pieces that rewrite what tells who they were, a few texts each."""
    found = [
        place
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT
        for place in _places(db, table, words)
    ]
    some = (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE))
    return [partial(_rewrite, words, places) for places in some]


def _places(db: HospitalSession, table: Table, words: Words) -> Iterator[Place]:
    for column in table.columns:
        if not column.primary_key and _wordy(column):
            for *key, old in db.execute(_suspects(db, table, column, words)):
                if _changed(column, old, words) != old:
                    yield Place(table, column, tuple(key))


def _wordy(column: "Column[Any]") -> bool:
    return isinstance(column.type, String | SealedText | JSON) and column.name not in POINTS


def _suspects(
    db: HospitalSession, table: Table, column: "Column[Any]", words: Words
) -> Select[Any]:
    """Rows that may name the person, by their keys. What is sealed has to be opened to be known."""
    here = select(*table.primary_key, column).where(table.c.hospital_id == db.hid)
    if table.name == "timers":  # that knows the words until all is done
        here = here.where(table.c.name != "person.erase")
    if not isinstance(column.type, SealedText) or cipher_of(db) is None:
        raw = cast(column, String) if isinstance(column.type, JSON) else column
        wanted = [*words.words, *(name for _, _, name in words.accounts)]
        forms = {form for word in wanted for form in (word, json.dumps(word)[1:-1])}
        here = here.where(or_(*(raw.icontains(form, autoescape=True) for form in sorted(forms))))
    return here.execution_options(yield_per=READ_AT_ONCE)


def _changed(column: "Column[Any]", old: Any, words: Words) -> Any:
    if not old:
        return old
    if isinstance(column.type, JSON):
        return words.value(old)
    return words.json(old) if column.name in {"body", "carried"} else words.text(old)


def _rewrite(words: Words, places: Sequence[Place], db: HospitalSession, now: datetime) -> None:
    """Each as it is now: it may have been changed, or be gone, since it was found."""
    for place in places:
        this = and_(
            *(c == value for c, value in zip(place.table.primary_key, place.key, strict=True))
        )
        old = db.execute(select(place.column).where(this).with_for_update()).scalar()
        new = _changed(place.column, old, words)
        if new != old:
            _put(db, place, this, new, now)
    db.expire_all()


def _put(db: HospitalSession, place: Place, this: Any, new: Any, now: datetime) -> None:
    table, column = place.table, place.column
    named = dict(zip(table.primary_key.columns.keys(), place.key, strict=True))
    if table.name == "shown":
        _, key, *address = (named[name] for name in PLACE)
        outbox.rewrite(db, key, (address[0], address[1], address[2]), new, now)
        return
    db.execute(update(table).where(this).values({column: new}))
    if table.name == "concerns" and column.name == "text":
        concern_search.renew(db, named["number"], new, now)
