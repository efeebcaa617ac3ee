"""Erases who somebody was. Their number stays, so that what they wrote keeps one author, without a
name: "A former colleague"."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, and_, cast, delete, or_, select, update

from storage.delivery import outbox
from storage.delivery.shown import PLACE
from storage.engine.base import Base, SealedText, cipher_of
from storage.engine.session import HospitalSession
from storage.nouns import concern_search
from storage.nouns.merging import POINTS
from storage.nouns.people import AccountRow, Person, accounts

NOBODY = "A former colleague"
# Rows that are about a person and nothing else.
OWN = ("absences", "drafts", "links", "roster", "win_people", "win_flags")
# No names are in these: digests, sealed secrets, and the log, which knows people by number.
LEFT = frozenset(("audit", "audit_heads", "counters", "inbox", "sealed", "accounts", "people"))
SHORT = 5  # letters of an account's id that may be a common word
TITLES = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms|RN|NP|PA)\.?\s+")
Account = tuple[str, str, str]
Change = Callable[[Any], Any]


def erase(db: HospitalSession, person: Person, now: datetime) -> None:
    """Whatever tells who the person was goes: their row but for its number, accounts, absences,
    shifts, drafts, what they were thanked for, private messages to them; and their whole name,
    their address and their accounts' ids in what others wrote and in all messages, which are edited
    where they stand. What people call somebody by a first name alone stays, as nobody can tell.
    """
    db.flush()
    known = [(a.platform, a.workspace, a.id) for a in accounts(db, person.id)]
    change = _change(person, known)
    # Their own rows, and those that are found by their accounts.
    tables = Base.metadata.tables
    for name in OWN:
        mine = tables[name].c
        db.execute(
            delete(tables[name]).where(mine.hospital_id == db.hid, mine.person_id == person.id)
        )
    db.execute(
        delete(AccountRow).where(
            AccountRow.hospital_id == db.hid, AccountRow.person_id == person.id
        )
    )
    _release(db, person.id)
    for account in known:
        _drop_account(db, account)
    person.name, person.email, person.zone = NOBODY, "", ""
    person.unit, person.shift_name, person.days, person.role_list = "", "", None, []
    person.gone, person.settled, person.guest = True, False, False
    db.flush()
    for table in Base.metadata.sorted_tables:
        if table.name not in LEFT:
            _sweep(db, table, change, now)
    db.expire_all()


def _release(db: HospitalSession, person_id: int) -> None:
    """What they were to do is nobody's; drafts of theirs that nobody has seen go."""
    tables = Base.metadata.tables
    for name, column in (("concerns", "assignee_id"), ("huddle_words", "owner_id")):
        table = tables[name]
        theirs = and_(table.c.hospital_id == db.hid, table.c[column] == person_id)
        db.execute(update(table).where(theirs, table.c.state != "closed").values({column: None}))
    win = tables["wins"].c
    unseen = (win.author_id == person_id, win.state == "draft")
    db.execute(delete(tables["wins"]).where(win.hospital_id == db.hid, *unseen))
    for name in ("huddles", "taskforces"):
        _leave(db, tables[name], person_id)


def _leave(db: HospitalSession, table: Table, person_id: int) -> None:
    """Take them off lists of members: numbers, or pairs that begin with one."""
    for number, members in db.execute(
        select(table.c.number, table.c.members).where(table.c.hospital_id == db.hid)
    ).all():
        stay = [m for m in members if person_id not in (m if isinstance(m, list) else [m])[:1]]
        if stay != members:
            here = and_(table.c.hospital_id == db.hid, table.c.number == number)
            db.execute(update(table).where(here).values(members=stay))


def _drop_account(db: HospitalSession, account: Account) -> None:
    platform, workspace, name = account
    tables = Base.metadata.tables
    for table in (tables["shown"], tables["lanes"]):
        where = (table.c.platform == platform, table.c.workspace == workspace)
        db.execute(
            delete(table).where(table.c.hospital_id == db.hid, *where, table.c.channel == name)
        )
    shown = tables["shown"].c
    about = shown.key.contains(f":{name}:", autoescape=True)
    db.execute(delete(tables["shown"]).where(shown.hospital_id == db.hid, about))
    for table_name, column in (
        *(("teams_members", "id"), ("teams_places", "id"), ("web_reads", "account")),
        *(("web_messages", "author"), ("web_messages", "channel")),
        ("held_answers", "account"),
    ):
        table = tables[table_name]
        db.execute(delete(table).where(table.c.hospital_id == db.hid, table.c[column] == name))
    entries = tables["concern_entries"].c
    there = (entries.hospital_id == db.hid, entries.platform == platform, entries.channel == name)
    nowhere = {"platform": "", "workspace": "", "channel": "", "ref": ""}
    db.execute(update(tables["concern_entries"]).where(*there).values(nowhere))


class _change:  # noqa: N801 - reads as the function that it is
    """What becomes of a text, or of a value of JSON, that tells who the person was."""

    def __init__(self, person: Person, known: Sequence[Account]) -> None:
        names = [person.name, TITLES.sub("", person.name), person.email]
        ids = [name for _, _, name in known if len(name) > SHORT]
        self.words = sorted({word for word in (*names, *ids) if word}, key=len, reverse=True)
        self.accounts = frozenset(known)
        either = "|".join(re.escape(word) for word in self.words)
        self.found = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        return self.found.sub(NOBODY, text)

    def value(self, value: Any) -> Any:
        """Mentions and places of theirs go too, whatever their accounts are called."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value if not self._place(one)]
        if not isinstance(value, dict):
            return value
        if self._theirs(value.get("account")):
            return NOBODY
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


def _sweep(db: HospitalSession, table: Table, change: _change, now: datetime) -> None:
    columns = [c for c in table.columns if not c.primary_key and _wordy(c)]
    for column in columns:
        for keys, old in _suspects(db, table, column, change):
            new = _changed(column, old, change)
            if new != old:
                _put(db, table, column, keys, new, now)


def _wordy(column: "Column[Any]") -> bool:
    return isinstance(column.type, String | SealedText | JSON) and column.name not in POINTS


def _suspects(
    db: HospitalSession, table: Table, column: "Column[Any]", change: _change
) -> Iterator[tuple[dict[str, Any], Any]]:
    """Rows that may name the person, by their keys. What is sealed has to be opened to be known."""
    keys = list(table.primary_key)
    here = select(*keys, column).where(table.c.hospital_id == db.hid)
    if not isinstance(column.type, SealedText) or cipher_of(db) is None:
        raw = cast(column, String) if isinstance(column.type, JSON) else column
        wanted = [*change.words, *(name for _, _, name in change.accounts)]
        forms = {form for word in wanted for form in (word, json.dumps(word)[1:-1])}
        here = here.where(or_(*(raw.icontains(form, autoescape=True) for form in sorted(forms))))
    for *key, old in db.execute(here).all():
        yield {column.name: value for column, value in zip(keys, key, strict=True)}, old


def _changed(column: "Column[Any]", old: Any, change: _change) -> Any:
    if not old:
        return old
    if isinstance(column.type, JSON):
        return change.value(old)
    return change.json(old) if column.name in {"body", "carried"} else change.text(old)


def _put(
    db: HospitalSession,
    table: Table,
    column: "Column[Any]",
    keys: dict[str, Any],
    new: Any,
    now: datetime,
) -> None:
    this = and_(*(table.c[name] == value for name, value in keys.items()))
    if table.name == "shown":
        _, key, *address = (keys[name] for name in PLACE)
        outbox.rewrite(db, key, (address[0], address[1], address[2]), new, now)
        return
    db.execute(update(table).where(this).values({column: new}))
    if table.name == "concerns" and column.name == "text":
        concern_search.renew(db, keys["number"], new, now)
