"""Every table, in one place: what migrations are compared with."""

from storage import (
    audit,
    ballots,
    concerns,
    counters,
    counts,
    drafts,
    entries,
    glossary,
    holds,
    huddle_clocks,
    huddle_words,
    huddles,
    inbox,
    kpis,
    lanes,
    links,
    outbox,
    people,
    playground,
    polls,
    rooms,
    roster,
    sealed,
    sealed_reporters,
    taskforces,
    teams,
    timers,
    wins,
    words,
)
from storage.base import Base

MODULES = (
    *(audit, ballots, holds, polls),
    *(concerns, counters, counts, drafts, entries, inbox, lanes, links),
    *(huddle_clocks, huddle_words, huddles, roster),
    *(glossary, kpis, taskforces, wins),
    *(outbox, people, playground, rooms, sealed, sealed_reporters, teams, timers, words),
)
METADATA = Base.metadata
