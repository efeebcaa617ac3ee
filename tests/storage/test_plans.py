"""What lists, the digest and the figures cost does not grow with what has ended: each statement is
answered by an index, at every size, and nothing is gone through or sorted whole."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen, remove

from bot.words.events import Account
from storage import HospitalSession
from storage.engine.session import HospitalDatabase
from storage.nouns import concern_counts, concern_search, concerns, merging, people
from storage.nouns.concern_lists import STRETCHES
from storage.nouns.concerns import Concern
from storage.nouns.people import Person
from storage.trust import erasure, erasure_of_rows, retention
from tests.bench import crowd
from tests.bench.lists import asked, probes
from tests.bench.many import COMMON, NOW, fill
from tests.harness import HARBOR
from tests.storage.test_near import raised

HID = HARBOR.id
# PostgreSQL reads a small table whole, and is right.
SIZES = {"sqlite": (400, 4_000, 20_000), "postgresql": (20_000, 40_000, 60_000)}
WHOLE = {
    "sqlite": re.compile(r"SCAN (concerns|concern_reporters|concern_entries)\b"),
    "postgresql": re.compile(r"Seq Scan on (concerns|concern_reporters|concern_entries)\b"),
}
SORTED = {"sqlite": re.compile("TEMP B-TREE FOR ORDER BY"), "postgresql": re.compile(r"\bSort\b")}
# A week is sorted, and what a search found on PostgreSQL; neither is all there is.
BOUNDED = ("digest", "search", "home")


@contextmanager
def noted(
    database: HospitalDatabase, verbs: tuple[str, ...] = ("SELECT",)
) -> Iterator[list[tuple[str, Any]]]:
    """The questions that are asked meanwhile."""
    asked_: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(verbs):
            asked_.append((statement, values))

    engine = database.kw["bind"]
    listen(engine, "before_cursor_execute", note)
    try:
        yield asked_
    finally:
        remove(engine, "before_cursor_execute", note)


def plan(db: HospitalSession, statement: str, values: Any) -> str:
    how = "EXPLAIN QUERY PLAN" if db.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    rows = db.connection().exec_driver_sql(f"{how} {statement}", values)
    return "\n".join(str(row[-1]) for row in rows)


def filled(database: HospitalDatabase, many: int) -> None:
    with database.begin() as db:
        fill(db.connection(), many)
        if database.kw["bind"].dialect.name == "postgresql":  # it does so itself within minutes
            db.execute(text("ANALYZE"))


@pytest.mark.parametrize("size", range(3))
def test_no_list_goes_through_what_has_ended(database: HospitalDatabase, size: int) -> None:
    kind = database.kw["bind"].dialect.name
    filled(database, SIZES[kind][size])
    for name, probe in probes().items():
        with noted(database) as questions:
            asked(database, probe)
        assert questions, name
        with database() as db:
            for statement, values in questions:
                found = plan(db, statement, values)
                assert not WHOLE[kind].search(found), f"{name}: {statement}\n{found}"
                if not name.startswith(BOUNDED):
                    assert not SORTED[kind].search(found), f"{name}: {statement}\n{found}"


@pytest.mark.parametrize("name", list(probes()))
def test_as_many_questions_at_every_size(database: HospitalDatabase, name: str) -> None:
    sizes = []
    for many in (400, 2_000):
        with database.begin() as db:
            for table in ("concerns", "concern_reporters", "concern_entries", "counters"):
                db.execute(text(f"DELETE FROM {table}"))
            if database.kw["bind"].dialect.name == "sqlite":
                db.execute(text("DELETE FROM concern_words"))
        filled(database, many)
        with noted(database) as questions:
            asked(database, probes()[name])
        sizes.append(len(questions))
    if name.startswith("concerns"):  # a list asks for its next stretch where the page has room
        assert 0 < min(sizes) <= max(sizes) <= len(STRETCHES) + name.endswith("anywhere")
    else:
        assert 0 < sizes[0] == sizes[1]


@pytest.mark.parametrize("size", range(3))
def test_retention_finds_what_is_old_by_an_index(database: HospitalDatabase, size: int) -> None:
    """And so it finds the search words and the messages of what it deletes."""
    kind = database.kw["bind"].dialect.name
    filled(database, SIZES[kind][size])
    rule = dict(retention.RULES["concerns"])["concerns"]
    whole = re.compile(r"SCAN (concerns|shown)\b|Seq Scan on (concerns|shown)\b|SCAN .*INDEX 0:$")
    with database.begin() as db, noted(database, ("SELECT", "DELETE")) as questions:
        keys = rule.find(db, NOW - timedelta(days=2), 20)
        assert len(keys) == 20
        assert rule.still(db, NOW - timedelta(days=2), keys) == keys
        rule.drop(db, keys, NOW)
    with database() as db:
        if kind == "postgresql":  # no message is there, and none would be read whole, rightly
            db.execute(text("SET LOCAL enable_seqscan = off"))
        asked_ = [one for one in questions if " concerns" in one[0] or "shown" in one[0]]
        words = [one for one in questions if "concern_words" in one[0]]
        assert len(asked_) >= 3
        assert len(words) == (2 if kind == "sqlite" else 0)
        for statement, values in asked_ + words:
            given = values[0] if isinstance(values, list) else values
            found = plan(db, statement, given)
            assert not whole.search(found), f"{statement}\n{found}"


# What grows with people, or with what they write. On PostgreSQL only what the tests fill: its plans
# for empty tables mean nothing.
FILLED = ("people", "accounts", "concerns", "concern_entries", "concern_reporters")
GROWS = {
    "sqlite": (
        *(*FILLED, "absences", "drafts", "links", "roster", "shown", "teams_members"),
        *("concern_flags", "huddle_words", "wins", "win_people", "win_flags", "kpi_points"),
        "kpi_figures",
        *("polls", "teams_places"),
    ),
    "postgresql": FILLED,
}


def by_hospital_alone(db: HospitalSession, statement: str, values: Any) -> list[str]:
    """Tables that grow, of which a statement reads all that a hospital has."""
    if db.get_bind().dialect.name == "sqlite":
        whole = re.compile(r"^(?:SCAN (\w+)\b.*|SEARCH (\w+) .*\(hospital_id=\?\))$", re.MULTILINE)
        found = [one or other for one, other in whole.findall(plan(db, statement, values))]
    else:
        nodes = _nodes(
            db.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values)
        )
        found = [node.get("Relation Name", "") for node in nodes if _reads_all(node)]
    return [name for name in found if name in GROWS[db.get_bind().dialect.name]]


def _reads_all(node: dict[str, Any]) -> bool:
    by = node.get("Index Cond", "") + node.get("Recheck Cond", "")
    return "Scan" in node["Node Type"] and " AND " not in by


def _nodes(explained: Any) -> Iterator[dict[str, Any]]:
    waiting = [explained.scalar_one()[0]["Plan"]]
    for node in waiting:
        waiting += node.get("Plans", ())
        yield node


def one_whom_all_is_about(database: HospitalDatabase) -> Person:
    """She has answered, fixed and closed things; beside her there are many."""
    filled(database, 4_000)
    with database.begin() as db:
        crowd.fill(db.connection(), 4_000)
        she = people.meet(db, Account("teams", "tenant", "zora-77", "Zora Quimby"), NOW)
        for name in ("assignee_id", "answered_by", "fixed_by", "closed_by"):
            db.execute(text(f"UPDATE concerns SET {name} = :n WHERE number > 4080"), {"n": she.id})
        if database.kw["bind"].dialect.name == "postgresql":
            db.execute(text("ANALYZE"))
        return she


def test_two_people_become_one_by_indexes(database: HospitalDatabase) -> None:
    she = one_whom_all_is_about(database)
    verbs = ("SELECT", "UPDATE", "DELETE")
    with database.begin() as db, noted(database, verbs) as questions:
        assert merging.merge(db, crowd.BEGUN, she.id, NOW)
    with database() as db:
        assert len(questions) > 30
        assert _whole(db, questions) == []


def test_what_comes_late_of_somebody_erased_is_found_by_indexes(database: HospitalDatabase) -> None:
    """Before that, it is looked for beside the thread."""
    she = one_whom_all_is_about(database)
    known = [("teams", "tenant", "zora-77")]
    verbs = ("SELECT", "UPDATE", "DELETE")
    with database.begin() as db:
        erasure.begin(db, people.get(db, she.id) or she, NOW)
        pieces = erasure_of_rows.find(db, she.id, known)
        assert pieces
        with noted(database, verbs) as questions:
            for piece in pieces:
                piece(db, NOW)
            erasure_of_rows.drop_late(db, she.id, known)
    with database() as db:
        assert len(questions) > 15
        assert _whole(db, questions) == []


def _whole(db: HospitalSession, questions: list[tuple[str, Any]]) -> list[str]:
    if db.get_bind().dialect.name == "postgresql":  # what is empty would be read whole, rightly
        db.execute(text("SET LOCAL enable_seqscan = off"))
    found = []
    for statement, values in questions:
        given = values[0] if isinstance(values, list) else values
        found += [
            f"{name}: {statement}\n{plan(db, statement, given)}"
            for name in by_hospital_alone(db, statement, given)
        ]
    return found


def live(db: HospitalSession) -> dict[tuple[str, bool], int]:
    found = "SELECT state, NOT practice AND parent IS NULL, count(*) FROM concerns GROUP BY 1, 2"
    return {(state, bool(counted)): count for state, counted, count in db.execute(text(found))}


def kept(db: HospitalSession) -> dict[tuple[str, bool], int]:
    found: dict[tuple[str, bool], int] = {}
    for state, counted, number in db.execute(
        text("SELECT state, counted, number FROM concern_counts")
    ):
        key = (state, bool(counted))
        found[key] = found.get(key, 0) + number
    return {key: number for key, number in found.items() if number}


def test_counts_follow_every_change(database: HospitalDatabase) -> None:
    with database.begin() as db:
        one, two, three = (raised(db) for _ in range(3))
        db.flush()
        two.state, three.practice = "closed", True
        db.flush()
        one.state, one.parent = "duplicate", two.number
    with database.begin() as db:
        assert (
            kept(db)
            == live(db)
            == {("closed", True): 1, ("new", False): 1, ("duplicate", False): 1}
        )
        assert concerns.count(db, ("new", "closed")) == 2
        assert concerns.ended(db, ("new", "closed")) == 1
        db.execute(text("DELETE FROM concerns WHERE state = 'closed'"))
        assert kept(db) == live(db)
        three_again = db.get_one(Concern, ("harbor", three.number))
        three_again.state = "closed"
    with database() as db:
        assert kept(db) == live(db)


def test_a_change_taken_back_was_not_counted(database: HospitalDatabase) -> None:
    with database() as db:
        raised(db)
        db.flush()
        db.rollback()
        assert kept(db) == {}


def test_counting_anew_finds_what_was_there(database: HospitalDatabase) -> None:
    with database.begin() as db:
        raised(db)
        db.flush()
        db.execute(text("UPDATE concern_counts SET number = 77"))
        concern_counts.create(db.connection())
        assert kept(db) == live(db) == {("new", True): 1}


def test_whole_words_first_and_the_newest_first(database: HospitalDatabase) -> None:
    filled(database, 1_000)
    with database.begin() as db:
        found = concern_search.find(db, COMMON, 8)
        assert found == sorted(found, reverse=True)
        assert found[0] == max(
            db.scalars(text("SELECT number FROM concerns WHERE text LIKE 'printer%'"))
        )
        newest = raised(db, unit="printers down")
        db.flush()
        concern_search.add(db, newest)
        db.flush()
        assert concern_search.find(db, COMMON, 8) == found


def test_changed_words_keep_their_place(database: HospitalDatabase) -> None:
    filled(database, 1_000)
    with database.begin() as db:
        before = concern_search.find(db, COMMON, 8)
        one = concerns.get(db, before[3])
        assert one is not None
        one.text = "printer with other words"
        db.flush()
        concern_search.renew(db, one.number, one.text, NOW)
        assert concern_search.find(db, COMMON, 8) == before
        assert concern_search.find(db, "printer other", 8) == [one.number]
