"""Every column of sealed texts: what in it is not as it should be, and bringing it there."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Text, and_, select, type_coerce, update

from storage.engine.base import MARK, Base, Cipher, SealedText
from storage.engine.session import HospitalSession


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


def unreadable(db: HospitalSession, cipher: Cipher | None) -> Sequence[str]:
    """The places with a sealed text that the keys at hand don't open; one in each is tried."""
    return [_type(c).place for c in columns() if not _opens(db, c, cipher)]


def _opens(db: HospitalSession, column: "Column[Any]", cipher: Cipher | None) -> bool:
    raw = type_coerce(column, Text)
    one = db.scalar(select(raw).where(raw.startswith(MARK, autoescape=True)).limit(1))
    if one is None:
        return True
    try:
        return cipher is not None and bool(cipher.plain(_type(column).place, one))
    except Exception:  # noqa: BLE001 - whatever this cipher raises: it does not open it
        return False


def _type(column: "Column[Any]") -> SealedText:
    assert isinstance(column.type, SealedText)
    return column.type
