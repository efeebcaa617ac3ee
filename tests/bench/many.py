"""Databases with a thousand or a million concerns, written by bulk statements in seconds.

Whatever the size, the last seven days hold about a hundred concerns, one person stands behind
sixty, and one word is in twenty; a tenth is open, and a fortieth holds the same common word.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, make_url

from storage.engine.migrate import migrate
from storage.engine.session import HospitalDatabase, open_hospital
from storage.nouns import concern_counts, concern_search
from tests.harness import HARBOR
from tests.storage.postgres import made

NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
UNITS = ("5W", "ICU", "ED", "PH")
DEVICES = "printer scanner monitor pump badge login order chart label pager".split()
RARE, COMMON = "zebra", "printer"

_STATE = (
    "CASE WHEN k % 10 > 0 THEN"
    " CASE WHEN k % 50 = 1 THEN 'duplicate' WHEN k % 20 = 3 THEN 'unconfirmed' ELSE 'closed' END"
    " WHEN k / 10 % 100 < 25 THEN 'new' WHEN k / 10 % 100 < 35 THEN 'acknowledged'"
    " WHEN k / 10 % 100 < 50 THEN 'in_progress' WHEN k / 10 % 100 < 60 THEN 'on_hold'"
    " WHEN k / 10 % 100 < 92 THEN 'fixed' ELSE 'reopened' END"
)
_OPEN_NEW = "k % 10 = 0 AND k / 10 % 100 < 25"
_MINUTES = "CASE WHEN k < 200 THEN k * 100 + 101 ELSE 20101 + (k - 200) * 10 END"
_UNIT = "CASE k / 10 % 4 " + " ".join(f"WHEN {n} THEN '{u}'" for n, u in enumerate(UNITS)) + " END"
_DEVICE = "CASE k % 40 " + " ".join(f"WHEN {n} THEN '{w}'" for n, w in enumerate(DEVICES))
_TEXT = (
    f"{_DEVICE} ELSE 'device' END || ' no ' || (k % 997) || ' shows ' || (k % 25) || ' blanks on the"
    f" ward' || CASE WHEN k % {{rare}} = 5 THEN ' {RARE}' ELSE '' END"
)
_COLUMNS = (
    "hospital_id, number, text, kind, care, reach, harm, system, unit, mode, practice, reporter_id,"
    " reporter_side, priority, first_priority, why, state, raised_at, due_at, answered_at,"
    " answered_as, nudges, assignee_id, hold_for, hold_note, waited, workaround, ticket, parent,"
    " fixed_at, note, reopened, closed_at, entries, reporters, units, updated_at"
)
_VALUES = (
    f"'{HARBOR.id}', 100 + {{many}} - k, {_TEXT}, 'down_slow', 'slowed', 'unit', 'no', 'Orders', {_UNIT},"
    f" 'named', {{no}}, 2 + k % 500, 'clinical', 'P3', 'P3', '', {_STATE}, {{raised}}, {{due}},"
    f" CASE WHEN {_OPEN_NEW} THEN NULL ELSE {{soon}} END, 'P3', 0,"
    " CASE WHEN k % 10 = 0 AND k / 10 % 4 = 1 THEN 7 ELSE 8 END, '', '', 0, '', '',"
    " CASE WHEN k % 10 > 0 AND k % 50 = 1 THEN 101 END,"
    " CASE WHEN k % 10 > 0 THEN {soon} END, 'done',"
    " 0, CASE WHEN k % 10 > 0 THEN {soon} END, 1, 1, '[\"5W\"]', {soon}"
)
_REPORTER = "hospital_id, number, person_id, unit, how, at"
_ENTRY = (
    "hospital_id, number, n, at, person_id, side, kind, text, platform, workspace, channel, ref"
)


def _statements(many: int, now: datetime, *, sqlite: bool) -> Iterator[str]:
    def at(later: int) -> str:
        ago = f"({_MINUTES} - {later})"
        if sqlite:
            base = f"'{now:%Y-%m-%d %H:%M:%S}'"
            return f"strftime('%Y-%m-%d %H:%M:%f', {base}, '-' || {ago} || ' minutes') || '000'"
        return f"timestamptz '{now.isoformat()}' - {ago} * interval '1 minute'"

    rows = f"generate_series(0, {many - 1}) AS k"
    if sqlite:
        one = f"SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < {many - 1}"
        rows = f"(WITH RECURSIVE n(k) AS ({one}) SELECT k FROM n)"
    raised, due, soon = at(0), at(60), at(90)
    times = {"raised": raised, "due": due, "soon": soon, "no": "0" if sqlite else "false"}
    values = _VALUES.format(many=many, rare=many // 20, **times)
    yield f"INSERT INTO concerns ({_COLUMNS}) SELECT {values} FROM {rows}"
    number = f"'{HARBOR.id}', 100 + {many} - k"
    behind = f"{number}, {{who}}, {_UNIT}, 'raised', {raised}"
    into = f"INSERT INTO concern_reporters ({_REPORTER}) SELECT"
    yield f"{into} {behind.format(who='2 + k % 500')} FROM {rows}"
    yield f"{into} {behind.format(who='1')} FROM {rows} WHERE k % {many // 60} = 0"
    entry = f"{number}, 1, {soon}, 9, 'it', 'answer', 'we look at it', '', '', '', ''"
    yield f"INSERT INTO concern_entries ({_ENTRY}) SELECT {entry} FROM {rows}"
    yield "INSERT INTO counters (hospital_id, name, value)" + (
        f" VALUES ('{HARBOR.id}', 'concern', {100 + many})"
    )


def fill(connection: Connection, many: int, now: datetime = NOW) -> None:
    """So many concerns up to `now`, with who stands behind each and an answer in each."""
    sqlite = connection.dialect.name == "sqlite"
    concern_counts.drop(connection)  # for a million rows at once they are counted at once
    if not sqlite:
        concern_search.drop(connection)
    for statement in _statements(many, now, sqlite=sqlite):
        connection.exec_driver_sql(statement.replace("%", "%%") if not sqlite else statement)
    if sqlite:
        indexed = "INSERT INTO concern_words (hospital_id, number, body)"
        connection.exec_driver_sql(
            f"{indexed} SELECT hospital_id, number, text FROM concerns ORDER BY number"
        )
    else:
        concern_search.create(connection)
    concern_counts.create(connection)


@contextmanager
def on_sqlite(many: int) -> Iterator[HospitalDatabase]:
    with TemporaryDirectory(prefix="corridor-bench-") as folder:
        yield from _filled(f"sqlite:///{Path(folder) / 'many.db'}", many)


@contextmanager
def on_postgres(server: str, many: int) -> Iterator[HospitalDatabase]:
    yield from _filled(made(server, f"many_{many}"), many)


def _filled(url: str, many: int) -> Iterator[HospitalDatabase]:
    database = open_hospital(url, "harbor")
    engine = database.kw["bind"]
    migrate(database)
    with engine.begin() as connection:
        fill(connection, many)
    if engine.dialect.name == "postgresql":  # as its own housekeeping does within minutes
        cleaning = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
        with cleaning.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        cleaning.dispose()
    yield database
    engine.dispose()
