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
    links,
    outbox,
    people,
    playground,
    polls,
    rooms,
    roster,
    sealed,
    taskforces,
    teams,
    timers,
    wins,
    words,
)
from storage.base import Base

MODULES = (
    *(ballots, polls),
    *(concerns, counters, drafts, entries, inbox, lanes, links),
    *(huddle_clocks, huddle_words, huddles, roster),
    *(glossary, kpis, taskforces, wins),
    *(outbox, people, playground, rooms, sealed, teams, timers, words),
)
METADATA = Base.metadata
