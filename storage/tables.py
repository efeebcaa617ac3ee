"""Every table, in one place: what migrations are compared with."""

from storage import (
    ballots,
    concerns,
    counters,
    drafts,
    entries,
    huddle_clocks,
    huddle_words,
    huddles,
    inbox,
    lanes,
    outbox,
    people,
    playground,
    polls,
    rooms,
    roster,
    timers,
    wins,
    words,
)
from storage.base import Base

MODULES = (
    *(ballots, polls),
    *(concerns, counters, drafts, entries, inbox, lanes),
    *(huddle_clocks, huddle_words, huddles, roster),
    *(outbox, people, playground, rooms, timers, wins, words),
)
METADATA = Base.metadata
