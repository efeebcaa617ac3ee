"""What people ask for costs the database thread as much among 3,000 people as among 300: counted in
steps of SQLite's own machine and in rows that PostgreSQL reads, and not by a clock."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen, remove

from bot.core.work import Work
from bot.words.cards import Message
from bot.words.events import Tick
from storage.nouns import people
from tests.bench import crowd
from tests.harness import WARDS, Bot, said
from tests.storage.postgres import emptied

SMALL, LARGE = 300, 3_000
STEPS = 1.3  # a tree of ten times the rows may be a level deeper
Ask = Callable[[Bot], str]


def _huddle(bot: Bot) -> str:
    plan = 'huddle "Go-live" daily 08:15 in triage for Kim Lee, Sam, Raj Patel'
    return said(bot.says("jo", plan))


ASKED: dict[str, tuple[Ask, str]] = {
    "win @Sam": (lambda b: said(b.says("ana", "win @Sam the label printer works")), "Which one: "),
    "win Sam and Kim": (lambda b: said(b.says("ana", "win Kim Lee, Sam: it works")), "Which one: "),
    "people": (lambda b: said(b.says("jo", "people")), "To find one:"),
    "people Sam": (lambda b: said(b.says("jo", "people Sam")), "Which one: "),
    "people Kim Lee": (lambda b: said(b.says("jo", "people Kim Lee")), "Kim Lee"),
    "assign": (lambda b: said(b.says("kim", "assign C-101 Raj")), "is with Raj Patel"),
    "assign Sam": (lambda b: said(b.says("kim", "assign C-101 Sam")), "Which one: "),
    "huddle": (_huddle, "Which one: "),
    "home": (lambda b: said(b.opens("ana")), "Ana Ruiz"),
    "digest": (lambda b: said(b.says("elena", "digest")), "The week between"),
    "export": (lambda b: said(b.says("elena", "export csv")), "1 concern"),
    "me export": (lambda b: said(b.says("ana", "me export")), "What is stored about you"),
    "audit": (lambda b: said(b.says("jo", "audit")), "Audit log"),
    "setup": (lambda b: said(b.says("jo", "setup")), "Setting up"),
    "lowered": (
        lambda b: said(b.says("kim", "priority C-101 P4 because quiet")),
        "C-101 is P4 now",
    ),
    "a concern": (
        lambda b: said(b.says("ana", "concern label printer on 5 West prints blanks", WARDS["5W"])),
        "C-102",
    ),
}


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def hospital(kind: str, path: Path, request: pytest.FixtureRequest, many: int) -> Iterator[Bot]:
    url = emptied(request.getfixturevalue("postgres")) if kind == "postgres" else ""
    bot = Bot(path / f"{many}.db", url=url)
    try:
        with bot.database.kw["bind"].begin() as connection:
            crowd.fill(connection, many)
        bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])
        yield bot
    finally:
        bot.end()


class OnThread:
    """What the database thread alone does meanwhile."""

    def __init__(self) -> None:
        self.steps = 0
        self.statements: list[tuple[str, Any]] = []

    def note(self, connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if threading.current_thread().name != "writer":
            return
        self.statements.append((statement, values))
        raw = connection.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            raw.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.steps += threading.current_thread().name == "writer"
        return 0


@contextmanager
def watched(bot: Bot) -> Iterator[OnThread]:
    engine, seen = bot.database.kw["bind"], OnThread()
    deliver, bot.deliver = bot.deliver, lambda: None  # type: ignore[method-assign]
    listen(engine, "before_cursor_execute", seen.note)
    try:
        yield seen
    finally:
        remove(engine, "before_cursor_execute", seen.note)
        bot.deliver = deliver  # type: ignore[method-assign]


def _rows_read(bot: Bot, seen: OnThread) -> int:
    """By what was asked alone: EXPLAIN ANALYZE would change what is written once more. Small tables
    would be read whole, and rightly; so that is forbidden here."""
    with bot.database() as db:
        db.execute(text("SET LOCAL enable_seqscan = off"))
        asked = [one for one in seen.statements if one[0].startswith("SELECT")]
        return sum(_read(db.connection(), *one) for one in asked if "pg_" not in one[0])


def _read(connection: Any, statement: str, values: Any) -> int:
    explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    found = connection.exec_driver_sql(explained, values).scalar_one()
    plans = json.loads(found) if isinstance(found, str) else found
    return sum(map(_of_node, _nodes(plans[0]["Plan"])))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _of_node(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"]:
        return 0
    gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + gone) * node["Actual Loops"])


def costs(kind: str, path: Path, request: pytest.FixtureRequest, many: int) -> dict[str, int]:
    found = {}
    with hospital(kind, path, request, many) as bot:
        for name, (ask, expected) in ASKED.items():
            bot.run(bot.core._names())
            with watched(bot) as seen:
                answer = ask(bot)
            assert expected in answer, f"{name}: {answer}"
            assert seen.statements, name
            found[name] = seen.steps if kind == "sqlite" else _rows_read(bot, seen)
    return found


def test_no_act_costs_more_among_more_people(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    small, large = (costs(kind, tmp_path, request, many) for many in (SMALL, LARGE))
    assert all(small.values())
    grown = {name: (small[name], large[name]) for name in ASKED}
    slow = {name: both for name, both in grown.items() if both[1] > both[0] * STEPS + 20}
    assert not slow, grown


def test_people_are_found_as_they_are_called_now(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """In any case, by a word or the whole name, and as another version of Corridor wrote them."""
    with hospital(kind, tmp_path, request, 50) as bot, bot.database.begin() as db:
        found = {word: len(people.named(db, word)) for word in ("sam", "SAM", "@Sam", "kim lee")}
        assert found == {"sam": 41, "SAM": 41, "@Sam": 41, "kim lee": 1}
        assert [p.name for p in people.named(db, "PRIYA")] == ["Dr Priya Nair"]
        (kim,) = people.named(db, "Kim Lee")
        kim.name = "Kim Groß-Lee"
        assert people.named(db, "groß-lee") == [kim]
        assert not people.named(db, "lee")
        assert people.named(db, "gross-lee") == people.named(db, "KIM GROSS-LEE") == [kim]
        kim.gone = True
        assert not people.named(db, "kim")
        assert people.left(db, "kim") == [kim]
        db.flush()
        db.execute(text("UPDATE people SET name = 'Zoë Old', found_as = '' WHERE name LIKE 'Ben%'"))
        db.expire_all()
        assert not people.named(db, "ben")
        assert [p.name for p in people.named(db, "ZOË")] == ["Zoë Old"]


def test_the_hourly_sweep_indexes_whom_another_version_wrote(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with hospital(kind, tmp_path, request, 50) as bot:
        with bot.database.begin() as db:
            db.execute(text("UPDATE people SET name = 'Zoe Newname' WHERE name = 'Ben Cole'"))
        bot.wait(hours=2)
        bot.run(bot.core(Tick(bot.now)))
        with bot.database() as db:
            found = db.execute(text("SELECT word FROM people_names WHERE word LIKE '%zoe%'"))
            assert sorted(found.scalars()) == ["zoe", "zoe newname"]
            gone = db.execute(text("SELECT count(*) FROM people_names WHERE word = 'ben cole'"))
            assert gone.scalar() == 0


def test_an_erased_person_is_in_no_index(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with hospital(kind, tmp_path, request, 50) as bot:
        number = crowd.BEGUN + 49
        with bot.database.begin() as db:
            person = people.get(db, number)
            assert person is not None
            name, person.gone = person.name, True
        bot.presses("jo", "people.erase", str(number))
        with bot.database() as db:
            words = "SELECT word FROM people_names WHERE person_id = :n ORDER BY word"
            left = list(db.execute(text(words), {"n": number}).scalars())
        assert left == ["a", "a former colleague", "colleague", "former"]
        assert name.casefold() not in bot.everything().casefold()


def test_what_only_reads_runs_beside_the_thread_and_its_audit_row_is_kept(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with hospital(kind, tmp_path, request, 10) as bot:
        with watched(bot) as seen:
            told = said(bot.says("elena", "export csv"))
        assert "1 concern" in told
        assert not [one for one, _ in seen.statements if "FROM concerns" in one]
        assert "exported concerns 1 as csv" in said(bot.says("jo", "audit"))


def test_the_digests_timer_reads_beside_the_thread_and_tells_on_it(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with hospital(kind, tmp_path, request, 10) as bot:
        bot.now += timedelta(days=7)
        with watched(bot) as seen:
            bot.run(bot.core(Tick(bot.now)))
        on_thread = [one for one, _ in seen.statements]
        assert not [one for one in on_thread if "raised_at >=" in one]
        assert [one for one in on_thread if one.startswith("DELETE FROM timers")]
        bot.deliver()
        assert "The week between" in bot.everything()


def test_a_timers_reader_that_writes_is_tried_again_and_keeps_nothing(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes(work: Work, *_: object) -> Message:
        work.show("digest:wrong", Message("done"), WARDS["5W"])
        return Message("done")

    with hospital(kind, tmp_path, request, 10) as bot:
        bot.now += timedelta(days=7)
        monkeypatch.setattr("bot.features.digest.weekly.digest", writes)
        bot.run(bot.core(Tick(bot.now)))
        with bot.database() as db:
            left = db.execute(text("SELECT attempts FROM timers WHERE name = 'digest.week'"))
            assert list(left.scalars()) == [1]
        assert "digest:wrong" not in bot.everything()
        monkeypatch.undo()
        bot.wait(minutes=1)
        assert "The week between" in bot.everything()


def test_a_reader_that_writes_is_a_mistake_of_ours_and_keeps_nothing(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes(work: Work) -> Message:
        work.me.unit = "ICU"
        return Message("done")

    with hospital(kind, tmp_path, request, 10) as bot:
        monkeypatch.setattr("bot.features.home.home", writes)
        assert "Something went wrong on my side" in said(bot.says("ana", "home"))
        with bot.database() as db:
            assert [p.unit for p in people.named(db, "ana")] == ["5W"]
