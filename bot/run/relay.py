"""Delivers what handlers asked to show: posts the new, edits the changed, retries the failed."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.run.clock import awake
from bot.words.cards import Message, load
from bot.words.delivery import Adapter, Pace, Result, Sent, TryLater, Undeliverable
from bot.words.events import Channel, Event, Stuck
from storage import HospitalSession, Unavailable, Writer
from storage.delivery import claims
from storage.delivery.claims import Claimed
from storage.delivery.jobs import Line
from storage.delivery.pace import Gaps
from storage.delivery.queue_heads import AHEAD
from storage.delivery.shown import NO_PARENT

log = structlog.get_logger()
POLL = 1.0
DEAF_POLL = 0.2  # where no word comes from other processes
AT_ONCE = 128  # on each platform, so that one that hangs leaves the others their part
LONGEST_WAIT = 60.0
GIVE_UP_AFTER = timedelta(hours=24)
MOST_FAULTS = 15  # of our own with one message: a quarter of an hour; its channel waits meanwhile
TIMEOUT = 20.0
SWEEP = 5.0  # seconds: how long what the queue has lost waits at the most
BATCHED = 0.01  # what comes within so many seconds is claimed together
BEATS = 4  # in a lease
NOTE_TRIES = 30
GRACE = 5.0


class Relay:
    """Makes the platforms show what `shown` says.

    `report` takes `Stuck` events back to the core; `clock` gives the time in UTC; `hears` says
    whether `wake` is called for what other processes want, too.
    """

    def __init__(
        self,
        writer: Writer,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
        report: Callable[[Event], Awaitable[object]],
        hears: Callable[[], bool] = lambda: True,
    ) -> None:
        self._writer, self._adapters = writer, adapters
        self._clock, self._report, self._hears = clock, report, hears
        self._room = dict.fromkeys(adapters, AT_ONCE)
        self._busy: dict[Line, Held] = {}
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._swept = -SWEEP

    def wake(self) -> None:
        """There may be something to deliver. May be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Deliver for ever; ends when cancelled, after what is under way or a few seconds."""
        self._loop = asyncio.get_running_loop()
        under_way: set[asyncio.Task[None]] = set()
        beating = asyncio.create_task(self._beat())
        try:
            while True:
                self._news.clear()
                for one in await self._claim():
                    task = asyncio.create_task(self._deliver(one))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll()):  # wait_for may lose our cancellation
                        await self._news.wait()
                await asyncio.sleep(BATCHED)
        finally:
            await _finish(under_way)
            beating.cancel()

    def _poll(self) -> float:
        return POLL if self._hears() else min(POLL, DEAF_POLL)

    async def drain(self) -> int:
        """Deliver all that is due now; returns how many deliveries were made."""
        done = 0
        while claimed := await self._claim(sweep=True):
            done += len(claimed)
            await asyncio.gather(*map(self._deliver, claimed))
        return done

    async def _claim(self, *, sweep: bool = False) -> list[Claimed]:
        """The next message of each free channel; nothing while the database is out of reach."""
        now, busy, began = self._clock(), set(self._busy), awake()
        gaps = {name: _gaps(adapter.pace) for name, adapter in self._adapters.items()}
        sweep = sweep or began - self._swept > SWEEP

        def job(db: HospitalSession) -> list[Claimed]:
            if sweep:
                claims.sweep(db, now)
            return claims.claim(db, now, busy, self._room, gaps)

        try:
            taken = await self._writer.run(job)
        except Unavailable:
            return []
        except Exception:  # one bad round must not end all delivery
            log.exception("could not look for what to deliver")
            return []
        self._swept = began if sweep else self._swept
        self._busy.update(
            {one.lane: Held(one, began + claims.LEASE.total_seconds()) for one in taken}
        )
        return taken

    async def _beat(self) -> None:
        """Renew the leases of what is under way, for as long as this process lives."""
        while True:
            await asyncio.sleep(claims.LEASE.total_seconds() / BEATS)
            for held in self._busy.values():
                held.push_off()
            if self._busy:
                await self._renew(list(self._busy.values()))

    async def _renew(self, held: Collection["Held"]) -> None:
        """Ask which of these are still ours; those that are not are let go where they wait."""
        began, now, ones = awake(), self._clock(), [one.claimed for one in held]
        try:
            mine = await self._writer.run(lambda db: claims.renew(db, now, ones))
        except Unavailable:
            return
        except Exception:
            log.exception("could not renew leases")
            return
        for one in held:
            if tuple(one.claimed.row.values()) in mine:
                one.until = began + claims.LEASE.total_seconds()

    async def _deliver(self, one: Claimed) -> None:
        try:
            if one.wait and not one.lost:
                await asyncio.sleep(one.wait)
            if not await self._ours(one):
                log.warning("another process took a delivery over", key=one.key)
                return
            end = await self._watched(one)
            if end is not None:
                await self._note(one, end)
        except Unavailable:
            log.warning("could not note a delivery; it may be repeated", key=one.key)
        except Exception:  # it comes up again when its lease ends
            log.exception("could not note a delivery", key=one.key)
        finally:
            self._busy.pop(one.lane, None)
            self._news.set()
            # Look again when the channel's next slot comes.
            if self._loop is not None and one.gap:
                self._loop.call_later(max(0.0, (one.gap - AHEAD).total_seconds()), self._news.set)

    async def _ours(self, one: Claimed) -> bool:
        """Whether the lease is ours for sure, just before the message is sent."""
        held = self._busy[one.lane]
        if awake() < held.until:
            return True
        await self._renew([held])
        return awake() < held.until

    async def _watched(self, one: Claimed) -> "End | None":
        """Send it. None where this process slept through its lease: what was under way then is cut
        off, before it could arrive late; whoever has the lease looks for it."""
        held = self._busy[one.lane]
        try:
            async with asyncio.timeout(None) as held.watch:
                held.push_off()
                return await self._attempt(one)
        except TimeoutError:
            log.warning("this process was stopped for longer than its lease", key=one.key)
            return None
        finally:
            held.watch = None

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
                noted = await run(lambda db: claims.delivered(db, one, ref, now))
            case TryLater(after, aside=True):
                again = now + timedelta(seconds=after)
                noted = await run(lambda db: claims.put_aside(db, one, again, now))
            case TryLater(after, why) if not _hopeless(one, end, now):
                again = now + timedelta(seconds=after or _backoff(one.attempts))
                if one.urgent and one.attempts == 0:
                    await self._stuck(one, why, dead=False)
                flags = {"unsure": end.unsure, "fault": end.fault, "closed": after > 0}
                noted = await run(lambda db: claims.failed(db, one, again, now, why=why, **flags))
            case TryLater(_, why) | Undeliverable(why):
                await self._stuck(one, why, dead=True)
                noted = await run(lambda db: claims.give_up(db, one, why, now))
                log.error("gave a message up", key=one.key, why=why)
        if not noted:
            log.warning("another process took a delivery over", key=one.key)

    async def _stuck(self, one: Claimed, why: str, *, dead: bool) -> None:
        name = f"{one.key}|{'|'.join(one.lane)}|{one.version}|{dead}"
        await self._report(Stuck(name, one.key, Channel(*one.address), why, dead))


@dataclass(slots=True)
class Held:
    """A message that this process delivers. `until` is when the lease may end, by `awake`; `watch`
    cuts the delivery off where nobody has put it off for a lease."""

    claimed: Claimed
    until: float
    watch: asyncio.Timeout | None = None

    def push_off(self) -> None:
        if self.watch is not None and not self.watch.expired():
            lease = claims.LEASE.total_seconds()
            self.watch.reschedule(asyncio.get_running_loop().time() + lease)


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


def _gaps(pace: Pace) -> Gaps:
    return Gaps(timedelta(seconds=pace.channel), timedelta(seconds=pace.workspace))


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
