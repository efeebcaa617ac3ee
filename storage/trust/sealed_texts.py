"""Every column of sealed texts: what in it is not as it should be, and bringing it there."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Text, and_, select, type_coerce, update

from storage.engine.base import MARK, Base, Cipher, SealedText
from storage.engine.session import HospitalSession

AT_ONCE = 500


class Old(NamedTuple):
    """A text as it is in the database, and the keys of its row."""

    keys: dict[str, Any]
    raw: str


def columns() -> list["Column[Any]"]:
    """All of them, in the order of their names."""
    tables = Base.metadata.sorted_tables
    found = [c for table in tables for c in table.columns if isinstance(c.type, SealedText)]
    return sorted(found, key=str)


def outdated(
    db: HospitalSession, column: "Column[Any]", cipher: Cipher, skip: int, limit: int
) -> list[Old]:
    """Texts that are not sealed with the newest key, or that are sealed and should not be; without
    the first `skip` of them."""
    raw, keys = type_coerce(column, Text), list(column.table.primary_key)
    newest = raw.startswith(cipher.mark, autoescape=True)
    wrong = and_(raw != "", ~newest) if cipher.texts else raw.startswith(MARK, autoescape=True)
    found = select(*keys, raw).where(wrong).order_by(*keys).offset(skip).limit(limit)
    names = [key.name for key in keys]
    return [Old(dict(zip(names, row[:-1], strict=True)), row[-1]) for row in db.execute(found)]


def renew(db: HospitalSession, column: "Column[Any]", old: Old, cipher: Cipher) -> None:
    """Seal a text anew, or open it, unless it has changed meanwhile. Raises what the cipher does
    where no key opens it."""
    text = cipher.plain(_type(column).place, old.raw)
    this = [column.table.c[name] == value for name, value in old.keys.items()]
    same = type_coerce(column, Text) == old.raw
    db.execute(update(column.table).where(*this, same).values({column: text}))


def unopened(db: HospitalSession, column: "Column[Any]", cipher: Cipher) -> list[Old]:
    """The hospital's texts that no key at hand opens; all of them are tried."""
    raw, keys = type_coerce(column, Text), list(column.table.primary_key)
    names = [key.name for key in keys]
    sealed = raw.startswith(MARK, autoescape=True)
    found = select(*keys, raw).where(column.table.c.hospital_id == db.hid, sealed).order_by(*keys)
    rows = db.execute(found.execution_options(yield_per=AT_ONCE))
    lost = [row for row in rows if not _plain(column, row[-1], cipher)]
    return [Old(dict(zip(names, row[:-1], strict=True)), row[-1]) for row in lost]


def replace(db: HospitalSession, column: "Column[Any]", old: Old, text: str) -> None:
    """Another text in the place of one that can't be opened, unless it has changed meanwhile."""
    this = [column.table.c[name] == value for name, value in old.keys.items()]
    same = type_coerce(column, Text) == old.raw
    db.execute(update(column.table).where(*this, same).values({column: text}))


def unreadable(db: HospitalSession, cipher: Cipher | None) -> Sequence[str]:
    """The places with a sealed text of the hospital's that the keys at hand don't open; one in each
    is tried."""
    return [_type(c).place for c in columns() if not _opens(db, c, cipher)]


def _opens(db: HospitalSession, column: "Column[Any]", cipher: Cipher | None) -> bool:
    raw = type_coerce(column, Text)
    sealed = (column.table.c.hospital_id == db.hid, raw.startswith(MARK, autoescape=True))
    one = db.scalar(select(raw).where(*sealed).limit(1))
    return one is None or (cipher is not None and _plain(column, one, cipher))


def _plain(column: "Column[Any]", raw: str, cipher: Cipher) -> bool:
    """Whether a key opens it."""
    try:
        cipher.plain(_type(column).place, raw)
    except Exception:  # noqa: BLE001 - whatever this cipher raises: it does not open it
        return False
    return True


def _type(column: "Column[Any]") -> SealedText:
    assert isinstance(column.type, SealedText)
    return column.type
