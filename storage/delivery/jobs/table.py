"""No queue on SQLite: its one writer reads `shown` itself, whose leases say who has what."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from storage.delivery.jobs import ClaimRequest, Destination, DueAt, NextMoves
from storage.engine.session import HospitalSession


class NoQueue:
    """BEGIN IMMEDIATE makes a writing transaction the only one, so nobody else is choosing; and the
    partial index of what is pending lists the channels, with nothing to keep in step with it."""

    def take(self, db: HospitalSession, request: ClaimRequest) -> Collection[Destination] | None:
        return None

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Destination, DueAt],
        released: Mapping[Destination, str],
        next_moves: NextMoves,
    ) -> None:
        return None

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        return None

    def expire_future_leases(self, db: HospitalSession, longest: timedelta) -> None:
        return None

    def missed(
        self, db: HospitalSession, destinations: Callable[[], Collection[Destination]]
    ) -> Collection[Destination]:
        return ()
