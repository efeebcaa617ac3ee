"""Hello-world: an event, the answer kept in the outbox and committed to disk, and the post, against
opsdroid 0.31 and errbot 6.2, which keep nothing. No network on either side.

OPSDROID_PYTHON and ERRBOT_PYTHON name interpreters that have them; `make bench-peers` makes both
under .bench. Without them the rows are left out, and that is said.
"""

import asyncio
import os
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.memory.adapter import MemoryAdapter
from bot.core.dispatcher import Core
from bot.core.router import Feature, Help, routes
from bot.core.work import Work
from bot.features import FEATURES
from bot.privacy import Guard
from bot.run.app import freeze_garbage_collector
from bot.run.relay import Relay
from bot.words.cards import Message, Reply
from bot.words.events import Account, Channel, Command
from storage import Writer
from storage.engine.migrate import migrate
from storage.engine.session import open_hospital
from tests.bench.row import Row
from tests.harness import HARBOR

MANY, AT_ONCE, CHANNELS, ROUNDS = 3000, 256, 64, 3
PEERS = (("opsdroid", "opsdroid 0.31", 3000, 1.0), ("errbot", "errbot 6.2", 600, 3.0))
NUMBERS = count(1)
feature = Feature("greet", (Help("greet", "says hello", more=True),))


@feature.command("greet")
def hello(event: Command, work: Work) -> Reply:
    work.show(f"hello:{event.id}", Message("Hello"), event.channel)
    return None


async def ours(folder: Path) -> tuple[float, float]:
    """Messages a second and a CPU second, each on disk before it was answered, and posted."""
    database = open_hospital(f"sqlite:///{folder / f'hello{next(NUMBERS)}.db'}", HARBOR.id)
    migrate(database)
    writer, memory = Writer(database), MemoryAdapter()
    writer.start()
    now = lambda: datetime.now(UTC)  # noqa: E731 - a clock
    core = Core(
        *(writer, HARBOR, routes((*FEATURES, feature)), Guard(), now),
        wake=lambda: relay.wake(),  # noqa: PLW0108 - made below
    )
    relay = Relay(writer, {"slack": memory}, now, core)
    delivering = asyncio.create_task(relay.run())
    await _asked(core, memory, 256)
    start, busy = time.perf_counter(), time.process_time()
    await _asked(core, memory, MANY)
    took, worked = time.perf_counter() - start, time.process_time() - busy
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    await asyncio.to_thread(writer.stop)
    database.kw["bind"].dispose()
    return MANY / took, MANY / worked


async def _asked(core: Core, memory: MemoryAdapter, many: int) -> None:
    line, before = iter(range(many)), len(memory.posts)

    async def ask() -> None:
        for n in line:
            who = Account("slack", "T1", f"u{n % 40}", f"Person {n % 40}")
            where = Channel("slack", "T1", f"c{n % CHANNELS}")
            await core(Command(f"h{next(NUMBERS)}", where, who, "greet"))

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    while len(memory.posts) < before + many:  # noqa: ASYNC110 - what the relay does, nobody is told
        await asyncio.sleep(0.002)


def interpreter(name: str) -> str | None:
    found = os.environ.get(f"{name.upper()}_PYTHON") or f".bench/{name}/bin/python"
    return found if Path(found).exists() else None


async def theirs(python: str, name: str, many: int) -> tuple[float, float]:
    script = f"tests/bench/hello/{name}_hello.py"
    process = await asyncio.create_subprocess_exec(
        *(python, script, str(many)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    a_second, a_cpu_second = map(float, out.decode().split()[-2:])
    return a_second, a_cpu_second


async def rows() -> list[Row]:
    found: list[Row] = []
    freeze_garbage_collector()
    with TemporaryDirectory() as folder:
        for name, called, many, goal in PEERS:
            python = interpreter(name)
            if python is None:
                print(f"  left out: {called} is not here (make bench-peers)", flush=True)  # noqa: T201
                continue
            pairs = [
                (await ours(Path(folder)), await theirs(python, name, many))
                for _ in range(ROUNDS + 1)
            ][1:]
            for n, unit in enumerate(("messages/s", "messages/CPU s")):
                mine, other = (tuple(pair[side][n] for pair in pairs) for side in (0, 1))
                what = "hello, from the event over the outbox to the post"
                found.append(Row(what, called, unit, mine, other, goal if not n else None))
    return found
