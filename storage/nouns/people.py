"""People, and the accounts they have on each platform."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import (
    JSON,
    Boolean,
    ForeignKeyConstraint,
    Index,
    String,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import counters
from storage.engine.base import Base, run, transaction_cache
from storage.engine.session import HospitalSession
from storage.nouns import merging


class Person(Base):
    """`side` is clinical, it, both, or empty while nobody has said. `days` are the weekdays on
    which their shifts start (0 is Monday); none means every day the shift runs."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_unit", "hospital_id", "unit"),
        Index("ix_people_email", "hospital_id", "email"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    side: Mapped[str] = mapped_column(String(16), default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    shift_name: Mapped[str] = mapped_column(String(64), default="")
    days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    zone: Mapped[str] = mapped_column(String(64), default="")
    role_list: Mapped[list[str]] = mapped_column(JSON, default=list)
    guest: Mapped[bool] = mapped_column(Boolean, default=False)
    gone: Mapped[bool] = mapped_column(Boolean, default=False)
    settled: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.role_list)

    @property
    def weekdays(self) -> frozenset[int] | None:
        return None if self.days is None else frozenset(self.days)


class AccountRow(Base):
    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["hospital_id", "person_id"],
            ["people.hospital_id", "people.id"],
            name="fk_accounts_person",
        ),
        Index("ix_accounts_person", "hospital_id", "person_id"),
    )

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(128), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    person_id: Mapped[int]
    seen_at: Mapped[datetime]


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
    select(Person, AccountRow.seen_at, _LATEST)
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
    found = db.execute(_BY_ACCOUNT, _which(db.hid, account)).first()
    return None if found is None else Known(*found)


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
        person = _known(db, like) or _new(db, like.name, now)
        person.name, person.email = like.name or person.name, like.email
        person.side, person.unit, person.shift_name = like.side or "", like.unit, like.shift
        person.days = None if like.days is None else sorted(like.days)
        person.zone, person.role_list = str(like.zone or ""), sorted(like.roles)
        person.settled, person.guest, person.gone = True, False, False
        db.flush()
        for account in like.accounts:
            _link(db, account, person, now)


def _known(db: HospitalSession, like: PersonLike) -> Person | None:
    """Who of us the settings mean. Where they are several by now, they become one: the settings
    say so."""
    met = [of_account(db, account) for account in like.accounts]
    found = sorted({person.id for person in met if person is not None})
    if not found:
        return next((p for p in with_email(db, like.email) if p.settled), None)
    for other in found[1:]:
        merging.merge(db, keep=found[0], lose=other)
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
    person = held["person", db.hid, person_id] = db.get(Person, (db.hid, person_id))
    return person


def accounts(db: HospitalSession, person_id: int) -> list[AccountRow]:
    """A person's accounts, the one last used first."""
    return list(db.scalars(_ACCOUNTS, {"hid": db.hid, "person": person_id}))


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
    here = select(Person).where(Person.hospital_id == db.hid, Person.gone.is_(False))
    return list(db.scalars(here.order_by(Person.name, Person.id)))


def with_role(db: HospitalSession, role: str) -> list[Person]:
    """Who holds a role, in the order they were added."""
    return sorted((p for p in everyone(db) if role in p.roles), key=lambda p: p.id)


def roster(db: HospitalSession) -> frozenset[str]:
    """The names of everybody who works here: never taken for a patient's."""
    return frozenset(db.scalars(select(Person.name).where(Person.hospital_id == db.hid)))


def named(db: HospitalSession, words: str) -> list[Person]:
    """Everybody whose name, or one word of it, is `words` (any case)."""
    return _named(everyone(db), words)


def left(db: HospitalSession, words: str) -> list[Person]:
    """The same among those who have left."""
    gone = select(Person).where(Person.hospital_id == db.hid, Person.gone.is_(True))
    return _named(db.scalars(gone.order_by(Person.name, Person.id)).all(), words)


def _named(among: Sequence[Person], words: str) -> list[Person]:
    wanted = words.strip().lstrip("@").casefold()
    whole = [p for p in among if p.name.casefold() == wanted]
    return whole or [p for p in among if wanted in p.name.casefold().split()]


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
