"""Delivers what handlers asked to show: posts the new, edits the changed, retries the failed."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.cards import Message, load
from bot.delivery import Adapter, Result, Sent, TryLater, Undeliverable
from bot.events import Channel, Event, Stuck
from storage import Unavailable, Writer, lanes
from storage.lanes import Claimed
from storage.outbox import NO_PARENT

log = structlog.get_logger()
POLL = 1.0
AT_ONCE = 32  # on each platform, so that one that hangs leaves the others their part
LONGEST_WAIT = 60.0
GIVE_UP_AFTER = timedelta(hours=24)
MOST_FAULTS = 15  # of our own with one message: a quarter of an hour; its channel waits meanwhile
TIMEOUT = 20.0
LONGEST_QUEUE = 5.0  # seconds; with the timeout it must stay within the lease
NOTE_TRIES = 30
GRACE = 5.0


class Relay:
    """Makes the platforms show what `shown` says.

    `report` takes `Stuck` events back to the core; `clock` gives the time in UTC.
    """

    def __init__(
        self,
        writer: Writer,
        hid: str,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
        report: Callable[[Event], Awaitable[object]],
    ) -> None:
        self._writer, self._hid, self._adapters = writer, hid, adapters
        self._clock, self._report = clock, report
        self._room = {name: _room(adapter) for name, adapter in adapters.items()}
        self._busy: set[tuple[str, str, str]] = set()
        self._slots: dict[tuple[str, ...], float] = {}
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """There may be something to deliver. May be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Deliver for ever; ends when cancelled, after what is under way or a few seconds."""
        self._loop = asyncio.get_running_loop()
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._news.clear()
                for one in await self._claim():
                    task = asyncio.create_task(self._deliver(one))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL):  # wait_for may lose our cancellation
                        await self._news.wait()
        finally:
            await _finish(under_way)

    async def drain(self) -> int:
        """Deliver all that is due now; returns how many deliveries were made."""
        done = 0
        while claimed := await self._claim():
            done += len(claimed)
            await asyncio.gather(*map(self._deliver, claimed))
        return done

    async def _claim(self) -> list[Claimed]:
        """The next message of each free channel; nothing while the database is out of reach."""
        now, busy, hid = self._clock(), set(self._busy), self._hid
        try:
            taken = await self._writer.run(lambda db: lanes.claim(db, hid, now, busy, self._room))
        except Unavailable:
            return []
        except Exception:  # one bad round must not end all delivery
            log.exception("could not look for what to deliver")
            return []
        self._busy.update(one.lane for one in taken)
        return taken

    async def _deliver(self, one: Claimed) -> None:
        try:
            if not one.lost:
                await self._paced(one)
            end = await self._attempt(one)
            self._rested(one)
            await self._note(one, end)
        except Unavailable:
            log.warning("could not note a delivery; it may be repeated", key=one.key)
        except Exception:  # it comes up again when its lease ends
            log.exception("could not note a delivery", key=one.key)
        finally:
            self._busy.discard(one.lane)
            self._news.set()

    async def _paced(self, one: Claimed) -> None:
        """Wait for this channel's and this workspace's next slot."""
        adapter = self._adapters.get(one.address.platform)
        if adapter is None:
            return
        loop, pace = asyncio.get_running_loop(), adapter.pace
        slots = ((one.lane, pace.channel), (one.lane[:2], pace.workspace))
        at = max(self._slots.get(name, 0.0) for name, _ in slots)
        start = max(at, loop.time())
        for name, gap in slots:
            if gap:
                self._slots[name] = start + gap
        if start > loop.time():
            await asyncio.sleep(start - loop.time())

    def _rested(self, one: Claimed) -> None:
        """The channel's next slot comes its gap after this call's end: when within the call the
        platform counted it is not known."""
        adapter = self._adapters.get(one.address.platform)
        if adapter is not None and adapter.pace.channel:
            ended = asyncio.get_running_loop().time()
            self._slots[one.lane] = ended + adapter.pace.channel

    async def _attempt(self, one: Claimed) -> "End":
        if one.lost:
            return End(Undeliverable(NO_PARENT))
        adapter = self._adapters.get(one.address.platform)
        if adapter is None:
            return End(TryLater(LONGEST_WAIT, "this platform is not configured here"))
        try:
            async with asyncio.timeout(TIMEOUT):
                return _ended(await _send(adapter, one))
        except (TimeoutError, OSError) as error:
            return End(TryLater(why=type(error).__name__), unsure=True)
        except Exception as error:  # whatever it was, the message must not be lost
            log.warning("delivery failed", key=one.key, exc_info=error)
            return End(TryLater(why=type(error).__name__), unsure=True, fault=True)

    async def _note(self, one: Claimed, end: "End") -> None:
        """Keep what came of it. What the platform has and we don't know would be sent again, so
        a database that is out of reach is asked for half a minute."""
        for _ in range(NOTE_TRIES):
            with suppress(Unavailable):
                return await self._noted(one, end)
            await asyncio.sleep(1)
        return await self._noted(one, end)

    async def _noted(self, one: Claimed, end: "End") -> None:
        """Trouble is reported before it is kept: a crash in between repeats the report, which the
        inbox drops, and does not lose it."""
        now, run = self._clock(), self._writer.run
        match end.result:
            case Sent(ref):
                await run(lambda db: lanes.delivered(db, one, ref, now))
            case TryLater(after, aside=True):
                again = now + timedelta(seconds=after)
                await run(lambda db: lanes.put_aside(db, one, again))
            case TryLater(after, why) if not _hopeless(one, end, now):
                again = now + timedelta(seconds=after or _backoff(one.attempts))
                if one.urgent and one.attempts == 0:
                    await self._stuck(one, why, dead=False)
                flags = {"unsure": end.unsure, "fault": end.fault, "closed": after > 0}
                await run(lambda db: lanes.failed(db, one, again, now, why=why, **flags))
            case TryLater(_, why) | Undeliverable(why):
                await self._stuck(one, why, dead=True)
                await run(lambda db: lanes.give_up(db, one, why, now))
                log.error("gave a message up", key=one.key, why=why)

    async def _stuck(self, one: Claimed, why: str, *, dead: bool) -> None:
        name = f"{one.key}|{'|'.join(one.lane)}|{one.version}|{dead}"
        await self._report(Stuck(name, one.key, Channel(*one.address), why, dead))


@dataclass(frozen=True, slots=True)
class End:
    """How a try ended. `unsure`: it may have arrived though we don't know. `fault`: an adapter
    raised what no adapter should."""

    result: Result
    unsure: bool = False
    fault: bool = False


def _ended(result: Result) -> End:
    """A platform that names no time to wait may be one whose answer was lost."""
    return End(result, unsure=isinstance(result, TryLater) and not result.after)


def _hopeless(one: Claimed, end: End, now: datetime) -> bool:
    mistaken = end.fault and one.faults + 1 >= MOST_FAULTS
    return mistaken or one.tried_for(now) >= GIVE_UP_AFTER


def _room(adapter: Adapter) -> int:
    """How many deliveries may wait for their slot at once."""
    gap = adapter.pace.workspace
    return max(1, min(AT_ONCE, int(LONGEST_QUEUE / gap))) if gap else AT_ONCE


async def _finish(under_way: set[asyncio.Task[None]]) -> None:
    """Let deliveries come to their end, so that none is in doubt; not for ever."""
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=GRACE)
        for task in late:
            task.cancel()


async def _send(adapter: Adapter, one: Claimed) -> Result:
    """Post what is new, edit what is there; after a crash look for it before posting again."""
    to, message = Channel(*one.address), _message(one.body)
    ref = one.ref
    if not ref and one.unsure:
        ref = await adapter.find(to, thread=one.thread, key=one.key) or ""
    if ref:
        return await adapter.edit(to, ref, message)
    return await adapter.post(to, message, thread=one.thread, key=one.key)


def _message(body: str) -> Message:
    message = load(json.loads(body))
    assert isinstance(message, Message)
    return message


def _backoff(attempts: int) -> float:
    """Seconds until the next try: doubling from one second to a minute, a fifth of it by chance."""
    wait = min(2.0**attempts, LONGEST_WAIT)
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 - spreads retries, guards no secret
