"""When a line of messages is looked at next, and by whom; what is delivered, `shown` says.

A line is a channel that has something to deliver. One process at a time has it, under a token,
until its lease ends; whoever wants a message there says so in the transaction that wants it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol, TypeAlias

from storage.engine.session import HospitalSession


class Line(NamedTuple):
    """Where messages follow each other."""

    platform: str
    workspace: str
    channel: str


class When(NamedTuple):
    """From `at` (UTC) on a line may move; urgently or not."""

    at: datetime
    urgent: bool


Look: TypeAlias = Callable[[Collection[Line]], Mapping[Line, When]]
"""When these lines may move next; those are left out that have nothing to deliver."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for lines: for `room` lines at most on each platform, under `token`, for `lease`."""

    now: datetime
    room: Mapping[str, int]
    token: str
    lease: timedelta


class Jobs(Protocol):
    """All of it happens in the caller's transaction, and with it or not at all."""

    def take(self, db: HospitalSession, asked: Asked) -> Collection[Line] | None:
        """Lines to look at, which nobody else is given while the lease lasts; urgent ones first.

        None where there is no list but `shown` itself, and nobody else is choosing.
        """
        ...

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Line, When],
        over: Mapping[Line, str],
        look: Look,
    ) -> None:
        """Lines of which something is `wanted`, and lines that are done with (`over`, with the
        token they were taken under), of which `look` says when they may move again."""
        ...

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        """Whoever took lines under these tokens lives: the lease begins anew."""
        ...

    def missed(
        self, db: HospitalSession, lines: Callable[[], Collection[Line]]
    ) -> Collection[Line]:
        """Of `lines`, which could move now, those that nobody would look at now."""
        ...


def jobs_of(db: HospitalSession) -> Jobs:
    """The kind of database decides."""
    return _jobs(db.get_bind().dialect.name)


@cache
def _jobs(dialect: str) -> Jobs:
    if dialect == "postgresql":
        from storage.delivery.jobs.queue import QueueJobs  # noqa: PLC0415 - a quarter of a second

        return QueueJobs()
    from storage.delivery.jobs.table import TableJobs  # noqa: PLC0415

    return TableJobs()
