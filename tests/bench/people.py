"""How much longer a concern waits that is raised in the same moment as something else, in a hospital
with 20,000 people and as many concerns: the second of two against a concern alone.

PEOPLE sets how many. What is told is the milliseconds added, the median of some tries, against a
goal of 50.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from bot.core.work import Work
from bot.features import retention
from bot.run.app import freeze_garbage_collector, take_short_turns
from bot.words.events import Account, Action, Channel, Command, Event, Opened, Press
from storage import HospitalSession
from storage.delivery import outbox, timers
from storage.delivery.timers import Timer
from storage.engine.migrate import migrate
from storage.engine.session import open_hospital
from storage.nouns import account_links, concern_search
from tests.bench import crowd, many
from tests.bench.row import Row
from tests.harness import HARBOR, WARDS, Bot
from tests.storage.postgres import made, programs, served

PEOPLE = int(os.environ.get("PEOPLE", "20000"))
TRIES, GOAL = 15, 50.0
IDS = count(1)
NOBODY = count(200)  # of the crowd: whom nothing else asks about
Say = Callable[[Bot], Any]


def _says(who: str, words: str) -> Say:
    verb, _, rest = words.partition(" ")
    return lambda bot: bot.core(
        Command(f"b{next(IDS)}", bot.dm(who), bot.account(who), verb, rest, at=bot.now)
    )


def _opens(who: str) -> Say:
    return lambda bot: bot.core(Opened(f"b{next(IDS)}", bot.dm(who), bot.account(who)))


def _expire(bot: Bot) -> Any:
    """A batch of retention, years later: found beside the thread, as its timer does."""

    def work(db: HospitalSession) -> Work:
        later = bot.now + timedelta(days=3650)
        return Work(db, later, HARBOR, outbox.batch_of(db, later))

    async def batch() -> None:
        found = await bot.writer.read(lambda db: retention.found(work(db), "concerns"))
        await bot.writer.run(lambda db: retention.drop(work(db), found), "due retention.run")

    return batch()


def _weekly(bot: Bot) -> Any:
    """Its timer is due, and nothing else."""
    with bot.database.begin() as db:
        timers.put(db, "digest:week", bot.now, name="digest.week", args=[bot.now.isoformat()])
    (timer,) = (t for t in _due(bot) if t.name == "digest.week")
    return bot.core._timers.run(timer)


def _due(bot: Bot) -> list[Timer]:
    with bot.database() as db:
        return timers.due(db, bot.now)


def _merge(bot: Bot) -> Any:
    """A step in which the words of what was deleted leave the index."""
    return bot.writer.run(lambda db: concern_search.merge(db, anew=True), "due words.merge")


def _somebody(bot: Bot, *, gone: bool) -> int:
    """Somebody who has not been asked about yet, with as many concerns, answers and texts that name
    them as one who has been here for a year."""
    n = next(NOBODY)
    number = crowd.BEGUN + n
    with bot.database.begin() as db:
        name = db.execute(text("SELECT name FROM people WHERE id = :n"), {"n": number}).scalar()
        some = f"number % {PEOPLE // 100} = {n % (PEOPLE // 100)}"
        db.execute(text(f"UPDATE concerns SET assignee_id = :n WHERE {some}"), {"n": number})
        db.execute(
            text(f"UPDATE concern_entries SET person_id = :n, text = :t WHERE {some}"),
            {"n": number, "t": f"{name} looks at it"},
        )
        db.execute(text("UPDATE people SET gone = :g WHERE id = :n"), {"g": gone, "n": number})
    return number


def _erases(bot: Bot) -> Any:
    """Somebody who has left, named in 100 texts, and with 100 concerns to work on."""
    number, jo = str(_somebody(bot, gone=True)), bot.account("jo")
    press = Press(f"b{next(IDS)}", bot.dm("jo"), jo, Action("people.erase", (number,)), at=bot.now)
    return bot.core(press)


def _joins(bot: Bot) -> Any:
    """Somebody with 200 rows of their own becomes somebody else, and says so by their code."""
    keep, lose = crowd.BEGUN + next(NOBODY), _somebody(bot, gone=False)
    chat = Channel("teams", "tenant", f"p{lose}", dm=True)
    with bot.database.begin() as db:
        account_links.want(db, lose, keep, bot.now + timedelta(minutes=5))
    yes = Action("link.join", (str(keep),))
    account = Account("teams", "tenant", f"p{lose}", f"Twin {lose}")
    return bot.core(Press(f"b{next(IDS)}", chat, account, yes, at=bot.now))


ASKED: Mapping[str, Say] = {
    "win @Sam": _says("ana", "win @Sam the label printer works"),
    "people": _says("jo", "people"),
    "people Sam": _says("jo", "people Sam"),
    "assign C-101 Sam": _says("kim", "assign C-101 Sam"),
    "huddle for Kim Lee, Sam": _says("jo", 'huddle "A" daily 08:15 in triage for Kim Lee, Sam'),
    "home": _opens("ana"),
    "digest": _says("elena", "digest"),
    "the digest's timer": _weekly,
    "export csv": _says("elena", "export csv"),
    "me export": _says("ana", "me export"),
    "audit": _says("jo", "audit"),
    "a batch of retention": _expire,
    "deleted words leave the index": _merge,
    "people.erase": _erases,
    "link.join": _joins,
}


def _concern(bot: Bot) -> Event:
    who, room = bot.account("ana"), WARDS["5W"]
    words = f"label printer {next(IDS)} on 5 West prints blank labels"
    return Command(f"b{next(IDS)}", room, who, "concern", words, at=bot.now)


async def _waited(bot: Bot, first: Say | None) -> float:
    """Milliseconds until a concern is answered, said right after `first`."""
    other = asyncio.ensure_future(first(bot)) if first else None
    await asyncio.sleep(0.001)
    begun = time.perf_counter()
    await bot.core(_concern(bot))
    took = (time.perf_counter() - begun) * 1000
    if other is not None:
        await other
    return took


@contextmanager
def _hospital(url: str) -> Iterator[Bot]:
    with TemporaryDirectory(prefix="corridor-bench-") as folder:
        path = Path(folder) / "people.db"
        database = open_hospital(url or f"sqlite:///{path}", HARBOR.id)
        migrate(database)
        engine = database.kw["bind"]
        bot = Bot(path, url=url)
        with engine.begin() as connection:
            crowd.fill(connection, PEOPLE)
            many.fill(connection, PEOPLE)
        engine.dispose()
        bot.now = many.NOW
        yield bot
        bot.end()


def _measured(where: str, url: str = "") -> list[Row]:
    found = []
    with _hospital(url) as bot:
        for name, say in ASKED.items():
            pairs = [
                (bot.run(_waited(bot, None)), bot.run(_waited(bot, say))) for _ in range(TRIES)
            ]
            alone = median(first for first, _ in pairs[1:])
            more = tuple(second - alone for _, second in pairs[1:])
            told = f"a concern beside “{name}”, {PEOPLE:,} people, {where}"
            found.append(Row(told, "the goal", "ms more", more, (GOAL,), goal=1, less=True))
    return found


async def rows() -> list[Row]:
    freeze_garbage_collector()
    take_short_turns()
    found = await asyncio.to_thread(_measured, "SQLite")
    if programs() is None:
        return found
    with served() as server:
        return found + await asyncio.to_thread(_measured, "PostgreSQL", made(server, "people"))
