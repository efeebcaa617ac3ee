"""What a queue costs: messages delivered by one worker on PostgreSQL, the lines listed by PgQueuer
against the lines looked for in `shown`, as on SQLite."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters.memory.adapter import MemoryAdapter
from bot.run.clock import utc_now
from bot.run.relay import Relay
from bot.words.cards import Message, dump
from bot.words.events import Event
from storage import HospitalSession, Writer
from storage.delivery import jobs, outbox
from storage.delivery.jobs.queue import PgQueue
from storage.delivery.jobs.table import NoQueue
from storage.delivery.outbox import Address
from storage.engine.session import open_hospital
from tests.bench.row import Row, in_turns
from tests.storage.postgres import emptied, made, served

LINES, EACH = 200, 5


async def rows() -> list[Row]:
    with served() as server:
        url = made(server, "jobs")

        def using(kind: PgQueue | NoQueue) -> Callable[[], Awaitable[float]]:
            return lambda: _delivered(emptied(url), kind)

        ours, theirs = await in_turns(using(PgQueue()), using(NoQueue()))
    against = "lines looked for in shown"
    return [Row("delivery through PgQueuer", against, "messages a second", ours, theirs)]


async def _delivered(url: str, kind: PgQueue | NoQueue) -> float:
    """Messages a second, of some lines with several each."""
    kept, jobs._jobs = jobs._jobs, lambda _: kind  # type: ignore[assignment]
    writer = Writer(open_hospital(url, "bench"))
    writer.start()
    try:
        await writer.run(_want)
        relay = Relay(writer, {"teams": MemoryAdapter()}, utc_now, _report)
        began = time.perf_counter()
        done = 0
        while claimed := await relay._claim():
            done += len(claimed)
            await asyncio.gather(*map(relay._deliver, claimed))
        assert done == LINES * EACH
        return done / (time.perf_counter() - began)
    finally:
        writer.stop()
        writer.database.kw["bind"].dispose()
        jobs._jobs = kept


def _want(db: HospitalSession) -> None:
    now = utc_now()
    for n in range(LINES * EACH):
        address = Address("teams", "tenant", f"room{n % LINES}", dm=False)
        outbox.batch_of(db, now).show(f"k{n}", address, dump(Message("x")))


async def _report(_: Event) -> None:
    return None
