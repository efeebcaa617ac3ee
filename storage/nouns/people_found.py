"""People as they are typed, beyond their whole name and a word of it; and who has no name yet."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from storage.engine.session import HospitalSession
from storage.nouns import people, people_names
from storage.nouns.person import AccountRow, Person


def with_words(db: HospitalSession, words: Sequence[str]) -> list[Person]:
    """Everybody here whose name has all of these words (any case), whatever else it has: titles,
    what they are, how they are spoken of."""
    wanted = [bare for word in words if (bare := people_names.bare(word))]
    if not wanted:
        return []
    longest = max(wanted, key=len)
    found = people_names.having(db, longest, gone=False, marked=True)
    return [p for p in found if set(wanted) <= set(map(people_names.bare, p.name.split()))]


def with_handle(db: HospitalSession, handle: str) -> list[Person]:
    """Everybody here whose e-mail address that is, or who has an account or an address before its
    "@" that is called so (any case)."""
    wanted = handle.strip().casefold()
    if not wanted or any(letter.isspace() for letter in wanted):
        return []
    addressed = Person.email == wanted
    if "@" not in wanted:
        addressed = Person.email.startswith(f"{wanted}@", autoescape=True)
    found = list(db.scalars(select(Person).where(*_here(db), addressed).order_by(Person.id)))
    theirs = select(AccountRow.person_id).where(
        AccountRow.hospital_id == db.hid, func.lower(AccountRow.id) == wanted
    )
    ids = set(db.scalars(theirs))
    return found or (people.among(db, ids) if ids else [])


def nameless(db: HospitalSession) -> list[tuple[Person, list[AccountRow]]]:
    """Those who work here of whom nobody has told a name, with their accounts."""
    unnamed = (
        select(Person)
        .outerjoin(
            AccountRow,
            (AccountRow.hospital_id == Person.hospital_id) & (AccountRow.person_id == Person.id),
        )
        .where(*_here(db), or_(Person.name == "", Person.name == AccountRow.id))
        .order_by(Person.id)
    )
    theirs = [(one, people.accounts(db, one.id)) for one in db.scalars(unnamed).unique()]
    return [(one, held) for one, held in theirs if not one.name or one.name in {a.id for a in held}]


def names_here(db: HospitalSession) -> list[str]:
    """The names of everybody of the hospital's own who works here."""
    return list(db.scalars(select(Person.name).where(*_here(db), Person.guest.is_(False))))


def _here(db: HospitalSession) -> tuple[ColumnElement[bool], ...]:
    return Person.hospital_id == db.hid, Person.gone.is_(False)
