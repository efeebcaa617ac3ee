"""A year of huddles, with restarts at random: each occurrence once, none at a wrong local time."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.event import listens_for

from bot.features.huddles import scheduling
from bot.features.huddles.scheduling import step
from bot.rules.occurrences import after, never, skipped
from bot.rules.wall_time import moment
from storage.delivery.timers import TimerRow
from storage.engine.base import Session
from storage.engine.session import HospitalDatabase, open_hospital
from storage.nouns import huddle_schedule
from storage.nouns.huddle_schedule import CLOCKS, Clock, Run
from storage.tables import METADATA
from tests.features.joint import GOLIVE, harbor, started
from tests.harness import WARDS

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
ZONES = (
    *("America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago"),
    *("Asia/Kolkata", "Africa/Casablanca"),
)
TIMES = ("08:15", "02:30", "01:30", "00:00", "23:45,02:15")


class Stopped(Exception):
    """The process dies in the middle of its transaction."""


def quick(url: str) -> HospitalDatabase:
    """A database that doesn't wait for the disk: what is committed here need not outlive a power cut."""
    database = open_hospital(url, "h")

    @listens_for(database.kw["bind"], "connect")
    def hurry(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return database


def clock(number: int, zone: ZoneInfo, times: str) -> Clock:
    fresh = Clock(number, "post", None, "", times, "0123456", 1, "", 0, str(zone), True, None)
    found = after(
        scheduling._pattern(times, "0123456", 1, "", 0), zone, YEAR[0] - timedelta(seconds=1), never
    )
    assert found is not None
    wall = found.wall.isoformat(timespec="minutes")
    return fresh._replace(next_run_at=found.at, wall=wall)


def expected(zone: ZoneInfo, times: str) -> dict[str, datetime]:
    """Every nominal local time of the year, and the moment at which it should happen."""
    found = {}
    day = date(2025, 12, 31)
    while day <= date(2027, 1, 1):
        for text in times.split(","):
            at = moment(day, time.fromisoformat(text), zone)
            if YEAR[0] <= at < YEAR[1]:
                found[f"{day}T{text}"] = at
        day += timedelta(days=1)
    return found


def tick(database: HospitalDatabase, now: datetime, *, dies: bool) -> "Counter[tuple[str, ...]]":
    """One tick, and what it queued."""
    with database.begin() as db:
        huddle_schedule.claim(db, now, lambda c: step(c, now, never), "huddle.run")
        if dies:
            raise Stopped
        return taken(db)


@pytest.mark.parametrize("zone_name", ZONES)
def test_a_year_with_random_restarts(zone_name: str, tmp_path: Path) -> None:
    """A tick comes up to 40 minutes late, which is less than the least distance of two occurrences;
    one in ten dies before its commit, one in twenty starts the process anew."""
    zone, random = ZoneInfo(zone_name), Random(zone_name)
    url = f"sqlite:///{tmp_path / 'year.db'}"
    database = quick(url)
    METADATA.create_all(database.kw["bind"])
    with database.begin() as db:
        for number, times in enumerate(TIMES, 1):
            huddle_schedule.arm(db, number, [clock(number, zone, times)], YEAR[0])
    now, queued = YEAR[0], Counter[tuple[str, ...]]()
    while now < YEAR[1]:
        with suppress(Stopped):
            queued += tick(database, now, dies=random.random() < 0.1)
        if random.random() < 0.05:
            database.kw["bind"].dispose()
            database = quick(url)
        with database() as db:
            now = max(now, huddle_schedule.next_due(db) or YEAR[1])
        now += timedelta(minutes=random.uniform(0, 40))
    with database() as db:
        runs = {(r.number, r.wall): (r.due_at, r.missed) for r in db.query(Run)}
    database.kw["bind"].dispose()
    assert set(queued.values()) == {1}
    for number, times in enumerate(TIMES, 1):
        mine = {wall: due for (n, wall), (due, _) in runs.items() if n == number}
        assert all((str(number), "post", wall) in queued for wall in mine)
        agree(zone, expected(zone, times), mine)
    assert {missed for _, missed in runs.values()} == {0}


def agree(zone: ZoneInfo, wanted: dict[str, datetime], mine: dict[str, datetime]) -> None:
    """Each that was wanted, and no other, at its moment; the very last may be due still."""
    late = {w for w in wanted if YEAR[1] - wanted[w] < timedelta(hours=4)}
    assert {w: a for w, a in mine.items() if w not in late} == {
        w: a for w, a in wanted.items() if w not in late
    }
    for wall, at in mine.items():
        local, nominal = at.astimezone(zone), datetime.fromisoformat(wall)
        if not skipped(nominal.date(), nominal.time(), zone):
            assert local.replace(tzinfo=None) == nominal


def taken(db: Session) -> "Counter[tuple[str, ...]]":
    """What the tick queued, taken off the queue as the core does."""
    rows = list(db.query(TimerRow))
    for row in rows:
        db.delete(row)
    return Counter(tuple(row.args) for row in rows)


def test_an_occurrence_that_is_there_is_never_queued_again(tmp_path: Path) -> None:
    """A clock set back by hand, by a restored backup or by a second process."""
    database = open_hospital(f"sqlite:///{tmp_path / 'one.db'}", "h")
    METADATA.create_all(database.kw["bind"])
    zone = ZoneInfo("America/New_York")
    first = clock(1, zone, "08:15")
    for _ in range(2):
        with database.begin() as db:
            huddle_schedule.arm(db, 1, [first], YEAR[0])
            assert first.next_run_at is not None
            now = first.next_run_at + timedelta(seconds=1)
            assert huddle_schedule.claim(db, now, lambda c: step(c, now, never), "huddle.run")  # noqa: B023
    with database() as db:
        assert db.query(Run).count() == 1
        assert db.query(TimerRow).count() == 1
        (next_at,) = db.execute(CLOCKS.select().with_only_columns(CLOCKS.c.next_run_at)).one()
    assert first.next_run_at is not None
    assert next_at == first.next_run_at + timedelta(days=1)
    database.kw["bind"].dispose()


@pytest.mark.parametrize("start", ["2026-03-05", "2026-10-29"])
def test_the_whole_bot_over_both_clock_changes(start: str, tmp_path: Path) -> None:
    """Six days with restarts: one post a day, each shift asked once, both told under their date."""
    bot, random = harbor(tmp_path), Random(start)
    bot.at(f"{start} 10:00") if start > "2026-03-06" else None
    started(bot, '"5W go-live" daily 08:15 in #it-golive, ward 5W')
    day = bot.now.astimezone(bot.hospital.zone).date()
    for _ in range(6 * 8):
        bot.wait(minutes=180)
        if random.random() < 0.2:
            bot.restart()
    days = [(day + timedelta(days=n)).isoformat() for n in range(7)]
    posts = [p.key.rsplit(":post:")[1] for p in bot.posts(GOLIVE) if ":post:" in p.key]
    assert posts == [f"{d}T08:15" for d in days[1:]]
    asked = [p.key.split(":", 4)[4] for p in bot.posts(WARDS["5W"]) if ":unit:" in p.key]
    nights = [f"night:{d}T19:00" for d in days[:6]]
    assert sorted(asked) == sorted(nights + [f"day:{d}T07:00" for d in days[1:]])
    bot.end()
