"""Five messages in each of a thousand channels, by the real relay at Slack's pace, to a stand-in
that answers 429 whenever a channel gets two in its second or a workspace more than it takes.

Five in a channel take five seconds however fast we are: that is what it is measured against. The
channels are spread over 200 workspaces, so that a workspace's five a second bind no earlier. In one
workspace they bind: a second row, of fewer. PACE_SECONDS ends a row that takes for ever; what was
delivered by then is scaled up, and the row says so.
"""

import asyncio
import os
import time
from collections import defaultdict, deque
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.slack.adapter import SlackAdapter
from bot.run.app import freeze_garbage_collector
from bot.run.relay import Relay
from bot.words.cards import Message, dump
from bot.words.delivery import Pace, Result, Sent, TryLater
from bot.words.events import Channel, Event
from storage import Writer
from storage.delivery import outbox
from storage.delivery.outbox import Address
from storage.engine.migrate import migrate
from storage.engine.session import open_hospital
from tests.bench.row import Row
from tests.harness import HARBOR

CHANNELS, EACH, IN_ONE = int(os.environ.get("PACE", "1000")), 5, 20
PATIENCE = float(os.environ.get("PACE_SECONDS", "45"))
A_MINUTE = 300  # what a workspace takes; the fake Slack of the tests refuses more as well
GOAL, LEAST_GAP = 1.2, 0.999


class Slack:
    """Refuses as Slack does, and keeps when each message came."""

    pace: Pace = SlackAdapter.pace.fget(object())  # type: ignore[attr-defined]

    def __init__(self) -> None:
        self.came: dict[str, list[float]] = defaultdict(list)
        self.refused = 0
        self._minute: dict[str, deque[float]] = defaultdict(deque)

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        now = time.monotonic()
        mine, minute = self.came[f"{to.workspace} {to.id}"], self._minute[to.workspace]
        while minute and minute[0] <= now - 60:
            minute.popleft()
        if (mine and now - mine[-1] < LEAST_GAP) or len(minute) >= A_MINUTE:
            self.refused += 1
            return TryLater(1.0, "429")
        mine.append(now)
        minute.append(now)
        await asyncio.sleep(0.02)
        return Sent(f"{len(mine)}")

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        return Sent(ref)

    async def find(self, to: Channel, *, thread: str, key: str) -> str | None:
        return None

    @property
    def posts(self) -> int:
        return sum(map(len, self.came.values()))


async def _nobody(_: Event) -> None:
    """Nothing is reported: nothing is stuck."""


def _wanted(writer: Writer, channels: int, workspaces: int) -> None:
    now = datetime.now(UTC)
    with writer.database.begin() as db:
        wants = outbox.OutboxBatch(now)
        for n in range(channels * EACH):
            place = n % channels
            where = Address("slack", f"T{place % workspaces}", f"C{place}", dm=False)
            wants.show(f"pace:{n}", where, dump(Message("On time")))
        wants.flush(db, now)


async def _delivered(folder: Path, channels: int, workspaces: int) -> tuple[float, Slack]:
    """Seconds until all had come."""
    database = open_hospital(f"sqlite:///{folder / f'pace{workspaces}.db'}", HARBOR.id)
    migrate(database)
    writer, slack = Writer(database), Slack()
    writer.start()
    _wanted(writer, channels, workspaces)
    relay = Relay(writer, {"slack": slack}, lambda: datetime.now(UTC), _nobody)
    start = time.monotonic()
    delivering = asyncio.create_task(relay.run())
    while (  # noqa: ASYNC110 - what the relay does, nobody is told
        slack.posts < channels * EACH and time.monotonic() - start < PATIENCE
    ):
        await asyncio.sleep(0.01)
    took = time.monotonic() - start
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    await asyncio.to_thread(writer.stop)
    database.kw["bind"].dispose()
    return took, slack


async def _row(folder: Path, channels: int, workspaces: int, floor: float) -> Row:
    took, slack = await _delivered(folder, channels, workspaces)
    wanted, came = channels * EACH, slack.posts
    gaps = [b - a for times in slack.came.values() for a, b in pairwise(times)]
    assert not gaps or min(gaps) >= LEAST_GAP, min(gaps)
    scaled = "" if came >= wanted else f", scaled from {came:,} in {took:.0f} s"
    what = f"{EACH} messages in {channels:,} channels of {workspaces} workspaces"
    return Row(
        f"{what}, {slack.refused} refused{scaled}",
        "what the pace allows",
        "s",
        (took * wanted / max(came, 1),),
        (floor,),
        GOAL,
        less=True,
    )


async def rows() -> list[Row]:
    freeze_garbage_collector()
    with TemporaryDirectory() as folder:
        gap = Slack.pace.workspace
        return [
            await _row(Path(folder), CHANNELS, max(CHANNELS // 5, 1), float(EACH)),
            await _row(Path(folder), IN_ONE, 1, max(EACH, IN_ONE * EACH * gap)),
        ]
