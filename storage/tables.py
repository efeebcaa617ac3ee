"""Every table, in one place: what migrations are compared with."""

from storage import (
    ballots,
    concerns,
    counters,
    drafts,
    entries,
    glossary,
    huddle_clocks,
    huddle_words,
    huddles,
    inbox,
    kpis,
    lanes,
    outbox,
    people,
    playground,
    polls,
    rooms,
    roster,
    taskforces,
    timers,
    wins,
    words,
)
from storage.base import Base

MODULES = (
    *(ballots, polls),
    *(concerns, counters, drafts, entries, inbox, lanes),
    *(huddle_clocks, huddle_words, huddles, roster),
    *(glossary, kpis, taskforces, wins),
    *(outbox, people, playground, rooms, timers, words),
)
METADATA = Base.metadata
