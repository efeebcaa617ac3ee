"""Delivers what handlers asked to show: posts the new, edits the changed, retries the failed."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
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
AT_ONCE = 64
LONGEST_WAIT = 60.0
GIVE_UP_AFTER = timedelta(hours=24)
TIMEOUT = 20.0
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
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return []
        now, busy = self._clock(), set(self._busy)
        try:
            taken = await self._writer.run(lambda db: lanes.claim(db, self._hid, now, busy, room))
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
            result, unsure = await self._attempt(one)
            await self._note(one, result, unsure=unsure)
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

    async def _attempt(self, one: Claimed) -> tuple[Result, bool]:
        """Try once; the flag says that it may have arrived though we don't know."""
        if one.lost:
            return Undeliverable(NO_PARENT), False
        adapter = self._adapters.get(one.address.platform)
        if adapter is None:
            return TryLater(LONGEST_WAIT, "this platform is not configured here"), False
        try:
            async with asyncio.timeout(TIMEOUT):
                return await _send(adapter, one), False
        except Exception as error:  # noqa: BLE001 - whatever it was, the message must not be lost
            log.warning("delivery failed", key=one.key, why=type(error).__name__)
            return TryLater(why=type(error).__name__), True

    async def _note(self, one: Claimed, result: Result, *, unsure: bool) -> None:
        now = self._clock()
        match result:
            case Sent(ref):
                await self._writer.run(lambda db: lanes.delivered(db, one, ref, now))
            case TryLater(after, why) if one.tried_for(now) < GIVE_UP_AFTER:
                again = now + timedelta(seconds=after or _backoff(one.attempts))
                await self._writer.run(lambda db: lanes.failed(db, one, again, now, unsure=unsure))
                if one.urgent and one.attempts == 0:
                    await self._stuck(one, why, dead=False)
            case TryLater(_, why) | Undeliverable(why):
                await self._writer.run(lambda db: lanes.give_up(db, one, why, now))
                log.error("gave a message up", key=one.key, why=why)
                await self._stuck(one, why, dead=True)

    async def _stuck(self, one: Claimed, why: str, *, dead: bool) -> None:
        name = f"{one.key}|{'|'.join(one.lane)}|{one.version}|{dead}"
        await self._report(Stuck(name, one.key, Channel(*one.address), why, dead))


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
