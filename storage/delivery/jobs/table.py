"""Jobs without a queue, on SQLite: its one writer looks at `shown` itself, whose leases say who."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from storage.delivery.jobs import Asked, Line, Look, When


class TableJobs:
    """A transaction that writes is the only one, so that nobody else is choosing; and a partial
    index of what is pending in `shown` lists the lines, with nothing to keep in step with it."""

    def take(self, db: Session, asked: Asked) -> Collection[Line] | None:
        return None

    def settle(
        self,
        db: Session,
        hid: str,
        now: datetime,
        wanted: Mapping[Line, When],
        over: Mapping[Line, str],
        look: Look,
    ) -> None:
        return None

    def renew(self, db: Session, hid: str, tokens: Iterable[str]) -> None:
        return None

    def missed(
        self, db: Session, hid: str, lines: Callable[[], Collection[Line]]
    ) -> Collection[Line]:
        return ()
