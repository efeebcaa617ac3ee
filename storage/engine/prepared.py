"""Statements that never change, compiled once for a database: running one costs little more than
the driver does. SQLAlchemy compiles them and its column types bind and read the values; what is
skipped is looking the statement up, and making rows with names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Process: TypeAlias = Callable[[Any], Any] | None
PREPARED = "corridor_prepared"  # of a dialect, and each engine has its own


class Rows:
    """What a statement gave: tuples in the order of its columns."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[tuple[Any, ...]], rowcount: int) -> None:
        self._rows, self.rowcount = rows, rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def first(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row; None where there is none."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The same of the only row; ValueError where there are none, or several."""
        ((value, *_),) = self._rows
        return value


class _Bind(NamedTuple):
    """A place for a value: its name, and how its type binds it."""

    name: str
    process: Process


class Prepared:
    """One statement for one database, with the names of the values that it takes.

    Raises `ValueError` for what can't be compiled once and for all: a list whose length is part of
    the SQL, or a column whose default is to be worked out in Python.
    """

    def __init__(self, statement: Executable, dialect: Dialect, names: Sequence[str]) -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, column_keys=list(names) or None
        )
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise ValueError(f"its SQL depends on its values: {compiled.string}")
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError(f"a default is missing from its values: {compiled.string}")
        self._sql = compiled.string
        self._order = compiled.positiontup
        order = self._order if self._order is not None else list(compiled.params)
        self._binds = [_Bind(name, _binding(compiled.binds[name].type, dialect)) for name in order]
        self._given = {
            name: value
            for name, value in compiled.params.items()
            if not compiled.binds[name].required
        }
        # How columns are read may hang on what the driver says of them, with the first rows.
        self._types = _types(compiled, dialect)
        self._reads: list[tuple[int, Callable[[Any], Any]]] | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Rows:
        result = connection.exec_driver_sql(self._sql, self._bound(values))
        if not result.returns_rows:
            return Rows((), result.rowcount)
        if self._reads is None:
            codes = [column[1] for column in result.cursor.description]
            self._reads = _reads(self._types, codes, connection.dialect)
        return Rows(self._read(result.fetchall(), self._reads), -1)

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once for each of the rows, together."""
        connection.exec_driver_sql(self._sql, [self._bound(values) for values in rows])

    def _bound(self, values: Mapping[str, Any]) -> Any:
        values = {**self._given, **values}
        bound = [
            values[name] if process is None else process(values[name])
            for name, process in self._binds
        ]
        if self._order is not None:
            return tuple(bound)
        return {bind.name: value for bind, value in zip(self._binds, bound, strict=True)}

    def _read(
        self, rows: Sequence[Any], reads: Sequence[tuple[int, Callable[[Any], Any]]]
    ) -> Sequence[tuple[Any, ...]]:
        if not reads:
            return [tuple(row) for row in rows]
        found: list[tuple[Any, ...]] = []
        for row in rows:
            values = list(row)
            for place, process in reads:
                values[place] = process(values[place])
            found.append(tuple(values))
        return found


def run(db: Session, statement: Executable, values: Mapping[str, Any]) -> Rows:
    """Run a constant statement on the session's own connection, past its objects, at a fraction of
    the cost (design record 18): it sees nothing that objects have not written yet, and they don't
    learn of it. Always with the same names in `values`."""
    connection = db.connection()
    return prepared(connection, statement, values).run(connection, values)


def run_many(db: Session, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for each of these rows, together; all have the same names."""
    if rows:
        connection = db.connection()
        prepared(connection, statement, rows[0]).run_many(connection, rows)


def prepared(connection: Connection, statement: Executable, names: Mapping[str, Any]) -> Prepared:
    """The statement for the database of this connection, compiled when it is first asked for."""
    dialect = connection.dialect
    known: dict[Executable, Prepared] | None = getattr(dialect, PREPARED, None)
    if known is None:
        known = {}
        setattr(dialect, PREPARED, known)
    found = known.get(statement)
    if found is None:
        found = known[statement] = Prepared(statement, dialect, tuple(names))
    return found


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _types(compiled: SQLCompiler, dialect: Dialect) -> list[TypeEngine[Any]]:
    statement: Any = compiled.statement
    columns = getattr(statement, "exported_columns", ())
    return [column.type.dialect_impl(dialect) for column in columns]


def _reads(
    types: Sequence[TypeEngine[Any]], codes: Sequence[Any], dialect: Dialect
) -> list[tuple[int, Callable[[Any], Any]]]:
    """How the values of a row become Python's, by their place; of those that are to be changed.
    `codes` are the driver's names of the columns' types."""
    kinds = zip(types, codes, strict=False)  # a statement of plain text tells no types
    reads = [kind.result_processor(dialect, code) for kind, code in kinds]
    return [(place, process) for place, process in enumerate(reads) if process is not None]
