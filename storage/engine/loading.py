"""Objects from rows that prepared statements read: a third of what a query of objects costs."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, inspect, select
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from storage.engine import gathering
from storage.engine.base import Base
from storage.engine.prepared import run
from storage.engine.session import HospitalSession

T = TypeVar("T", bound=Base)


class _Kind(NamedTuple):
    """What is asked of a table again and again; `names` are the attributes of its columns, `keys`
    those of its primary key, which begins with the hospital."""

    mapper: Mapper[Any]
    names: tuple[str, ...]
    keys: tuple[str, ...]
    by_key: Select[Any]


def columns(kind: type[Base]) -> tuple[ColumnElement[Any], ...]:
    """What a statement selects whose rows are to become objects, in the order of `loaded`."""
    return tuple(_known(kind).mapper.columns)


def by_key(db: HospitalSession, kind: type[T], *key: Any) -> T | None:
    """The object of this key, without the hospital's id; from the session where it is there."""
    found = db.identity_map.get(_known(kind).mapper.identity_key_from_primary_key((db.hid, *key)))
    if found is not None:
        return found  # type: ignore[no-any-return]
    names = zip(_known(kind).keys, (db.hid, *key), strict=True)
    return one(db, kind, _known(kind).by_key, dict(names))


def one(
    db: HospitalSession,
    kind: type[T],
    statement: Select[Any],
    values: Mapping[str, Any],
    *,
    anew: bool = False,
) -> T | None:
    """The first object that a constant statement over `columns(kind)` finds. Where the session has
    it already, `anew` brings it up to date."""
    gathering.settle(db)
    row = run(db, statement, values).first()
    return None if row is None else loaded(db, kind, row, anew=anew)


def every(
    db: HospitalSession, kind: type[T], statement: Select[Any], values: Mapping[str, Any]
) -> list[T]:
    """All of them."""
    gathering.settle(db)
    return [loaded(db, kind, row) for row in run(db, statement, values)]


def loaded(db: HospitalSession, kind: type[T], row: Sequence[Any], *, anew: bool = False) -> T:
    """The object of a row of `columns(kind)`, as a query of objects gives it: where the session has
    it already, that one, with what was changed in it, unless it is to be read `anew`."""
    known = _known(kind)
    values = dict(zip(known.names, row, strict=True))
    key = known.mapper.identity_key_from_primary_key(tuple(values[name] for name in known.keys))
    held: T | None = db.identity_map.get(key)
    if held is not None and not anew:
        return held
    thing = kind() if held is None else held
    for name, value in values.items():
        set_committed_value(thing, name, value)
    if held is None:
        make_transient_to_detached(thing)
        db.add(thing)
    return thing


@cache
def _known(kind: type[Base]) -> _Kind:
    mapper: Mapper[Any] = inspect(kind)
    keys = tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)
    named = (column == bindparam(key) for column, key in zip(mapper.primary_key, keys, strict=True))
    names = tuple(mapper.get_property_by_column(column).key for column in mapper.columns)
    return _Kind(mapper, names, keys, select(*mapper.columns).where(*named))
