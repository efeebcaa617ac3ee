"""The database thread: one commit for what waits, and a failing job that takes no other with it."""

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import create_engine, event, exc, text
from structlog.testing import capture_logs

from storage import HospitalSession, Unavailable, Writer
from storage.delivery import claims, inbox, outbox, timers
from storage.delivery.outbox import Address, OutboxBatch
from storage.engine.session import HospitalDatabase

NOW = datetime(2026, 3, 4, 20, tzinfo=UTC)
ROOM = Address("teams", "tenant", "ward-5w", dm=False)
FREE = {"teams": claims.MOST}


@asynccontextmanager
async def running(database: HospitalDatabase, waiting: int = 100) -> AsyncIterator[Writer]:
    writer = Writer(database, waiting)
    writer.start()
    yield writer
    await asyncio.to_thread(writer.stop)


@asynccontextmanager
async def held(writer: Writer) -> AsyncIterator[None]:
    """While the block runs the thread is busy, so that what is handed over becomes one batch."""
    busy, go = threading.Event(), threading.Event()

    def hold(_: HospitalSession) -> None:
        busy.set()
        go.wait(60)

    holding = asyncio.create_task(writer.run(hold))
    await asyncio.to_thread(busy.wait, 60)
    yield
    await asyncio.sleep(0)
    go.set()
    await holding


async def together(writer: Writer, *jobs: Callable[[HospitalSession], Any]) -> list[Any]:
    async with held(writer):
        waiting = asyncio.gather(*map(writer.run, jobs), return_exceptions=True)
        await asyncio.sleep(0)
    return await waiting


def keep(key: str) -> Callable[[HospitalSession], str]:
    def job(db: HospitalSession) -> str:
        timers.put(db, key, NOW, name="kept", args=[])
        return key

    return job


def kept(database: HospitalDatabase) -> list[str]:
    with database() as db:
        return sorted(timer.key for timer in timers.due(db, NOW))


def commits(database: HospitalDatabase) -> list[object]:
    seen: list[object] = []
    event.listen(database.kw["bind"], "commit", seen.append)
    return seen


async def test_what_waits_is_committed_once(database: HospitalDatabase) -> None:
    async with running(database) as writer:
        seen = commits(database)
        assert await together(writer, *map(keep, "abc")) == ["a", "b", "c"]
    assert len(seen) == 2, "the job that held the thread, and the batch"
    assert kept(database) == ["a", "b", "c"]


async def test_a_job_that_fails_after_writing_takes_no_other_with_it(
    database: HospitalDatabase,
) -> None:
    runs: list[str] = []

    def spoiled(db: HospitalSession) -> None:
        keep("spoiled")(db)
        outbox.batch_of(db, NOW).show("spoiled", ROOM, {})
        raise KeyError("spoiled")

    def shown(db: HospitalSession) -> None:
        runs.append("shown")
        outbox.batch_of(db, NOW).show("shown", ROOM, {})

    async with running(database) as writer:
        results = await together(writer, keep("a"), spoiled, shown, keep("b"))
    assert results[0] == "a"
    assert isinstance(results[1], KeyError)
    assert results[2:] == [None, "b"]
    assert kept(database) == ["a", "b"]
    assert runs == ["shown"], "the batch ended at the failure, then each ran alone"
    with database() as db:
        assert outbox.places(db, "shown") == [ROOM]
        assert not outbox.places(db, "spoiled")


async def test_a_job_that_only_says_no_costs_the_others_nothing(database: HospitalDatabase) -> None:
    def no(db: HospitalSession) -> None:
        db.execute(text("SELECT 1"))
        raise KeyError("no")

    async with running(database) as writer:
        seen = commits(database)
        results = await together(writer, keep("a"), no, keep("b"))
    assert isinstance(results[1], KeyError)
    assert len(seen) == 2, "still one commit for all three"
    assert kept(database) == ["a", "b"]


async def test_a_change_that_was_not_flushed_counts_as_written(database: HospitalDatabase) -> None:
    def spoiled(db: HospitalSession) -> None:
        db.add(timers.TimerRow(hospital_id="harbor", key="spoiled", due_at=NOW, name="n", args=[]))
        raise KeyError("spoiled")

    async with running(database) as writer:
        results = await together(writer, spoiled, keep("a"))
    assert isinstance(results[0], KeyError)
    assert kept(database) == ["a"]


async def test_an_event_is_handled_once_in_a_batch_and_after_it(database: HospitalDatabase) -> None:
    once = inbox.idempotency_key("h", ("Command", "teams", "e1"), NOW)
    async with running(database) as writer:
        async with held(writer):
            both = asyncio.gather(*(writer.run_once(once, keep(key)) for key in "ab"))
            await asyncio.sleep(0)
        assert await both == ["a", None]
        assert await writer.run_once(once, keep("c")) is None
    assert kept(database) == ["a"]


async def test_an_event_that_failed_may_come_again(database: HospitalDatabase) -> None:
    once = inbox.idempotency_key("h", ("Command", "teams", "e1"), NOW)

    def spoiled(db: HospitalSession) -> str:
        keep("spoiled")(db)
        raise KeyError("spoiled")

    async with running(database) as writer:
        with pytest.raises(KeyError):
            await writer.run_once(once, spoiled)
        assert await writer.run_once(once, keep("a")) == "a"


async def test_stopping_finishes_what_waits_and_refuses_what_comes_later(
    database: HospitalDatabase,
) -> None:
    async with running(database) as writer:
        waiting = [asyncio.create_task(writer.run(keep(key))) for key in "abc"]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == ["a", "b", "c"]
    with pytest.raises(Unavailable):
        await writer.run(keep("d"))


async def test_too_much_waiting_is_refused_and_the_rest_is_done(database: HospitalDatabase) -> None:
    async with running(database, waiting=2) as writer:
        results = await together(writer, *map(keep, "abc"))
    assert results[:2] == ["a", "b"]
    assert isinstance(results[2], Unavailable)
    assert kept(database) == ["a", "b"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_connection_that_was_cut_is_made_anew(
    postgres: str, database: HospitalDatabase
) -> None:
    """As when the server restarts. The driver complains of the dead connection once it is freed."""
    other = create_engine(postgres, isolation_level="AUTOCOMMIT")
    async with running(database) as writer:
        await writer.run(keep("a"))
        with other.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert await writer.run(keep("b")) == "b"
        assert writer.healthy
    other.dispose()
    assert kept(database) == ["a", "b"]
    gc.collect()


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_two_processes_in_each_others_way_both_end_well(database: HospitalDatabase) -> None:
    """Each changes what the other has changed already: one is thrown back, and runs again."""
    first_step = threading.Barrier(2)

    def crossing(mine: str, theirs: str) -> Callable[[HospitalSession], str]:
        tries: list[int] = []

        def job(db: HospitalSession) -> str:
            tries.append(1)
            timers.postpone(db, mine, NOW, NOW)
            if len(tries) == 1:
                first_step.wait(60)
            timers.postpone(db, theirs, NOW, NOW)
            return mine

        return job

    async with running(database) as one, running(database) as other:
        await asyncio.gather(one.run(keep("a")), one.run(keep("b")))
        ends = await asyncio.gather(one.run(crossing("a", "b")), other.run(crossing("b", "a")))
    assert tuple(ends) == ("a", "b")
    with database() as db:
        assert [timer.attempts for timer in timers.due(db, NOW)] == [2, 2]


async def test_a_job_thrown_back_again_and_again_is_tried_again(database: HospitalDatabase) -> None:
    class ThrownBack(Exception):
        sqlstate = "40001"

    tries: list[int] = []

    def unlucky(db: HospitalSession) -> str:
        keep("a")(db)
        tries.append(1)
        if len(tries) < 4:
            raise exc.OperationalError("", {}, ThrownBack())
        return "done"

    async with running(database) as writer:
        assert await writer.run(unlucky) == "done"
        assert writer.healthy
    assert kept(database) == ["a"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_processes_never_choose_at_the_same_time(database: HospitalDatabase) -> None:
    want(database, "one")
    with database() as first, database() as second:
        second.execute(text("SET LOCAL lock_timeout = '5s'"))
        assert [one.key for one in claims.claim(first, NOW, (), FREE)] == ["k"]
        assert claims.claim(second, NOW, (), FREE) == []
        first.commit()
        assert claims.claim(second, NOW, (), FREE) == [], "it is leased now"


def row(database: HospitalDatabase, columns: str, key: str = "k") -> Any:
    with database() as db:
        found = db.execute(text(f"SELECT {columns} FROM shown WHERE key = :key"), {"key": key})
        return tuple(found.one())


def want(database: HospitalDatabase, body: object, key: str = "k", **more: Any) -> None:
    with database.begin() as db:
        wants = OutboxBatch()
        wants.show(key, ROOM, body, **more)
        wants.flush(db, NOW)


def test_only_another_body_is_another_version(database: HospitalDatabase) -> None:
    for body in ("one", "one", "two"):
        want(database, body)
    assert row(database, "version, sent_version") == (2, 0)


def test_a_change_leaves_the_lease_to_whoever_delivers(database: HospitalDatabase) -> None:
    want(database, "one")
    with database.begin() as db:
        db.execute(text("UPDATE shown SET lease_until = '2026-03-04 20:00:30'"))
    want(database, "two")
    assert row(database, "lease_until")[0] is not None


def test_a_message_given_up_comes_alive_with_a_new_body_only(database: HospitalDatabase) -> None:
    want(database, "one")
    with database.begin() as db:
        db.execute(text("UPDATE shown SET dead = 'closed', attempts = 7"))
    want(database, "one")
    assert row(database, "dead") == ("closed",)
    want(database, "two")
    assert row(database, "dead, attempts") == ("", 0)


def test_a_message_is_taken_back_only_where_nobody_can_have_seen_it(
    database: HospitalDatabase,
) -> None:
    for key in ("waiting", "posted", "leased"):
        want(database, "one", key)
    with database.begin() as db:
        db.execute(text("UPDATE shown SET ref = 'm1' WHERE key = 'posted'"))
        db.execute(
            text("UPDATE shown SET lease_until = '2026-03-04 20:00:30' WHERE key = 'leased'")
        )
        for key in ("waiting", "posted", "leased"):
            outbox.unsend(db, key)
        left = [key for key in ("waiting", "posted", "leased") if outbox.places(db, key)]
        assert left == ["posted", "leased"]
        assert outbox.key_at(db, ROOM[:3], "m1") == "posted"


def test_a_thousand_wants_are_one_row(database: HospitalDatabase) -> None:
    with database.begin() as db:
        wants = OutboxBatch()
        for n in range(1000):
            wants.show("k", ROOM, n)
        wants.everywhere("k", "last")
        wants.flush(db, NOW)
        assert db.execute(text("SELECT count(*) FROM shown")).scalar() == 1
    assert row(database, "body, version") == ('"last"', 1)


async def test_a_job_over_its_budget_is_told_by_name(
    database: HospitalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.STALLED", 0.02)
    async with running(database) as writer:
        told: list[tuple[str, float]] = []
        writer.seen = lambda name, seconds: told.append((name, seconds))
        with capture_logs() as logs:
            await writer.run(keep("quick"))
            await writer.run(lambda _: time.sleep(0.03), "command digest")
            await writer.run(keep("after"))
    assert [name for name, _ in told] == ["keep", "command digest", "keep"]
    assert told[1][1] >= 0.03
    slow = [log for log in logs if log["job"] == "command digest"]
    assert [log["event"] for log in slow] == ["a job kept the database thread for too long"]
    assert slow[0]["ms"] >= 30


async def test_a_read_of_a_database_out_of_reach_blames_the_database(
    database: HospitalDatabase,
) -> None:
    def gone(_: HospitalSession) -> None:
        raise exc.OperationalError("SELECT 1", {}, Exception("the connection was closed"))

    def mistaken(_: HospitalSession) -> None:
        raise KeyError("word")

    async with running(database) as writer:
        with pytest.raises(Unavailable):
            await writer.read(gone)
        with pytest.raises(KeyError):
            await writer.read(mistaken)


async def test_a_read_beside_the_thread_waits_for_nobody_and_keeps_nothing(
    database: HospitalDatabase,
) -> None:
    async with running(database) as writer:
        await writer.run(keep("there"))
        async with held(writer):
            reader, found = await writer.read(
                lambda db: (threading.current_thread().name, timers.next_due(db))
            )
        assert (reader != "writer", found) == (True, NOW)
        with suppress(exc.DBAPIError):  # SQLite lets it write as long as nobody else does
            await writer.read(keep("lost"))
    assert kept(database) == ["there"]
