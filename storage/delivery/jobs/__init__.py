"""The delivery queue: which channel is looked at next, when, and by which worker.

A job is a channel that has something to deliver, not a message: what is delivered there, `shown`
says. One process at a time has a job, under a token, until its lease ends. Jobs are made in the
transaction that wants a message, so none is lost and none is for something rolled back.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol, TypeAlias

from storage.engine.session import HospitalSession


class Destination(NamedTuple):
    """A channel as a queue: where messages follow each other."""

    platform: str
    workspace: str
    channel: str


class DueAt(NamedTuple):
    """From `at` (UTC) on a channel may move; urgently or not."""

    at: datetime
    urgent: bool


NextMoves: TypeAlias = Callable[[Collection[Destination]], Mapping[Destination, DueAt]]
"""When these channels may move next; those are left out that have nothing to deliver."""


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A worker asks for `room` channels at most on each platform, under `token`, for `lease`."""

    now: datetime
    room: Mapping[str, int]
    token: str
    lease: timedelta


class DeliveryQueue(Protocol):
    """All of it happens in the caller's transaction: with it or not at all."""

    def take(self, db: HospitalSession, request: ClaimRequest) -> Collection[Destination] | None:
        """Channels to look at, which nobody else is given while the lease lasts; urgent ones first.

        None where there is no queue beside `shown`, and nobody else is choosing.
        """
        ...

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Destination, DueAt],
        released: Mapping[Destination, str],
        next_moves: NextMoves,
    ) -> None:
        """Queue the channels in which something is `wanted`, and finish the jobs in `released`, by
        the token they were taken under; of those `next_moves` says when they may move again."""
        ...

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        """The heartbeat of the worker that took jobs under these tokens: the lease begins anew."""
        ...

    def expire_future_leases(self, db: HospitalSession, longest: timedelta) -> None:
        """Let leases end in `longest` that the database's clock, set back since, would leave for
        longer."""
        ...

    def missed(
        self, db: HospitalSession, destinations: Callable[[], Collection[Destination]]
    ) -> Collection[Destination]:
        """Of these channels, which could move now, those that nobody would look at now."""
        ...


def queue_of(db: HospitalSession) -> DeliveryQueue:
    """The kind of database decides."""
    return _jobs(db.get_bind().dialect.name)


@cache
def _jobs(dialect: str) -> DeliveryQueue:
    if dialect == "postgresql":
        from storage.delivery.jobs.queue import PgQueue  # noqa: PLC0415 - a quarter of a second

        return PgQueue()
    from storage.delivery.jobs.table import NoQueue  # noqa: PLC0415

    return NoQueue()
