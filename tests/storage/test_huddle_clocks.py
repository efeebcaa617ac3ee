"""Huddles that are due are claimed once, on both kinds of database and by two processes at once."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage import HospitalSession, Writer
from storage.delivery.timers import TimerRow
from storage.engine.session import HospitalDatabase, bound, open_hospital
from storage.nouns import huddle_schedule
from storage.nouns.huddle_schedule import Clock, Run, Step
from tests.storage.postgres import emptied

NOW = datetime(2026, 3, 4, 13, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def clock(number: int, at: datetime | None = NOW) -> Clock:
    wall = "2026-03-04T08:15"
    return Clock(number, "post", at, wall, "08:15", "0123456", 1, "", 0, "UTC", True, None)


def step(one: Clock) -> Step:
    assert one.next_run_at is not None
    return Step(one.wall, one.next_run_at, 0, "2026-03-05T08:15", one.next_run_at + DAY)


def claim(db: HospitalSession, limit: int = 500) -> int:
    return huddle_schedule.claim(db, NOW, step, "huddle.run", limit)


def test_what_is_due_is_claimed_in_bulk_and_waits_for_its_next(database: HospitalDatabase) -> None:
    with database.begin() as db:
        for number in range(5):
            huddle_schedule.arm(db, number, [clock(number, NOW + number * DAY)], NOW)
    elsewhere = bound(database, "elsewhere")
    with elsewhere.begin() as db:
        huddle_schedule.arm(db, 1, [clock(1)], NOW)
    with database.begin() as db:
        assert claim(db) == 1
        assert claim(db) == 0
        assert huddle_schedule.next_due(db) == NOW + DAY
    with elsewhere() as db:
        assert huddle_schedule.next_due(db) == NOW
    with database() as db:
        assert [(r.number, r.wall, r.missed) for r in db.query(Run)] == [(0, "2026-03-04T08:15", 0)]
        assert [row.args for row in db.query(TimerRow)] == [["0", "post", "2026-03-04T08:15"]]


def test_what_happened_before_is_not_queued_again_and_holds_nothing_up(
    database: HospitalDatabase,
) -> None:
    with database.begin() as db:
        for number in range(3):
            huddle_schedule.arm(db, number, [clock(number)], NOW)
        huddle_schedule.add_run(db, 1, "post", "2026-03-04T08:15", NOW)
    with database.begin() as db:
        assert claim(db) == 3
    with database() as db:
        assert sorted(row.args[0] for row in db.query(TimerRow)) == ["0", "2"]
        assert db.query(Run).count() == 3


def test_a_clock_that_is_due_stays_due_when_its_huddle_is_armed_anew(
    database: HospitalDatabase,
) -> None:
    with database.begin() as db:
        huddle_schedule.arm(db, 1, [clock(1)], NOW - DAY)
        huddle_schedule.arm(db, 1, [clock(1, NOW + DAY)], NOW)
        assert huddle_schedule.next_due(db) == NOW
        huddle_schedule.arm(db, 1, [], NOW)
        assert huddle_schedule.next_due(db) is None


@pytest.fixture
def writers(postgres: str) -> Iterator[tuple[Writer, Writer]]:
    emptied(postgres)
    databases = (open_hospital(postgres, "harbor"), open_hospital(postgres, "harbor"))
    one, two = (Writer(database) for database in databases)
    one.start()
    two.start()
    yield one, two
    one.stop()
    two.stop()
    for database in databases:
        database.kw["bind"].dispose()


async def test_two_processes_share_what_is_due_and_each_is_queued_once(
    writers: tuple[Writer, ...],
) -> None:
    def fill(db: HospitalSession) -> None:
        for number in range(200):
            huddle_schedule.arm(db, number, [clock(number)], NOW)

    await writers[0].run(fill)
    shares = await asyncio.gather(
        *(w.run(lambda db: claim(db, 20)) for _ in range(15) for w in writers)
    )
    assert sum(shares) == 200
    queued = await writers[0].run(lambda db: [row.args[0] for row in db.query(TimerRow)])
    assert len(queued) == len(set(queued)) == 200
