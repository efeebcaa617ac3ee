"""People, and the accounts they have on each platform."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, func, or_, select, update

from storage.engine import counters, gathering, loading
from storage.engine.base import transaction_cache
from storage.engine.prepared import run
from storage.engine.session import HospitalSession
from storage.nouns import merging, people_names
from storage.nouns.person import HAS_ROLES, AccountRow, Person

__all__ = ["AccountRow", "Person"]


AT_ONCE = 500  # people, in one statement


class AccountLike(Protocol):
    """An account as an event or the settings give it."""

    @property
    def platform(self) -> str: ...
    @property
    def workspace(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def guest(self) -> bool: ...


class PersonLike(Protocol):
    """A person as the settings give them."""

    @property
    def name(self) -> str: ...
    @property
    def accounts(self) -> Sequence[AccountLike]: ...
    @property
    def email(self) -> str: ...
    @property
    def side(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def shift(self) -> str: ...
    @property
    def days(self) -> frozenset[int] | None: ...
    @property
    def zone(self) -> object | None: ...
    @property
    def roles(self) -> frozenset[str]: ...


_THE_ACCOUNT = (
    AccountRow.hospital_id == bindparam("hid"),
    AccountRow.platform == bindparam("on"),
    AccountRow.workspace == bindparam("within"),
    AccountRow.id == bindparam("account"),
)
_OTHERS = AccountRow.__table__.alias()
_LATEST = (
    select(func.max(_OTHERS.c.seen_at))
    .where(
        _OTHERS.c.hospital_id == AccountRow.hospital_id,
        _OTHERS.c.person_id == AccountRow.person_id,
        or_(
            _OTHERS.c.platform != AccountRow.platform,
            _OTHERS.c.workspace != AccountRow.workspace,
            _OTHERS.c.id != AccountRow.id,
        ),
    )
    .scalar_subquery()
)
_BY_ACCOUNT = (
    select(*loading.columns(Person), AccountRow.seen_at, _LATEST)
    .join(
        AccountRow,
        (AccountRow.hospital_id == Person.hospital_id) & (AccountRow.person_id == Person.id),
    )
    .where(*_THE_ACCOUNT)
)
_SEEN = update(AccountRow).where(*_THE_ACCOUNT).values(seen_at=bindparam("at"))
_ACCOUNTS = (
    select(AccountRow)
    .where(AccountRow.hospital_id == bindparam("hid"), AccountRow.person_id == bindparam("person"))
    .order_by(AccountRow.seen_at.desc(), AccountRow.platform)
)


def of_account(db: HospitalSession, account: AccountLike) -> Person | None:
    """The person an account belongs to."""
    found = known(db, account)
    return None if found is None else found[0]


class Known(NamedTuple):
    """The day when an account was last noted to be in use, and when another of theirs was (UTC)."""

    person: Person
    seen: datetime
    other: datetime | None


def known(db: HospitalSession, account: AccountLike) -> Known | None:
    """The same, with when their accounts were in use."""
    gathering.settle(db)
    found = run(db, _BY_ACCOUNT, _which(db.hid, account)).first()
    if found is None:
        return None
    *person, seen, other = found
    return Known(loading.loaded(db, Person, person), seen, other)


AFTER = timedelta(seconds=1)
"""Puts one account after another of the same person; what it is added to is a day, and no time."""


def day_of(moment: datetime) -> datetime:
    """When its day began (UTC): all that is kept of when somebody was here."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def meet(db: HospitalSession, account: AccountLike, now: datetime, side: str = "") -> Person:
    """The person an account belongs to; a new one, on `side`, when nobody has met it."""
    met = of_account(db, account)
    if met is not None:
        return met
    number = counters.take(db, "person", first=1)
    # Another process that met them just now made us wait there: they are one person, not two.
    if (met := of_account(db, account)) is not None:
        return met
    person = _add(db, number, account.name or account.id, now)
    person.email, person.side, person.guest = account.email.lower(), side, account.guest
    db.flush()
    _link(db, account, person, now)
    return person


def seed(db: HospitalSession, wanted: Iterable[PersonLike], now: datetime) -> None:
    """Make the people of the settings file stand; who is not in it stays as they are."""
    for like in wanted:
        person = _known(db, like, now) or _new(db, like.name, now)
        person.name, person.named = like.name or person.name, bool(like.name)
        person.email = like.email
        person.side, person.unit, person.shift_name = like.side or "", like.unit, like.shift
        person.days = None if like.days is None else sorted(like.days)
        person.zone, person.role_list = str(like.zone or person.zone or ""), sorted(like.roles)
        person.settled, person.guest, person.gone = True, False, False
        db.flush()
        for account in like.accounts:
            _link(db, account, person, now)
    people_names.index(db)


def _known(db: HospitalSession, like: PersonLike, now: datetime) -> Person | None:
    """Who of us the settings mean. Where they are several by now, they become one: the settings
    say so."""
    met = [of_account(db, account) for account in like.accounts]
    found = sorted({p.id for p in met if p is not None and not p.erased})
    if not found:
        return next((p for p in with_email(db, like.email) if p.settled), None)
    for other in found[1:]:
        merging.merge(db, keep=found[0], lose=other, now=now)
    return get(db, found[0])


def with_email(db: HospitalSession, email: str) -> list[Person]:
    """Everybody whose platform or settings give this address, the longest known first; nobody
    without one."""
    if not email:
        return []
    mine = (Person.hospital_id == db.hid, Person.email == email.lower())
    return list(db.scalars(select(Person).where(*mine).order_by(Person.id)))


def link(db: HospitalSession, account: AccountLike, person: Person, now: datetime) -> None:
    """Let an account be a person's."""
    _link(db, account, person, now)


def separate(db: HospitalSession, address: tuple[str, str, str], now: datetime) -> Person | None:
    """Make an account somebody new, who has nothing of its person but the name; None when there is
    no such account."""
    row = db.get(AccountRow, (db.hid, *address))
    before = get(db, row.person_id) if row is not None else None
    if row is None or before is None:
        return None
    person = _new(db, before.name, now)
    db.flush()
    row.person_id = person.id
    db.flush()
    return person


def get(db: HospitalSession, person_id: int) -> Person | None:
    """The person of that id; read once in a transaction, as long as that is held here."""
    held = transaction_cache(db)
    person = held["person", db.hid, person_id] = loading.by_key(db, Person, person_id)
    return person


def accounts(db: HospitalSession, person_id: int) -> list[AccountRow]:
    """A person's accounts, the one last used first."""
    return list(db.scalars(_ACCOUNTS, {"hid": db.hid, "person": person_id}))


def last_used(db: HospitalSession, person_ids: Sequence[int]) -> dict[int, AccountRow]:
    """The account that each of these people has used last; a statement for every `AT_ONCE`."""
    found: dict[int, AccountRow] = {}
    for at in range(0, len(person_ids), AT_ONCE):
        some = person_ids[at : at + AT_ONCE]
        theirs = select(AccountRow).where(
            AccountRow.hospital_id == db.hid, AccountRow.person_id.in_(some)
        )
        for account in db.scalars(theirs.order_by(AccountRow.seen_at.desc(), AccountRow.platform)):
            found.setdefault(account.person_id, account)
    return found


def seen(db: HospitalSession, account: AccountLike, now: datetime) -> None:
    """Note that an account is in use, so that private messages go there."""
    run(db, _SEEN, {**_which(db.hid, account), "at": now})


def _which(hid: str, account: AccountLike) -> dict[str, str]:
    """The values of `_THE_ACCOUNT`."""
    words = {"on": account.platform, "within": account.workspace, "account": account.id}
    return {"hid": hid, **words}


def close_account(db: HospitalSession, account: AccountLike, person: Person) -> int:
    """An account was closed: how many others the person has. Their last one is kept, so that they
    are known if it is opened again."""
    others = [a for a in accounts(db, person.id) if _address(a) != _address(account)]
    row = db.get(AccountRow, (db.hid, *_address(account)))
    if others and row is not None:
        db.delete(row)
        db.flush()
    return len(others)


def _address(account: AccountLike | AccountRow) -> tuple[str, str, str]:
    return account.platform, account.workspace, account.id


def everyone(db: HospitalSession) -> list[Person]:
    """All who work here, by name: for a report or a file, never where somebody waits."""
    return list(db.scalars(_HERE.order_by(Person.name, Person.id), {"hid": db.hid}))


def addressed(db: HospitalSession) -> list[Person]:
    """Everybody who has an e-mail address, those who have left too: for an import."""
    mine = (Person.hospital_id == db.hid, Person.email != "")
    return list(db.scalars(select(Person).where(*mine).order_by(Person.id)))


def first(db: HospitalSession, most: int) -> list[Person]:
    """The first of them by name."""
    return list(db.scalars(_HERE.order_by(Person.name, Person.id).limit(most), {"hid": db.hid}))


def count(db: HospitalSession) -> int:
    """How many work here."""
    here = select(func.count()).where(Person.hospital_id == db.hid, Person.gone.is_(False))
    return int(db.scalar(here) or 0)


def with_role(db: HospitalSession, role: str) -> list[Person]:
    """Who holds a role, in the order they were added."""
    held = db.scalars(_HERE.where(HAS_ROLES), {"hid": db.hid})
    return sorted((one for one in held if role in one.roles), key=lambda one: one.id)


def on_sides(db: HospitalSession, sides: Iterable[str], most: int | None = None) -> list[Person]:
    """Who is on one of the sides, by name, guests among them; the first `most` if that is said."""
    there = _HERE.where(Person.side.in_(bindparam("sides", expanding=True)))
    which = {"hid": db.hid, "sides": sorted(sides)}
    return list(db.scalars(there.order_by(Person.name, Person.id).limit(most), which))


def names_without_side(db: HospitalSession) -> list[str]:
    """The names of those of whom nobody has said which side they are on."""
    unknown = select(Person.name).where(
        Person.hospital_id == db.hid, Person.side == "", Person.gone.is_(False)
    )
    return list(db.scalars(unknown.order_by(Person.name, Person.id)))


def more_than(db: HospitalSession, number: int) -> bool:
    """Whether more people than that work here."""
    return db.scalars(_HERE.limit(1).offset(number), {"hid": db.hid}).first() is not None


def in_units(db: HospitalSession, units: Iterable[str], most: int | None = None) -> list[Person]:
    """Who belongs to one of the units, by name, but for guests; the first `most` if that is
    said."""
    there = _HERE.where(
        Person.unit.in_(bindparam("units", expanding=True)), Person.guest.is_(False)
    )
    which = {"hid": db.hid, "units": sorted(units)}
    return list(db.scalars(there.order_by(Person.name, Person.id).limit(most), which))


def among(db: HospitalSession, ids: Iterable[int]) -> list[Person]:
    """Those of these people who work here, by name."""
    there = _HERE.where(Person.id.in_(bindparam("ids", expanding=True)))
    which = {"hid": db.hid, "ids": sorted(ids)}
    return list(db.scalars(there.order_by(Person.name, Person.id), which))


def roster(db: HospitalSession) -> frozenset[str]:
    """The names of everybody who works here: never taken for a patient's."""
    return frozenset(db.scalars(select(Person.name).where(Person.hospital_id == db.hid)))


def named(db: HospitalSession, words: str) -> list[Person]:
    """Everybody whose name, or one word of it, is `words` (any case)."""
    return _named(db, words, gone=False)


def left(db: HospitalSession, words: str) -> list[Person]:
    """The same among those who have left."""
    return _named(db, words, gone=True)


def _named(db: HospitalSession, words: str, *, gone: bool) -> list[Person]:
    wanted = words.strip().lstrip("@").casefold()
    found = people_names.having(db, wanted, gone=gone)
    whole = [p for p in found if p.name.casefold() == wanted]
    return whole or [p for p in found if wanted in p.name.casefold().split()]


def _new(db: HospitalSession, name: str, now: datetime) -> Person:
    return _add(db, counters.take(db, "person", first=1), name, now)


def _add(db: HospitalSession, number: int, name: str, now: datetime) -> Person:
    person = Person(
        hospital_id=db.hid,
        id=number,
        name=name,
        role_list=[],
        created_at=day_of(now),
    )
    db.add(person)
    return person


def _link(db: HospitalSession, account: AccountLike, person: Person, now: datetime) -> None:
    db.merge(
        AccountRow(
            hospital_id=db.hid,
            platform=account.platform,
            workspace=account.workspace,
            id=account.id,
            person_id=person.id,
            seen_at=day_of(now),
        )
    )
    db.flush()


_HERE = select(Person).where(Person.hospital_id == bindparam("hid"), Person.gone.is_(False))
