"""What was urgent and answered late, and the ways of paging that were late: facts of the system,
and nobody's name beside them (R27)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import cast

from bot.core.work import Work
from bot.features.speech import listed, several
from bot.rules import response_clock
from bot.rules.hospital import Priority
from bot.rules.response_clock import clock_words
from bot.rules.spoken_span import spoken
from bot.words.cards import Block, When, line
from storage.nouns import concern_weeks, pages
from storage.nouns.concern_weeks import OfAWeek

DAY_BEGINS, DAY_ENDS = time(7), time(19)
LATE = timedelta(minutes=5)  # a page that waits longer for its service is told of
MOST = 4
DATED = timedelta(days=14)  # so far back that the date is said


def urgent(work: Work, start: datetime, end: datetime) -> Iterator[Block]:
    """Lines for P1 and P2 raised from `start` up to `end` (UTC) and answered past their target."""
    raised = concern_weeks.raised(work.db, start, end)
    for rank in ("P1", "P2"):
        missed = [c for c in raised if c.answered_as == rank and _missed(work, c)]
        if missed:
            yield line(_said(work, rank, missed))
    for service, wanted, sent in pages.late(work.db, start, end, LATE):
        says = next((one.says for one in work.hospital.paging if one.name == service), "A service")
        until = When(sent, clock_words(sent, work.hospital.zone, sent - DATED))
        yield line(f"{says} was late with pages, by up to {spoken(sent - wanted)}, until ", until)


def _missed(work: Work, c: OfAWeek) -> bool:
    if c.answered_at is None or c.parent is not None:
        return False
    priority = cast(Priority, c.answered_as)
    return not response_clock.met(c.raised_at, c.answered_at, priority, work.hospital)


def _said(work: Work, rank: str, missed: list[OfAWeek]) -> str:
    """ "2 P1 at night were answered after 30 min and 48 min (target 15 min)." """
    spans = sorted(c.answered_at - c.raised_at for c in missed if c.answered_at is not None)
    target = spoken(work.hospital.targets[cast(Priority, rank)].span)
    night = " at night" if all(_at_night(work, c.raised_at) for c in missed) else ""
    count = several(len(missed), f"{rank}{night} was", f"{rank}{night} were")
    took = listed([spoken(span) for span in spans[:MOST]])
    more = f" and more, up to {spoken(spans[-1])}" if len(spans) > MOST else ""
    return f"{count} answered after {took}{more} (target {target})."


def _at_night(work: Work, at: datetime) -> bool:
    local = at.astimezone(work.hospital.zone).time()
    return not DAY_BEGINS <= local < DAY_ENDS
