"""Two replicas on one database tick at the same moments: each thing that is due happens once."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.core.dispatcher import Core
from bot.core.route import Route
from bot.core.router import Claim, claims, routes
from bot.core.work import Work
from bot.features import FEATURES
from bot.features.huddles.scheduling import claim
from bot.privacy import Guard
from bot.run import clock
from bot.words.events import Due, Tick
from storage import Unavailable, Writer
from storage.delivery import timers
from storage.engine import counters
from storage.engine.session import open_hospital
from tests.harness import TRIAGE, Bot
from tests.logged import logged

HUDDLES, DAYS, TIMERS = 5, 4, 60


@dataclass
class Replica:
    """Another process's part: a core with a database, and a thread that writes, of its own.

    While `holds` is set it stops in the middle of whatever it does that is due: `reached` says that
    it has come there, and `let_go` that it need not go on.
    """

    bot: Bot
    holds: bool = False
    backend: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.database = open_hospital(
            self.bot.url or f"sqlite:///{self.bot.path}", self.bot.hospital.id
        )
        self.writer = Writer(self.database)
        self.writer.start()
        others = [one for one in claims(FEATURES) if one is not claim]
        self.core = Core(
            *(self.writer, self.bot.hospital, self._table(), Guard()),
            clock=lambda: self.bot.now,
            claims=(self._claiming(claim), *others),
        )

    def _table(self) -> dict[tuple[type, str], Route]:
        beside = Route(self._count, reads=lambda due, _: partial(self._count, due))
        known = {**routes(FEATURES), (Due, "count"): Route(self._count)}
        return {**known, (Due, "count what was read"): beside}

    def _count(self, due: Due, work: Work) -> None:
        """What is done of a timer, once more than before."""
        counters.take(work.db, f"done:{due.args[0]}", first=1)
        self._hold(work)

    def _claiming(self, claim: Claim) -> Claim:
        def claimed(work: Work) -> bool:
            more = claim(work)
            self._hold(work)
            return more

        return claimed

    def _hold(self, work: Work) -> None:
        if self.holds:
            self.backend = work.db.execute(text("SELECT pg_backend_pid()")).scalar_one()
            self.reached.set()
            assert self.let_go.wait(60)

    async def tick(self) -> None:
        with suppress(Unavailable):
            await self.core(Tick(self.bot.now))

    def die(self) -> None:
        """What it was at is rolled back, as PostgreSQL does when a process's connections end."""
        with self.bot.database.begin() as db:
            ended = text("SELECT pg_terminate_backend(:pid)")
            assert db.execute(ended, {"pid": self.backend}).scalar_one() is True
        self.let_go.set()

    def end(self) -> None:
        self.let_go.set()
        self.writer.stop()
        self.database.kw["bind"].dispose()


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, no job is said to have taken too long."""
    monkeypatch.setattr("storage.writer.BUDGET", 3600)
    monkeypatch.setattr("storage.writer.STALLED", 3600)


@pytest.fixture
def two(bot: Bot) -> Iterator[tuple[Replica, Replica]]:
    found = Replica(bot), Replica(bot)
    yield found
    for one in found:
        one.end()


postgres_only = pytest.mark.parametrize("bot", ["postgres"], indirect=True)


def huddles(bot: Bot) -> None:
    for number in range(101, 101 + HUDDLES):
        bot.says("jo", f'huddle "5W go-live {number}" daily 08:15 in IT triage for 5W')
        bot.presses("jo", "huddle.start", str(number))


def asked(bot: Bot, name: str = "count") -> None:
    """Timers that are due now."""
    with bot.database.begin() as db:
        for n in range(TIMERS):
            timers.put(db, f"t{n}", bot.now, name=name, args=[str(n)])


def done(bot: Bot) -> dict[str, int]:
    with bot.database() as db:
        rows = db.execute(text("SELECT name, value FROM counters WHERE name LIKE 'done:%'"))
        return {row.name: row.value for row in rows}


def dead(bot: Bot) -> list[tuple[str, str]]:
    with bot.database() as db:
        return timers.dead_letters(db)


def posts(bot: Bot) -> list[str]:
    return sorted(p.key for p in bot.posts(TRIAGE) if ":post:" in p.key)


def expected(bot: Bot, days: int) -> list[str]:
    first = bot.now - timedelta(days=days - 1)
    return sorted(
        f"huddle:{101 + n}:post:{(first + timedelta(days=day)):%Y-%m-%d}T08:15"
        for n in range(HUDDLES)
        for day in range(days)
    )


async def both(two: tuple[Replica, Replica], times: int = 3) -> None:
    for _ in range(times):
        await asyncio.gather(*(one.tick() for one in two))


def test_two_that_tick_at_once_hold_every_huddle_once(
    bot: Bot, two: tuple[Replica, Replica]
) -> None:
    huddles(bot)
    with logged("WARNING") as log:
        for _ in range(DAYS):
            bot.now += timedelta(days=1)
            bot.run(both(two))
            bot.deliver()
    assert log.getvalue() == ""
    assert posts(bot) == expected(bot, DAYS)
    assert dead(bot) == []


@pytest.mark.parametrize("name", ["count", "count what was read"])
def test_two_that_tick_at_once_do_every_timer_once(
    bot: Bot, two: tuple[Replica, Replica], name: str
) -> None:
    with logged("WARNING") as log:
        for _ in range(3):
            asked(bot, name)
            bot.run(both(two))
            bot.now += timedelta(minutes=1)
    assert log.getvalue() == ""
    assert done(bot) == {f"done:{n}": 3 for n in range(TIMERS)}
    assert dead(bot) == []


async def dies_at(two: tuple[Replica, Replica]) -> None:
    """The first stops in the middle, the second ticks beside it, the first dies."""
    first, second = two
    first.holds = True
    held = asyncio.ensure_future(first.tick())
    assert await asyncio.to_thread(first.reached.wait, 60)
    beside = asyncio.ensure_future(second.tick())
    await asyncio.sleep(0.3)
    first.die()
    await asyncio.gather(held, beside)
    await second.tick()


@postgres_only
def test_what_a_replica_died_at_is_done_once_by_the_other(
    bot: Bot, two: tuple[Replica, Replica]
) -> None:
    asked(bot)
    bot.run(dies_at(two))
    assert done(bot) == {f"done:{n}": 1 for n in range(TIMERS)}
    assert dead(bot) == []


@postgres_only
def test_a_huddle_whose_replica_died_while_taking_it_is_held_once(
    bot: Bot, two: tuple[Replica, Replica]
) -> None:
    huddles(bot)
    bot.now += timedelta(days=1)
    bot.run(dies_at(two))
    bot.deliver()
    bot.run(both(two, 1))
    bot.deliver()
    assert posts(bot) == expected(bot, 1)
    assert dead(bot) == []


@postgres_only
@pytest.mark.parametrize("minutes", [5, -5])
def test_a_replica_whose_clock_is_wrong_does_what_is_due_and_nothing_else(
    bot: Bot, two: tuple[Replica, Replica], minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: datetime.now(UTC) + timedelta(minutes=minutes))
    with bot.database.begin() as db:
        for name, due in (("now", began), ("later", began + timedelta(minutes=1))):
            timers.put(db, name, due, name="count", args=[name])
    now = clock.SharedClock(two[0].writer)
    bot.run(now.begin())
    bot.now = now()
    bot.run(both(two))
    assert done(bot) == {"done:now": 1}
