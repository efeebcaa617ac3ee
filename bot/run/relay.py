"""The relay of the outbox: posts new messages, edits changed ones, retries with backoff what
failed.

It claims the first message of each free channel under a lease, keeps the leases by a heartbeat, and
records how each attempt ended. Delivery is at least once: an attempt whose end is not known is
looked for on the platform (`Adapter.find`) before it is repeated. What can't be delivered for a day
becomes a dead letter that administrators see.
"""

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
from bot.words.delivery import NOT_CONFIGURED, Adapter, Pace, Result, Sent, TryLater, Undeliverable
from bot.words.events import Arrived, Channel, Event, Stuck
from bot.words.platforms import PAGER, PLATFORMS
from storage import HospitalSession, Unavailable, Writer
from storage.delivery import claims
from storage.delivery.claims import Claimed
from storage.delivery.jobs import Destination
from storage.delivery.jobs.destinations import LONGEST_BACKOFF
from storage.delivery.pace import EditLimit, RateLimit
from storage.delivery.queue_heads import AHEAD
from storage.delivery.shown import NO_PARENT
from storage.trust.sealed_reporters import PLATFORM as SEALED

log = structlog.get_logger()
POLL = 1.0  # seconds
DEAF_POLL = 0.2  # seconds, where no notification comes from other processes
AT_ONCE = 128  # deliveries on each platform, so that one that hangs leaves the others their part
LONGEST_WAIT = 60.0  # seconds between two attempts, where the platform names no time
GIVE_UP_AFTER = timedelta(hours=24)
MOST_FAULTS = 15  # of our own with one message: a quarter of an hour; its channel waits meanwhile
TIMEOUT = 20.0  # seconds for one attempt
SWEEP = 5.0  # seconds that a channel which the queue has lost waits at most
BATCHED = 0.01  # seconds: what comes within them is claimed together, in one transaction
BEATS = 4  # heartbeats in a lease, so that two may be lost
RECORD_TRIES = 30  # a second apart
NO_TURN = "as many edits as the platform takes were made"
GRACE = 5.0  # seconds for what is under way when the process ends


class Relay:
    """Makes the platforms show what the outbox says.

    `report` takes `Stuck` events back to the core; `clock` gives the time in UTC, and `settled`
    says whether nobody has set it lately: no message is given up by its age before. `hears` says
    whether `wake` is also called for what other processes want. The core is told of the arrival of
    messages that are `awaited`.
    """

    def __init__(
        self,
        writer: Writer,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
        report: Callable[[Event], Awaitable[object]],
        hears: Callable[[], bool] = lambda: True,
        settled: Callable[[], bool] = lambda: True,
        awaited: Callable[[str], bool] = lambda _key: False,
    ) -> None:
        self._awaited = awaited
        self._writer, self._adapters = writer, adapters
        self._clock, self._report, self._hears, self._settled = clock, report, hears, settled
        # Platforms without an adapter get room as well: their messages are attempted, fail as "not
        # configured here" and show up among what is stuck, instead of waiting unseen.
        unserved = dict.fromkeys((*PLATFORMS, SEALED, PAGER), claims.MOST)
        self._room = unserved | dict.fromkeys(adapters, AT_ONCE)
        self._busy: dict[Destination, Lease] = {}
        self._wakened = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._swept = -SWEEP

    def wake(self) -> None:
        """There may be something to deliver. Safe to call from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wakened.set)

    async def run(self) -> None:
        """Deliver for ever; ends when cancelled, after what is under way or a few seconds."""
        self._loop = asyncio.get_running_loop()
        under_way: set[asyncio.Task[None]] = set()
        heartbeat = asyncio.create_task(self._heartbeat())
        try:
            while True:
                # Cleared before the claim: what is wanted while we claim wakes us once more.
                self._wakened.clear()
                for message in await self._claim():
                    task = asyncio.create_task(self._deliver(message))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll()):  # wait_for may lose our cancellation
                        await self._wakened.wait()
                await asyncio.sleep(BATCHED)
        finally:
            await _finish(under_way)
            heartbeat.cancel()

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
        limits = {name: _rate_limit(adapter.pace) for name, adapter in self._adapters.items()}
        sweep = sweep or began - self._swept > SWEEP

        def job(db: HospitalSession) -> list[Claimed]:
            if sweep:
                claims.sweep(db, now)
            return claims.claim(db, now, busy, self._room, limits)

        try:
            claimed = await self._writer.run(job)
        except Unavailable:
            return []
        except Exception:  # one bad round must not end all delivery
            log.exception("could not look for what to deliver")
            return []
        self._swept = began if sweep else self._swept
        # Counted from before the claim, so that we never believe a lease to last longer than it
        # does.
        until = began + claims.LEASE.total_seconds()
        self._busy.update({message.destination: Lease(message, until) for message in claimed})
        return claimed

    async def _heartbeat(self) -> None:
        """Renew the leases of what is under way, for as long as this process lives."""
        while True:
            await asyncio.sleep(claims.LEASE.total_seconds() / BEATS)
            for lease in self._busy.values():
                lease.postpone_cut_off()
            if self._busy:
                await self._renew(list(self._busy.values()))

    async def _renew(self, leases: Collection["Lease"]) -> None:
        """Renew what is still ours; a lease that has passed to another process just ends here."""
        began, now, messages = awake(), self._clock(), [lease.message for lease in leases]
        try:
            ours = await self._writer.run(lambda db: claims.renew(db, now, messages))
        except Unavailable:
            return
        except Exception:
            log.exception("could not renew leases")
            return
        for lease in leases:
            if tuple(lease.message.row.values()) in ours:
                lease.until = began + claims.LEASE.total_seconds()

    async def _deliver(self, message: Claimed) -> None:
        try:
            if message.wait and not message.lost:
                await asyncio.sleep(message.wait)
            if not await self._is_ours(message):
                log.warning("another process took a delivery over", key=message.key)
                return
            outcome = await self._attempt_under_lease(message)
            if outcome is not None:
                await self._record(message, outcome)
        except Unavailable:
            log.warning("could not note a delivery; it may be repeated", key=message.key)
        except Exception:  # it comes up again when its lease ends
            log.exception("could not note a delivery", key=message.key)
        finally:
            self._busy.pop(message.destination, None)
            self._wakened.set()
            # Look again when the channel's next slot comes.
            if self._loop is not None and message.gap:
                next_slot = max(0.0, (message.gap - AHEAD).total_seconds())
                self._loop.call_later(next_slot, self._wakened.set)

    async def _is_ours(self, message: Claimed) -> bool:
        """Whether the lease is certainly ours, asked just before the message is sent: between the
        claim and now this process may have been suspended."""
        lease = self._busy[message.destination]
        if awake() < lease.until:
            return True
        await self._renew([lease])
        return awake() < lease.until

    async def _attempt_under_lease(self, message: Claimed) -> "Outcome | None":
        """Send it. None where this process slept through its lease: the request under way is cut
        off before it can arrive late, and the next holder of the lease searches for the message."""
        lease = self._busy[message.destination]
        try:
            async with asyncio.timeout(None) as lease.cut_off:
                lease.postpone_cut_off()
                return await self._attempt(message)
        except TimeoutError:
            log.warning("this process was stopped for longer than its lease", key=message.key)
            return None
        finally:
            lease.cut_off = None

    async def _attempt(self, message: Claimed) -> "Outcome":
        if message.lost:
            return Outcome(Undeliverable(NO_PARENT))
        if message.aside:
            return Outcome(TryLater(message.aside, NO_TURN, aside=True))
        adapter = self._adapters.get(message.address.platform)
        if adapter is None:
            return Outcome(TryLater(LONGEST_WAIT, NOT_CONFIGURED))
        try:
            async with asyncio.timeout(TIMEOUT):
                result = await _send(adapter, message)
        except (TimeoutError, OSError) as error:
            return Outcome(TryLater(why=type(error).__name__), unsure=True)
        except Exception as error:  # whatever it was, the message must not be lost
            log.warning("delivery failed", key=message.key, exc_info=error)
            return Outcome(TryLater(why=type(error).__name__), unsure=True, fault=True)
        # A platform that names no time to wait may be one whose answer was lost on the way.
        return Outcome(result, unsure=isinstance(result, TryLater) and not result.after)

    async def _record(self, message: Claimed, outcome: "Outcome") -> None:
        """Record the outcome. What the platform has and we don't know of would be sent again, so a
        database that is out of reach is asked for half a minute."""
        for _ in range(RECORD_TRIES):
            with suppress(Unavailable):
                return await self._record_once(message, outcome)
            await asyncio.sleep(1)
        return await self._record_once(message, outcome)

    async def _record_once(self, message: Claimed, outcome: "Outcome") -> None:
        """Trouble is reported before it is recorded: a crash in between repeats the report, which
        the inbox drops as a duplicate. The other way round it would be lost."""
        now, run = self._clock(), self._writer.run
        match outcome.result:
            case Sent(ref):
                recorded = await run(lambda db: claims.delivered(db, message, ref, now))
                if recorded and not message.ref and self._awaited(message.key):
                    await self._report_arrived(message)
            case TryLater(after, aside=True):
                again = now + timedelta(seconds=after)
                recorded = await run(lambda db: claims.put_aside(db, message, again, now))
            case TryLater(after, why) if not self._hopeless(message, outcome, now):
                wait = timedelta(seconds=after or _backoff(message.attempts))
                again = now + min(wait, LONGEST_BACKOFF)
                if message.urgent and message.attempts == 0:
                    await self._report_stuck(message, why, dead=False)
                flags = {"unsure": outcome.unsure, "fault": outcome.fault, "closed": after > 0}
                recorded = await run(
                    lambda db: claims.failed(db, message, again, now, why=why, **flags)
                )
            case TryLater(_, why) | Undeliverable(why):
                await self._report_stuck(message, why, dead=True)
                recorded = await run(lambda db: claims.give_up(db, message, why, now))
                log.error("gave a message up", key=message.key, why=why)
        if not recorded:
            log.warning("another process took a delivery over", key=message.key)

    def _hopeless(self, message: Claimed, outcome: "Outcome", now: datetime) -> bool:
        mistaken = outcome.fault and message.faults + 1 >= MOST_FAULTS
        return mistaken or (self._settled() and message.tried_for(now) >= GIVE_UP_AFTER)

    async def _report_arrived(self, message: Claimed) -> None:
        to = Channel(*message.address)
        await self._report(
            Arrived(f"{message.key}|{'|'.join(message.destination)}", message.key, to)
        )

    async def _report_stuck(self, message: Claimed, why: str, *, dead: bool) -> None:
        # The event's id is its idempotency key: the same trouble with the same version is one
        # event.
        event_id = f"{message.key}|{'|'.join(message.destination)}|{message.version}|{dead}"
        await self._report(Stuck(event_id, message.key, Channel(*message.address), why, dead))


@dataclass(slots=True)
class Lease:
    """A message that this process delivers. `until` is when the lease may end, by `awake`;
    `cut_off` ends the attempt unless the heartbeat keeps putting it off, a lease at a time: a
    process that wakes from suspension finds it expired before any of its requests goes on."""

    message: Claimed
    until: float
    cut_off: asyncio.Timeout | None = None

    def postpone_cut_off(self) -> None:
        if self.cut_off is not None and not self.cut_off.expired():
            lease = claims.LEASE.total_seconds()
            self.cut_off.reschedule(asyncio.get_running_loop().time() + lease)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `unsure`: the message may have arrived though we don't know. `fault`:
    an adapter raised what no adapter should."""

    result: Result
    unsure: bool = False
    fault: bool = False


def _rate_limit(pace: Pace) -> RateLimit:
    gaps = timedelta(seconds=pace.channel), timedelta(seconds=pace.workspace)
    if (edits := pace.edits) is None:
        return RateLimit(*gaps)
    span = timedelta(seconds=edits.seconds)
    return RateLimit(*gaps, EditLimit(span, edits.most, edits.ordinary, edits.by_channel))


async def _finish(under_way: set[asyncio.Task[None]]) -> None:
    """Let attempts end, so that none is unsure after a restart; not for ever."""
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=GRACE)
        for task in late:
            task.cancel()


async def _send(adapter: Adapter, claimed: Claimed) -> Result:
    """Post what is new, edit what is there; after a crash look for it before posting again."""
    to, message = Channel(*claimed.address), load(json.loads(claimed.body))
    assert isinstance(message, Message)
    ref = claimed.ref
    if not ref and claimed.unsure:
        ref = await adapter.find(to, thread=claimed.thread, key=claimed.key) or ""
    if ref:
        return await adapter.edit(to, ref, message)
    return await adapter.post(to, message, thread=claimed.thread, key=claimed.key)


def _backoff(attempts: int) -> float:
    """Seconds until the next attempt: exponential from one second to a minute, jittered by a tenth
    either way, so that channels that failed together don't come back together."""
    wait = min(2.0**attempts, LONGEST_WAIT)
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 - spreads retries, guards no secret
