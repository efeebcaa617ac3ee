"""The ladder of a P1 or P2 that nobody has answered (R18), as arithmetic over moments (UTC).

Everything is worked out from when the question was asked, what was done about it and what time it
is, so that a process that was away for an hour finds out what is due now, and nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.rules.hospital import Ladder

PATIENCE = timedelta(minutes=15)  # how long an acknowledgement lasts without a written answer


def is_due(now: datetime, anchor: datetime, last: datetime, every: timedelta) -> bool:
    """Whether somebody paged last at `last` is to be paged again: the moments are `every` apart,
    counted from `anchor`, and what was missed is made up for once."""
    return _slot(now, anchor, every) > _slot(last, anchor, every)


def next_after(now: datetime, anchor: datetime, every: timedelta) -> datetime:
    """The next of those moments."""
    return anchor + (_slot(now, anchor, every) + 1) * every


def _slot(at: datetime, anchor: datetime, every: timedelta) -> int:
    return (at - anchor) // every


def tellings(ladder: Ladder, target: timedelta) -> Iterator[timedelta]:
    """How long after the question its asker is told that nobody has answered: at the target, at the
    end of the ladder, and again and again after that."""
    end = max(ladder.after)
    yield from sorted({min(target, end), end})
    later = end
    while True:
        later += ladder.tell
        yield later


def told_by(ladder: Ladder, target: timedelta, waited: timedelta) -> tuple[int, timedelta]:
    """How many of these have come after so long, and when the next does."""
    for count, moment in enumerate(tellings(ladder, target)):
        if moment > waited:
            return count, moment
    raise AssertionError("they do not end")
