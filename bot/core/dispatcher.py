"""The one door into the bot: an event in, a reply out, one transaction."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog

from bot.core import cleanup, emergencies, left_behind
from bot.core.belonging import Belonging
from bot.core.beside import Reader
from bot.core.guarding import Guarded, guarded, length, mentions
from bot.core.heard import about, hint, meant, not_for_us
from bot.core.held_answers import held
from bot.core.idempotency import Handled, counts, handled, name_of, repeated
from bot.core.identity import Sides, identify
from bot.core.looking import Looking
from bot.core.nouns import Noun
from bot.core.our_fault import sorry
from bot.core.rate_limits import Limits
from bot.core.renewing import renewed
from bot.core.room_facts import OUTSIDE, learn
from bot.core.route import Beside, Unfinished
from bot.core.router import Claim, Rearm, Routed, Routes, job_name, lasting, route, route_of
from bot.core.timer_runs import TimerRuns
from bot.core.typed_text import spoken
from bot.core.work import Work
from bot.privacy import Guard
from bot.rules.hospital import Hospital
from bot.words.cards import Message, Reply
from bot.words.delivery import Looks
from bot.words.events import (
    Arrived,
    Command,
    Due,
    Event,
    Joined,
    Left,
    Press,
    Reacted,
    Renew,
    Said,
    Search,
    Stuck,
    Submit,
    Tick,
)
from bot.words.refusal import Refused
from storage import HospitalSession, Unavailable, Writer
from storage.delivery import false_future, held_answers, inbox, outbox, timers
from storage.nouns import people, people_names
from storage.progress import changed_since, written

log = structlog.get_logger()
Door: TypeAlias = Callable[[Event], Awaitable[Reply]]
Seen: TypeAlias = Callable[[str, str, float], None]
ROSTER_AGE = timedelta(minutes=1)
AT_ONCE = 25  # timers; what people do waits for no more than these
LONG_TEXT = 500  # characters; checking more would hold other events up
SWEEP_EVERY = timedelta(hours=1)
SET_BACK = timedelta(minutes=1)  # what clocks are corrected by every day
REPEATS_END = timedelta(days=3)  # platforms deliver again for a day at the most


class Core:
    """Takes events, one at a time as far as anyone can tell.

    `wake` is called when something was committed that should be shown; `sides` are the platforms'
    groups whose members are on a side; `claims` take in bulk what comes due; `rearms` are run at
    the first tick and after the clock was set back; `settled` says whether nobody has set it
    lately; `pepper` keys the digests that events are known by, where there is a key. `seen` is told
    of every event: its kind, how it ended (`answered`, `refused`, `failed`, `unavailable`) and the
    seconds it took. `holds` are the platforms that say when they have given an answer: theirs are
    held until then, and say which of the `nouns` they are about.

    Raises `Unavailable` when nothing could be stored; then the platform must be left to deliver
    the event again.
    """

    def __init__(
        self,
        writer: Writer,
        hospital: Hospital,
        table: Routes,
        guard: Guard,
        clock: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
        sides: Sides | None = None,
        claims: Sequence[Claim] = (),
        limits: Limits | None = None,
        pepper: bytes = b"",
        seen: Seen = lambda _kind, _outcome, _seconds: None,
        rearms: Sequence[Rearm] = (),
        settled: Callable[[], bool] = lambda: True,
        holds: frozenset[str] = frozenset(),
        looks: Mapping[str, Looks] | None = None,
        nouns: Sequence[Noun[Any]] = (),
    ) -> None:
        self._writer, self._hospital, self._table = writer, hospital, table
        self._guard, self._clock, self._wake = guard, clock, wake
        self._sides, self._claims, self._pepper = sides or {}, claims, pepper
        self._roster: tuple[datetime, frozenset[str]] | None = None
        self._reading_roster = asyncio.Lock()
        self._swept, self._limits, self._seen = clock(), limits, seen
        self._rearms, self._settled = rearms, settled
        self._ticked: datetime | None = None
        self._deleting = [name for (_, name), route in table.items() if route.deletes]
        self._holds, self._belonging = holds, Belonging(table, nouns)
        self._reader = Reader(writer, self._work)
        # The platforms put themselves there once they are made, so an empty one is kept as it is.
        self._looking = Looking({} if looks is None else looks, guard, self._names)
        ways = (self._reader, self._looking, self._work, self._routed)
        self._timers = TimerRuns(writer, table, *ways, self._done)

    async def __call__(self, event: Event) -> Reply:
        """The answer to an event, after what it changed is committed; to a repeated one None, or
        that it was sent already where somebody sent it again."""
        if isinstance(event, Tick):
            await self._tick(event.now)
            return None
        if not_for_us(self._table, event):
            return None
        begun, outcome = time.perf_counter(), "answered"
        try:
            if isinstance(event, Renew):
                return await self._reader.look(lambda work: renewed(self._table, event, work))
            return await self._taken(event)
        except Refused as refused:
            outcome = "refused"
            await self._note_guest(event)
            reply = None if isinstance(event, Reacted) else Message(str(refused))
            return emergencies.first(self._hospital, "", event, reply)
        except Unavailable:
            outcome = "unavailable"
            raise
        except Exception as error:  # noqa: BLE001 - ours to log, never the asker's to see
            outcome = "failed"
            return sorry(error, event)
        finally:
            self._seen(type(event).__name__, outcome, time.perf_counter() - begun)

    async def _note_guest(self, event: Event) -> None:
        """A guest who was refused reads in that room (R39); the refusal left nothing."""
        if isinstance(event, Command | Press | Submit | Said | Search) and event.actor.guest:
            where = event.channel
            await self._writer.run(lambda db: learn(self._work(db), where, guest=True), "guest")

    async def _taken(self, event: Routed) -> Reply:
        if self._limits is not None:
            self._limits.check(event)
        reply = await self._answer(event)
        self._wake()
        return reply

    async def _answer(self, event: Routed) -> Reply:
        event = await self._picked(event)
        clean = await self._cleaned(event)
        try:
            found = await self._handled(event, clean)
        except Refused:
            await self._ask_to_clean(clean)
            raise
        if isinstance(found, Unfinished):
            instead = await self._reader.finish(found.rest, job_name(self._table, clean.event))
            found = found.reply if instead is None else instead
        return await self._reader.answer(found) if isinstance(found, Beside) else found

    async def _handled(self, event: Routed, clean: Guarded) -> Reply | Beside | Unfinished:
        job = job_name(self._table, clean.event)
        if self._unlinkable(clean.event):
            return (await self._writer.run(lambda db: self._handle(db, clean), job)).found
        once = inbox.idempotency_key(self._hospital.id, name_of(event), self._clock(), self._pepper)
        route = route_of(self._table, clean.event)
        done = await self._writer.run_once(
            once,
            lambda db: self._handle(db, clean),
            job,
            gathers=route is not None and route.gathers,
            counts=lambda done: counts(event, done),
        )
        return repeated(event) if done is None else done.found

    async def _picked(self, event: Routed) -> Routed:
        """With what the message says that it is about, where that is to be looked at first."""
        found = route_of(self._table, event) if isinstance(event, Press) else None
        if found is None or not found.looks or not isinstance(event, Press):
            return event
        return await self._looking.picked(event)

    async def _ask_to_clean(self, clean: Guarded) -> None:
        """What was refused stands in its channel all the same."""
        event = clean.event
        if cleanup.stands(event, clean.checked) and not cleanup.unasked(self._table, event):
            await self._writer.run(lambda db: cleanup.ask(self._work(db), event, clean.checked))
            self._wake()

    def _unlinkable(self, event: Event) -> bool:
        """Whether nothing may tell that this person did it at this moment.

        Other events are kept under a digest of their ids, so that none is handled twice. The id of
        a direct message tells whose it is; with all candidates at hand a digest can be worked out,
        and its place among others tells when. So of anonymous events no digest is kept. Most of
        them change nothing; what is raised is known by the random word that its form carries
        (`storage.trust.sealed_reporters.Receipt`), and the rest changes nothing the second time.
        """
        route = route_of(self._table, event)
        return route is not None and route.unlinkable(event)

    async def _cleaned(self, event: Routed) -> Guarded:
        """Hop 4, before the transaction: a long text is checked beside the loop."""
        if isinstance(event, Due | Stuck | Arrived):
            return Guarded(event)
        said, names = self._spoken(event), await self._names()
        names |= {one.label for one in mentions(said)}
        if length(said) < LONG_TEXT:
            return guarded(said, self._guard, names)
        return await asyncio.to_thread(guarded, said, self._guard, names)

    def _handle(self, db: HospitalSession, clean: Guarded) -> Handled:
        work = self._work(db)
        reply = self._routed(work, clean)
        found = Unfinished(reply, work.rest) if work.rest else reply
        return handled(clean.event, found, changed=work.changed)

    def _routed(self, work: Work, clean: Guarded) -> Reply | Beside:
        event = meant(clean.event, work)
        assert not isinstance(event, Tick | Renew)
        if isinstance(event, Due | Stuck | Arrived):
            return route(self._table, event, work)
        work.about, work.event_at = about(event, work.db), event.at
        work.mentions, work.sides = mentions(event), self._sides
        cleanup.followed(work, event, clean.checked)
        if not_for_us(self._table, event, work.about):
            return None
        if not work.about and not hint(event, self._hospital.raise_emoji):
            return None
        if event.actor.id and not isinstance(event, Joined | Left):
            noted = not self._unlinkable(event)
            outside = isinstance(event, Said) and work.about.startswith(OUTSIDE)
            who = (event.channel, event.actor, self._sides)
            work.actor = identify(work, *who, noted=noted, outside=outside)
        work.checked, work.raw = clean.checked, clean.raw
        before = written(work.db)
        reply = route(self._table, event, work)
        work.changed = changed_since(work.db, before)
        if not cleanup.unasked(self._table, event):
            cleanup.ask(work, event, clean.checked)
        if isinstance(reply, Beside) or any(one.answer for one in work.rest):
            return reply
        reply = left_behind.told(event, work, reply)
        unit = "" if work.actor is None else work.actor.unit
        reply = emergencies.first(self._hospital, unit, event, reply)
        reply = lasting(self._table, event, reply)
        if event.channel.platform not in self._holds:
            return reply
        return held(work, event, reply, self._belonging)

    def _spoken(self, event: Routed) -> Routed:
        """A sentence that begins with no verb of ours is text from its first word on."""
        known = lambda verb: (Command, verb) in self._table  # noqa: E731
        return spoken(event, known) if isinstance(event, Command) else event

    def _work(self, db: HospitalSession) -> Work:
        now = self._clock()
        return Work(db, now, self._hospital, outbox.batch_of(db, now))

    async def _names(self) -> frozenset[str]:
        """The names of all staff, at most a minute old."""
        async with self._reading_roster:  # those who come meanwhile wait for the same answer
            now = self._clock()
            if self._roster is None or abs(now - self._roster[0]) > ROSTER_AGE:
                self._roster = now, await self._writer.read(people.roster)
            return self._roster[1]

    async def _tick(self, now: datetime) -> None:
        """Run what is due, in its order; a timer that fails takes no other with it. What deletes
        for good waits until the clock has settled."""
        await self._rearm(now)
        for claim in self._claims:
            await self._claim(claim)
        if self._holds:
            await self._release(now)
        waits = [] if self._settled() else self._deleting
        due = await self._writer.run(lambda db: timers.due(db, now, but=waits))
        for some in (due[at : at + AT_ONCE] for at in range(0, len(due), AT_ONCE)):
            ends = await asyncio.gather(*map(self._timers.run, some), return_exceptions=True)
            if failed := [end for end in ends if end is not None]:
                raise failed[0]
        if abs(now - self._swept) > SWEEP_EVERY and self._settled():
            self._swept = now
            await self._swept_up(now)

    def _done(self, outcome: str, seconds: float) -> None:
        """A timer was run."""
        self._seen("Due", outcome, seconds)
        if outcome != "unavailable":
            self._wake()

    async def _release(self, now: datetime) -> None:
        """Let answers come by the outbox whose process died before it gave them."""
        if await self._writer.run(lambda db: self._overdue(db, now), "late answers"):
            log.warning("answers come late: their process ended before it gave them")
            self._wake()

    def _overdue(self, db: HospitalSession, now: datetime) -> int:
        found = held_answers.take_overdue(db, now)
        for answer in found:
            outbox.batch_of(db, now).show_held(answer)
        return len(found)

    async def _swept_up(self, now: datetime) -> None:
        """A piece at a time, so that what people do comes in between."""
        for chore in (
            lambda db: inbox.sweep(db, now - REPEATS_END),
            people_names.index,
        ):
            while await self._writer.run(chore, "hourly sweep"):
                pass

    async def _rearm(self, now: datetime) -> None:
        """At the first tick, and when the time is earlier than at the last: bring near what waits
        for a moment of a future that was false."""
        was = self._ticked
        if was is None or now < was - SET_BACK:

            def job(db: HospitalSession) -> None:
                false_future.heal(db, now, all_waits=was is not None)
                work = self._work(db)
                for rearm in self._rearms:
                    rearm(work)

            await self._writer.run(job)
        self._ticked = now

    async def _claim(self, claim: Claim) -> None:
        """Take what is due in bulk; one that fails is tried at the next tick, and holds nothing."""
        try:
            while await self._writer.run(
                lambda db: claim(self._work(db)), f"claim {claim.__name__}"
            ):
                pass
        except Unavailable:
            raise
        except Exception:
            log.exception("a claim failed", job=claim.__name__)
