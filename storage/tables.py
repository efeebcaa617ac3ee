"""Every table, in one place: what migrations are compared with."""

from storage import (
    concerns,
    counters,
    drafts,
    entries,
    inbox,
    lanes,
    links,
    outbox,
    people,
    playground,
    rooms,
    sealed,
    teams,
    timers,
    words,
)
from storage.base import Base

MODULES = (
    *(concerns, counters, drafts, entries, inbox, lanes, links),
    *(outbox, people, playground, rooms, sealed, teams, timers, words),
)
METADATA = Base.metadata
