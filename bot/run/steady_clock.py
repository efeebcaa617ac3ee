"""Wall time that does not jump: the monotonic clock carries it on, and a step has to last."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple, TypeVar

import structlog

log = structlog.get_logger()
STEP = timedelta(minutes=1)
"""A clock that is set by more than this was wrong; less is an everyday correction."""
LASTS = timedelta(minutes=5)
"""A step is followed when it has lasted so long by the monotonic clock."""
# CLOCK_MONOTONIC stands still while Linux is suspended: a lease would seem to go on.
_AWAKE = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def awake() -> float:
    """Seconds of a monotonic clock that goes on while the process is stopped or the machine
    suspended; only differences mean anything."""
    return time.clock_gettime(_AWAKE)


T = TypeVar("T")
NEAR = 0.005  # seconds between two readings of the monotonic clock that count as one moment
TRIES = 5


def read_at(
    wall: Callable[[], T], monotonic: Callable[[], float], tries: int = TRIES
) -> tuple[T, float]:
    """A reading of a wall clock, and where the monotonic clock stood then. A process may be
    suspended between the two, and the pair would be wrong by as long: then they are read again, and
    of all tries the one counts that took least."""
    best: tuple[float, T, float] | None = None
    for _ in range(tries):
        before = monotonic()
        read = wall()
        took = monotonic() - before
        if best is None or took < best[0]:
            best = took, read, before + took / 2
        if took < NEAR:
            break
    assert best is not None
    return best[1], best[2]


class Doubted(NamedTuple):
    """What a wall clock showed that was set, and for how many seconds it had been doubted then."""

    wall: datetime
    seconds: float


class SteadyClock:
    """The time (UTC) by a wall clock that others may set.

    A blip of that clock is never seen: until a step of more than `STEP` has stood for `LASTS`,
    the time before it goes on. `stepped` is called with the seconds of each step when it is seen
    first. Any thread may ask.
    """

    def __init__(
        self,
        stepped: Callable[[float], None] = lambda _seconds: None,
        monotonic: Callable[[], float] = awake,
    ) -> None:
        self._stepped, self._monotonic = stepped, monotonic
        self._lock = Lock()
        self._zero: datetime | None = None  # wall time when the monotonic clock stood at 0
        self._doubted: tuple[datetime, float] | None = None
        self._since = monotonic()

    def __call__(self) -> datetime:
        return self.when(self._monotonic())

    def when(self, at: float) -> datetime:
        """The time when the monotonic clock stood at `at`."""
        assert self._zero is not None, "no wall clock has been read yet"
        return self._zero + timedelta(seconds=at)

    def anew(self) -> "SteadyClock":
        """One for another wall clock, which has not been read yet."""
        return SteadyClock(self._stepped, self._monotonic)

    def resumed(self, time: datetime, at: float, doubted: Doubted | None) -> "SteadyClock":
        """One that goes on from another's `time` when the monotonic clock stood at `at`, and from
        its doubt."""
        clock = self.anew()
        clock._zero, clock._doubted = time - timedelta(seconds=at), None
        if doubted is not None:
            clock._doubted = doubted.wall - timedelta(seconds=at), at - doubted.seconds
        return clock

    def doubted_at(self, at: float) -> float | None:
        """For how many seconds the wall clock had been doubted when the monotonic clock stood at
        `at`; None where it was not."""
        doubted = self._doubted
        return None if doubted is None else max(at - doubted[1], 0.0)

    @property
    def settled(self) -> bool:
        """Whether the clock has been watched for `LASTS` and nobody has set it meanwhile: what
        can't be undone waits for that."""
        stood = self._monotonic() - self._since >= LASTS.total_seconds()
        return stood and self._doubted is None

    def read(self, wall: datetime, at: float) -> None:
        """The wall clock showed this when the monotonic clock stood at `at`."""
        zero = wall - timedelta(seconds=at)
        with self._lock:
            if self._zero is None or abs(zero - self._zero) <= STEP:
                self._follow(zero)
            else:
                self._doubt(zero, at)

    def _follow(self, zero: datetime) -> None:
        if self._doubted is not None:
            log.warning("the clock is back where it was: the step was not followed")
        self._zero, self._doubted = zero, None

    def _doubt(self, zero: datetime, at: float) -> None:
        assert self._zero is not None
        seconds = round((zero - self._zero).total_seconds())
        if self._doubted is None or abs(zero - self._doubted[0]) > STEP:
            self._doubted = zero, at
            log.warning("the clock was set", seconds=seconds)
            self._stepped(seconds)
        elif at - self._doubted[1] >= LASTS.total_seconds():
            log.warning("the time follows the clock that was set", seconds=seconds)
            self._zero, self._doubted, self._since = zero, None, at
