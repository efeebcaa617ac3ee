"""What was written while a clock stood in a false future, brought back to the present.

A message that was wanted then would be due then, years ahead; a channel that failed then would be
held back until then.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, literal, select, update

from storage.delivery.jobs.destinations import DESTINATIONS, LONGEST_BACKOFF
from storage.delivery.shown import PENDING, PLACE, SHOWN, S
from storage.engine.base import UtcDateTime
from storage.engine.session import HospitalSession

AGREED = timedelta(minutes=1)  # by which clocks may differ
L = DESTINATIONS.c


def heal(db: HospitalSession, now: datetime, *, all_waits: bool) -> int:
    """Bring back what was written after `now` (UTC); returns how many messages that were.

    `all_waits` ends the backoff of every channel, for when the clock was seen to go back: how much
    of one is left, nobody knows. Otherwise only those end that are longer than any can be.
    """
    _end_waits(db, now, timedelta(0) if all_waits else LONGEST_BACKOFF)
    ahead = (S.hospital_id == db.hid, PENDING, S.due_at > now, S.updated_at > now + AGREED)
    rows = db.execute(select(*(S[name] for name in PLACE), S.due_at, S.updated_at).where(*ahead))
    healed = 0
    for *place, due_at, written_at in rows.all():
        this = (S[name] == value for name, value in zip(PLACE, place, strict=True))
        # What should wait for an hour after it was written still does.
        due = now + max(due_at - written_at, timedelta(0))
        times = {"due_at": due, "updated_at": now, "wanted_at": _wanted(now)}
        db.execute(update(SHOWN).where(*this).values(times))
        healed += 1
    return healed


def bring_near(db: HospitalSession, now: datetime) -> int:
    """Let messages come now (UTC) that another process wanted at once, at a time that is not here
    yet: it started while the clock stood in a false future, or this one in a false past. Returns
    how many. What it wanted for later is left alone: which of the two is right, nobody knows."""
    ahead = (S.hospital_id == db.hid, PENDING, S.due_at > now, S.updated_at > now + AGREED)
    times = {"due_at": now, "updated_at": now, "wanted_at": _wanted(now)}
    here = update(SHOWN).where(*ahead, S.due_at <= S.updated_at).values(times)
    done = db.execute(here.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _wanted(now: datetime) -> ColumnElement[datetime]:
    """Now, too, but for an edit, whose message was wanted before. The order of a channel's queue is
    by `seq`, as ever."""
    return case((S.posted_at.is_(None), literal(now, UtcDateTime())), else_=S.wanted_at)


def _end_waits(db: HospitalSession, now: datetime, longest: timedelta) -> None:
    def present(column: ColumnElement[datetime], latest: datetime) -> ColumnElement[datetime]:
        return case((column > latest, now), else_=column)

    end = now + longest
    times = {
        "not_before": present(L.not_before, end),
        "urgent_not_before": present(L.urgent_not_before, end),
        "failing_since": present(L.failing_since, now),
    }
    late = (L.not_before > end) | (L.urgent_not_before > end) | (L.failing_since > now)
    db.execute(update(DESTINATIONS).where(L.hospital_id == db.hid, late).values(times))
