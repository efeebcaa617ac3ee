"""Runs timers that are due: each in a transaction of its own, so that one that fails takes no other
with it."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from bot.core.beside import Reader
from bot.core.guarding import Guarded
from bot.core.heard import due_of
from bot.core.looking import Looking
from bot.core.our_fault import sorry
from bot.core.route import Beside
from bot.core.router import Routes, job_name
from bot.core.work import Rest, Work, Write
from bot.words.cards import Reply
from bot.words.events import Due
from storage import HospitalSession, Unavailable, Writer
from storage.delivery import timers
from storage.delivery.timers import Timer
from storage.trust import erasure

MOST_TRIES = 10
Routed: TypeAlias = Callable[[Work, Guarded], Reply | Beside]


class TimerRuns:
    """`work` makes a unit of work for a session, `routed` gives an event to its handler, and `done`
    is told how each ended (`answered`, `failed`, `unavailable`) and the seconds it took."""

    def __init__(
        self,
        writer: Writer,
        table: Routes,
        reader: Reader,
        looking: Looking,
        work: Callable[[HospitalSession], Work],
        routed: Routed,
        done: Callable[[str, float], None],
    ) -> None:
        self._writer, self._table, self._reader, self._looking = writer, table, reader, looking
        self._work, self._routed, self._done = work, routed, done

    async def run(self, timer: Timer) -> None:
        begun, outcome = time.perf_counter(), "answered"
        try:
            timer = await self._looked_at(timer)
            write = await self._looked_up(timer)
            job = self._timer_job(timer)
            rest = await self._writer.run(lambda db: self._fire(db, timer, write), job)
            await self._reader.finish(rest, job)
        except Unavailable:
            outcome = "unavailable"
            raise
        except Exception as error:  # noqa: BLE001 - ours to log, never the asker's to see
            outcome = "failed"
            sorry(error, Due("", timer.key, timer.name))
            await self._writer.run(lambda db: self._postpone(db, timer))
        finally:
            self._done(outcome, time.perf_counter() - begun)

    def _timer_job(self, timer: Timer) -> str:
        return job_name(self._table, Due("", timer.key, timer.name))

    async def _looked_at(self, timer: Timer) -> Timer:
        """With what its message says now, where it is to be looked at first."""
        found = self._table.get((Due, timer.name))
        if found is None or not found.looks:
            return timer
        return replace(timer, args=(*timer.args, *await self._looking.at(timer.args)))

    async def _looked_up(self, timer: Timer) -> Write | None:
        """What a timer that reads beside the thread is to write, once it is taken. Where somebody's
        erasure has begun since, what was read may name them: it is read again, on the thread."""
        found = self._table.get((Due, timer.name))
        if found is None or found.reads is None:
            return None
        reads = found.reads

        def look(work: Work) -> Write:
            number, write = erasure.number(work.db), reads(due_of(timer), work)

            def now(later: Work) -> None:
                same = erasure.number(later.db) == number
                (write if same else reads(due_of(timer), later))(later)

            return now

        return await self._reader.look(look)

    def _fire(self, db: HospitalSession, timer: Timer, write: Write | None) -> list[Rest]:
        """What it leaves to do."""
        work = self._work(db)
        if (Due, timer.name) not in self._table:
            timers.give_up(db, timer.key, timer.due, "this version does not know it")
        elif timers.take(db, timer.key, timer.due):
            if write is not None:
                write(work)
            else:
                self._routed(work, Guarded(due_of(timer)))
        return work.rest

    def _postpone(self, db: HospitalSession, timer: Timer) -> None:
        """Try a failed timer again later and later; keep it for an administrator in the end."""
        if timer.attempts + 1 >= MOST_TRIES:
            timers.give_up(db, timer.key, timer.due, "failed ten times; see the log")
            return
        again = self._work(db).now + timedelta(seconds=min(2 ** (timer.attempts + 2), 3600))
        timers.postpone(db, timer.key, timer.due, again)
