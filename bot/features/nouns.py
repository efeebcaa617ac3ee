"""The things that people talk about by number, each declared once."""

from bot.core.nouns import Noun
from storage.nouns import concerns, huddles, kpis, polls, taskforces, wins

CONCERN = Noun(
    *("C", "concern", concerns.get, concerns.locked),
    hint="Type concerns to see what is open.",
    held=True,
)
POLL = Noun("P", "poll", polls.get, polls.locked, hint="Type polls to see what is open.", held=True)
HUDDLE = Noun(
    *("H", "huddle", huddles.get, huddles.locked),
    hint="Type huddles to see which there are.",
    held=True,
)
WIN = Noun("W", "win", wins.get, wins.locked, hint="Type wins for the latest.", held=True)
KPI = Noun("K", "kpi", kpis.get, kpis.locked, hint="Type kpi to see which there are.", dash="")
TASKFORCE = Noun(
    *("T", "taskforce", taskforces.get, taskforces.locked),
    hint="Type taskforce to see which there are.",
)
