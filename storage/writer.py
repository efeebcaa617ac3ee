"""The one thread that writes: it takes what waits, runs it in one transaction, commits once.

A job that fails after it wrote makes its batch run again one by one, each in a transaction of its
own: rare, correct, and no savepoints on the good path (docs/decisions).
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import structlog
from sqlalchemy import Engine, StaticPool, exc

from storage.delivery import inbox
from storage.delivery.inbox import IdempotencyKey
from storage.engine import counters, failures, gathering, scrubbing
from storage.engine.failures import Unavailable
from storage.engine.observing import read_only_session
from storage.engine.session import HospitalDatabase, HospitalSession
from storage.progress import changed_since, count_writes, written

BATCH = 256
WAITING = 10_000
PROBE = 1.0
NO_ROOM_FOR = (
    10.0  # seconds for which a disk counts as full that was: a probe is smaller than a job
)
TRIES = 5
READS = 3  # at once, beside the thread; the rest of the pool's connections is for others
BUDGET = 0.05  # seconds of the processor for which one job may keep all others waiting
STALLED = 1.0  # seconds by the clock: then it waited for the database itself
log = structlog.get_logger()
T = TypeVar("T")


Rider: TypeAlias = Callable[[HospitalSession], Callable[[], None]]


def _no_rider(_: HospitalSession) -> Callable[[], None]:
    return lambda: None


def always(_value: object) -> bool:
    return True


@dataclass(slots=True)
class Job(Generic[T]):
    """Work that waits for the thread, and who waits for it. `name` is what operators call it.
    What a job that `gathers` changed is written together with what other such jobs right after it
    change (`storage.engine.gathering`). `twin` is the job before it in its batch that is about the
    same event; `given_back` says that the event does not count as handled.

    `seconds` is how long it kept the thread when it last ran, and `worked` for how much of that the
    processor was at it: on a busy machine the rest is others' work."""

    run: Callable[[HospitalSession], T]
    once: IdempotencyKey | None
    name: str
    gathers: bool
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[T | None]"
    value: T | None = None
    error: BaseException | None = None
    seconds: float = 0.0
    worked: float = 0.0
    counts: Callable[[T | None], bool] = always
    given_back: bool = False
    twin: "Job[T] | None" = None

    def follow(self) -> None:
        """Two of one event that came at once are answered alike where the first does not count."""
        if self.twin is not None and self.twin.given_back:
            self.value, self.error = self.twin.value, self.twin.error

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class _Again(Exception):
    """The batch can't stand as it is: roll back and run its jobs one by one."""


class Writer:
    """Runs jobs on the database thread, in the order they came.

    `healthy` says whether the last transaction could be committed; after a failure, a probe that
    writes and commits. `seen` is told of every job: its name and the seconds for which it kept the
    thread; one that worked for longer than `BUDGET`, or waited for `STALLED`, is logged. `rider`
    writes something small with the commit of any batch, and returns what to do once that is kept.
    `scrub` is called after a commit that asked for it (`storage.engine.scrubbing`).
    """

    def __init__(self, database: HospitalDatabase, waiting: int = WAITING) -> None:
        self.database = database
        self._queue: queue.Queue[Job[Any] | None] = queue.Queue(waiting)
        self._thread: threading.Thread | None = None
        self._open = False
        self._full_until = 0.0
        self.healthy = True
        self.scrub: Callable[[], object] = lambda: None
        self.seen: Callable[[str, float], None] = lambda _name, _seconds: None
        self.rider: Rider = _no_rider
        self._reads = asyncio.Semaphore(READS)

    def start(self) -> None:
        if self._thread is None:
            count_writes(self.database.kw["bind"])
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()
            self._open = True

    def stop(self) -> None:
        """Finish what waits, then end the thread; what comes later is refused."""
        self._open = False
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
            # Refuse what came while the thread was ending: nobody would ever run it.
            late: list[Job[Any]] = []
            with suppress(queue.Empty):
                while True:
                    job = self._queue.get_nowait()
                    if job is not None:
                        job.error = Unavailable("the writer has stopped")
                        late.append(job)
            _answer(late)

    async def run(self, job: Callable[[HospitalSession], T], name: str = "") -> T:
        """What `job` returns, once that is committed.

        Raises what the job raised, and then nothing of it is stored; `Unavailable` when the
        database can't be written or too much is waiting.
        """
        return await self._hand_over(job, None, name)  # type: ignore[return-value]

    async def run_once(
        self,
        once: IdempotencyKey,
        job: Callable[[HospitalSession], T],
        name: str = "",
        *,
        gathers: bool = False,
        counts: Callable[[T | None], bool] = always,
    ) -> T | None:
        """The same; but None, and nothing done, if `once` was handled before. What a job that
        `gathers` changed may be written with what others change (see `Job`). `counts` says of what
        the job returned (None where it raised) whether `once` is handled from now on; else it may
        come again as if it had not come."""
        return await self._hand_over(job, once, name, gathers=gathers, counts=counts)

    async def read(self, job: Callable[[HospitalSession], T]) -> T:
        """What `job` reads, beside the thread and on a connection of its own: no event waits for
        it. It sees what was committed before; what it writes is not kept. `Unavailable` when the
        database can't be read."""
        bind = self.database.kw["bind"]
        if not isinstance(bind, Engine) or isinstance(bind.pool, StaticPool):
            return await self.run(job)  # there is but one connection
        async with self._reads:
            return await asyncio.to_thread(self._read, job)

    def _read(self, job: Callable[[HospitalSession], T]) -> T:
        try:
            with read_only_session(self.database) as db:
                return job(db)
        except Exception as error:
            if failures.out_of_reach(error):
                raise Unavailable("the database can't be read now") from error
            raise

    async def _hand_over(
        self,
        job: Callable[[HospitalSession], T],
        once: IdempotencyKey | None,
        name: str,
        *,
        gathers: bool = False,
        counts: Callable[[T | None], bool] = always,
    ) -> T | None:
        if not self._open:
            raise Unavailable("the writer is not running")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T | None] = loop.create_future()
        waiting = Job(job, once, name or _name_of(job), gathers, loop, future, counts=counts)
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Unavailable("too much is waiting to be written") from None
        return await future

    def _work(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            if batch:
                try:
                    self._together(batch)
                except Exception as error:  # noqa: BLE001 - raised again where the job was handed over
                    if failures.out_of_reach(error):
                        self._fail(batch, error)
                    else:
                        self._one_by_one(batch)
                else:
                    self._well()
                _answer(batch)
                self._measure(batch)
            elif not self.healthy and going:
                self._probe()

    def _take(self) -> tuple[list[Job[Any]], bool]:
        """What waits now, and whether to go on after it; waits for the first while all is well."""
        batch: list[Job[Any]] = []
        try:
            job = self._queue.get(timeout=None if self.healthy else PROBE)
            while job is not None:
                batch.append(job)
                if len(batch) == BATCH:
                    return batch, True
                job = self._queue.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def _together(self, batch: list[Job[Any]]) -> None:
        with self.database() as db:
            db.connection()
            for job in _fresh(db, batch):
                if not _attempt(db, job):
                    raise _Again
            done = self.rider(db)
            self._commit(db)
        for job in batch:
            job.follow()
        done()

    def _one_by_one(self, batch: list[Job[Any]]) -> None:
        for number, job in enumerate(batch):
            try:
                self._retried(job)
            except Exception as error:  # noqa: BLE001 - raised again where the job was handed over
                self._fail(batch[number:], error)
                return
            self._well()

    def _retried(self, job: Job[Any]) -> None:
        """Run one job alone, and again when another process got in its way."""
        for _ in range(TRIES):
            job.value = job.error = None
            try:
                self._alone(job)
            except Exception as error:
                if failures.out_of_reach(error):
                    raise
                job.error = error
            if not failures.in_each_others_way(job.error):
                return

    def _alone(self, job: Job[Any]) -> None:
        with self.database() as db:
            db.connection()
            try:
                fresh = _fresh(db, [job])
            except exc.IntegrityError:
                return  # another process is handling the same event
            if all(_attempt(db, one) for one in fresh):
                self._commit(db)
        if failures.out_of_reach(job.error):
            job.error = Unavailable("the database went away")

    def _commit(self, db: HospitalSession) -> None:
        _commit(db)
        if scrubbing.requested(db):
            self.scrub()

    def _measure(self, batch: list[Job[Any]]) -> None:
        """After those who waited are answered."""
        for job in batch:
            self.seen(job.name, job.seconds)
            if job.worked > BUDGET or job.seconds > STALLED:
                ms = round(job.seconds * 1000)
                log.warning("a job kept the database thread for too long", job=job.name, ms=ms)

    def _probe(self) -> None:
        """While nothing can be written, nobody may ask; so look whether it can be again."""
        try:
            with self.database.begin() as db:
                counters.prove_writable(db)
        except exc.SQLAlchemyError:
            return
        if time.monotonic() >= self._full_until:
            self._well()

    def _well(self) -> None:
        if not self.healthy:
            log.info("the database can be written again")
        self.healthy = True

    def _fail(self, jobs: list[Job[Any]], error: Exception) -> None:
        if self.healthy:
            log.error("the database can't be written", exc_info=error, count=len(jobs))
        self.healthy = False
        if failures.no_room(error):
            self._full_until = time.monotonic() + NO_ROOM_FOR
        for job in jobs:
            job.value, job.error = None, Unavailable("the database can't be written now")


def _fresh(db: HospitalSession, batch: list[Job[Any]]) -> list[Job[Any]]:
    """The jobs that were not handled before, noted as handled; all with one question."""
    named = [job.once for job in batch if job.once is not None]
    seen = inbox.already_handled(db, named) if named else set()
    new: dict[tuple[str, str], Job[Any]] = {}
    fresh: list[Job[Any]] = []
    for job in batch:
        if job.once is not None:
            name = job.once[:2]
            job.twin = new.get(name)
            if name in seen or job.twin is not None:
                continue
            new[name] = job
        fresh.append(job)
    inbox.keep(db, [job.once for job in new.values() if job.once is not None])
    return fresh


def _attempt(db: HospitalSession, job: Job[Any]) -> bool:
    """Run a job; false when it failed and left something behind that must be rolled back."""
    before, begun, worked = written(db), time.perf_counter(), time.thread_time()
    try:
        if job.gathers:
            gathering.begin(db)
            job.value = job.run(db)
        else:
            gathering.end(db)
            job.value = job.run(db)
            db.flush()
    except exc.SQLAlchemyError as error:
        job.error = error
        return False
    except Exception as error:  # noqa: BLE001 - it is raised where the job was handed over
        job.error = error
        if changed_since(db, before):
            return False
    finally:
        job.seconds = time.perf_counter() - begun
        job.worked = time.thread_time() - worked
    job.given_back = job.once is not None and not job.counts(job.value)
    if job.once is not None and job.given_back:
        inbox.forget(db, job.once)
    return True


def _name_of(job: Callable[..., object]) -> str:
    """Where a job without a name was written: "Relay._claim"."""
    return getattr(job, "__qualname__", type(job).__name__).partition(".<locals>")[0]


def _commit(db: HospitalSession) -> None:
    gathering.end(db)
    outbox = db.info.get("outbox")
    if outbox is not None:
        outbox.flush(db, outbox.now)
    db.commit()


def _answer(batch: Iterable[Job[Any]]) -> None:
    """Wake those who wait; each in its own loop, which may be gone by now."""
    loops: dict[asyncio.AbstractEventLoop, list[Job[Any]]] = {}
    for job in batch:
        loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[Job[Any]]) -> None:
    for job in jobs:
        job.settle()
