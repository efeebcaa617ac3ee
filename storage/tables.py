"""Every table, in one place: what migrations are compared with."""

from storage.delivery import claims, held_answers, inbox, outbox, timers
from storage.engine import counters, sealed_secrets, shared_time
from storage.engine.base import Base
from storage.nouns import (
    account_links,
    ballots,
    bootstrap_codes,
    concern_counts,
    concern_search,
    concerns,
    drafts,
    entries,
    glossary,
    huddle_entries,
    huddle_schedule,
    huddles,
    imported,
    indexes_by_person,
    kpis,
    oncall,
    open_answers,
    pages,
    people,
    people_names,
    playground,
    polls,
    rooms,
    roster,
    taskforces,
    teams_directory,
    wins,
)
from storage.trust import audit, legal_holds, sealed_reporters

MODULES = (
    held_answers,
    *(audit, ballots, bootstrap_codes, legal_holds, open_answers, polls),
    *(concerns, counters, concern_counts, drafts, entries, inbox, claims, account_links),
    *(huddle_schedule, huddle_entries, huddles, roster, oncall, imported, indexes_by_person),
    *(glossary, kpis, taskforces, wins),
    *(
        outbox,
        pages,
        people,
        people_names,
        playground,
        rooms,
        sealed_secrets,
        shared_time,
        sealed_reporters,
        teams_directory,
        timers,
        concern_search,
    ),
)
METADATA = Base.metadata
