"""Jobs without a queue, on SQLite: its one writer looks at `shown` itself, whose leases say who."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from storage.delivery.jobs import Asked, Line, Look, When
from storage.engine.session import HospitalSession


class TableJobs:
    """A transaction that writes is the only one, so that nobody else is choosing; and a partial
    index of what is pending in `shown` lists the lines, with nothing to keep in step with it."""

    def take(self, db: HospitalSession, asked: Asked) -> Collection[Line] | None:
        return None

    def settle(
        self,
        db: HospitalSession,
        now: datetime,
        wanted: Mapping[Line, When],
        over: Mapping[Line, str],
        look: Look,
    ) -> None:
        return None

    def renew(self, db: HospitalSession, tokens: Iterable[str]) -> None:
        return None

    def missed(
        self, db: HospitalSession, lines: Callable[[], Collection[Line]]
    ) -> Collection[Line]:
        return ()
