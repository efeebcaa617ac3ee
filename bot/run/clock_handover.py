"""A clock that was set before a process started: it goes on by the time of those who ran then."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import structlog

from bot.run.steady_clock import STEP, Doubted, SteadyClock
from storage.engine.shared_time import ToldTime

log = structlog.get_logger()
BOOT = Path("/proc/sys/kernel/random/boot_id")
SPACE = Path("/proc/self/ns/time")  # where a container has a monotonic clock of its own


def this_boot() -> str:
    """Names this machine since it was started: processes that find the same share the monotonic
    clock `awake`. "" where the system does not say, which only Linux does."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return f"{boot} {SPACE.readlink()}" if SPACE.is_symlink() else boot


class Found(NamedTuple):
    """What a process finds that starts on `boot`: what was told last, and how the clock that it is
    to follow and its monotonic clock stood when that was read. `apart` says that others may run on
    other machines."""

    told: ToldTime | None
    wall: datetime
    at: float
    boot: str
    apart: bool

    @property
    def age(self) -> float | None:
        """How many seconds ago it was told. None where that is not known: whoever told it may have
        ended long ago, or lives and has not seen yet that the clock was set."""
        told = self.told
        if told is None:
            return None
        if self.boot and told.boot == self.boot and told.awake <= self.at:
            return self.at - told.awake
        return _since(told, self.wall) if abs(self.wall - told.clock) <= STEP else None

    @property
    def waits(self) -> bool:
        """Whether whoever lives should be given time to tell again."""
        return self.told is not None and self.apart and self.age is None


def taken_up(clock: SteadyClock, found: Found) -> SteadyClock:
    """One like `clock` for a process that found this: it goes on from what was told, and trusts the
    clock that it follows no sooner than whoever told it."""
    new, told, age = clock.anew(), found.told, found.age
    if told is not None and age is None:
        age = _age_of_the_dead(told, found.wall)
    if told is not None and age is not None:
        passed = timedelta(seconds=age)
        doubted = None
        if told.doubted_for is not None:
            log.warning("the clock was set before this process started")
            doubted = Doubted(told.clock + passed, told.doubted_for + age)
        new = clock.resumed(told.agreed + passed, found.at, doubted)
    new.read(found.wall, found.at)
    return new


def _age_of_the_dead(told: ToldTime, wall: datetime) -> float | None:
    """How many seconds ago it was told, where nobody lives who could tell it again. A step forward
    looks like time in which nothing ran, and is taken for that. A clock that is behind all that
    was told was set back: what was told goes on, as if it were told now. None where the clock has
    come back to the time that was gone by while it was doubted: it is all there is to go by."""
    if wall >= told.clock - STEP:
        return _since(told, wall)
    return None if wall >= told.agreed - STEP else 0.0


def _since(told: ToldTime, wall: datetime) -> float:
    return max((wall - told.clock).total_seconds(), 0.0)
