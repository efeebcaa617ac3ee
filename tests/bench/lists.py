"""Lists, search, the digest and the figures among a thousand, a hundred thousand and a million
concerns: the slowest but one in twenty calls at the largest size, against the smallest.

LISTS names the sizes, the smallest first. What is timed is the product's own handler inside an open
transaction, as the database thread runs it.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from random import Random
from statistics import median, quantiles

from bot.core.work import Work
from bot.features.concerns import lists
from bot.features.digest import weekly
from bot.features.home import home
from bot.words.events import Account, Channel, Command
from storage.delivery import outbox
from storage.engine.session import HospitalDatabase
from storage.nouns import concern_lists, concerns
from storage.nouns.concern_lists import Mark
from storage.nouns.people import Person
from tests.bench.many import COMMON, NOW, RARE, UNITS, on_postgres, on_sqlite
from tests.bench.row import Row
from tests.harness import HARBOR
from tests.storage.postgres import programs, served

SIZES = tuple(map(int, os.environ.get("LISTS", "1000,100000,1000000").split(",")))
ROUNDS, CALLS, GOAL, GOAL_SEARCH = 6, 40, 1.5, 4.0
ROOM, ME = Channel("slack", "T1", "C1"), Account("slack", "T1", "me", "Ana")
WEEK = timedelta(days=7)
CHANCE = Random(7)
Probe = Callable[[Work], object]


def _list(wanted: str) -> Probe:
    return lambda work: lists.listed(work, wanted)


def _search(words: str) -> Probe:
    asked = Command("1", ROOM, ME, "concerns", words, at=NOW)
    return lambda work: lists.by_words(asked, work)


def _deep(work: Work) -> object:
    """A page from anywhere among all of them."""
    last = concern_lists.page(work.db, concern_lists.EVERY, limit=1).concerns[0].number
    return lists.listed(work, "all", Mark("rest", "", False, NOW, CHANCE.randrange(120, last)))


def _figures(work: Work) -> object:
    """What `/metrics` counts."""
    outbox.waiting(work.db, NOW)
    return [concerns.count(work.db, (state,)) for state in concerns.OPEN]


def _digest(work: Work) -> object:
    return weekly.digest(work, NOW - WEEK, NOW)


def probes() -> Mapping[str, Probe]:
    """What is asked, by what people call it."""
    named = ("mine", "urgent", "waiting", "open", "overdue", "check", "unit", "all")
    return {
        **{f"concerns {name}": _list(name) for name in named},
        "concerns all, a page from anywhere": _deep,
        "home, for IT": home,
        "digest": _digest,
        "the figures of /metrics": _figures,
        "search for a rare word": _search(RARE),
        "search for a common word": _search(COMMON),
        "search for two words": _search(f"{COMMON} ward"),
    }


def asked(database: HospitalDatabase, probe: Probe) -> float:
    """Seconds for one answer."""
    with database() as db:
        db.connection()
        me = Person(hospital_id=HARBOR.id, id=1, name="Ana", side="both", unit=UNITS[0], zone="")
        me.days, me.shift_name, me.role_list = None, "", []
        work = Work(db, NOW, HARBOR, outbox.OutboxBatch(), me)
        start = time.perf_counter()
        probe(work)
        took = time.perf_counter() - start
        db.rollback()
        return took


def _slowest(sizes: Mapping[int, HospitalDatabase], probe: Probe) -> dict[int, float]:
    """Milliseconds; the 95th of a hundred calls, each size asked in turn."""
    calls = [{size: asked(one, probe) for size, one in sizes.items()} for _ in range(CALLS)]
    return {size: quantiles([call[size] for call in calls], n=20)[-1] * 1000 for size in sizes}


def _row(where: str, name: str, probe: Probe, sizes: Mapping[int, HospitalDatabase]) -> Row:
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(ROUNDS):
        for size, slowest in _slowest(sizes, probe).items():
            taken[size].append(slowest)
    found = {size: tuple(samples[1:]) for size, samples in taken.items()}
    least, most = min(found), max(found)
    return Row(
        f"{name}, p95 among {most:,}, {where}",
        f"among {least:,}",
        "ms",
        found[most],
        found[least],
        GOAL_SEARCH if name.startswith("search") else GOAL,
        less=True,
        curve=tuple((size, median(samples)) for size, samples in found.items()),
    )


def _rows(where: str, sizes: Mapping[int, HospitalDatabase]) -> Iterator[Row]:
    for name, probe in probes().items():
        yield _row(where, name, probe, sizes)


async def rows() -> list[Row]:
    with ExitStack() as open_:
        found = {size: open_.enter_context(on_sqlite(size)) for size in SIZES}
        answers = list(_rows("SQLite", found))
    if programs() is None:
        return answers
    with ExitStack() as open_:
        server = open_.enter_context(served())
        found = {size: open_.enter_context(on_postgres(server, size)) for size in SIZES}
        return answers + list(_rows("PostgreSQL", found))
