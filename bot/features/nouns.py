"""The things that people talk about by number, each declared once; and people, by theirs."""

from typing import Any

from bot.core.nouns import Noun
from bot.core.rights import may
from bot.core.work import Work
from bot.words.spelling import say
from storage.nouns import concerns, huddles, kpis, people, polls, taskforces, wins
from storage.nouns.wins import Win


def _win_seen(work: Work, win: Win) -> bool:
    """Drafts are their author's; who is asked may see what for; what is hidden is judged."""
    asked = win.state == "asking" and wins.person_in(work.db, win, work.me.id) is not None
    judged = win.state == "held" and may(work.me, "admin")
    posted = win.state in {"posted", "retracted"}
    read = win.state == "review" or win.approved_by is not None
    leads = read and may(work.me, "export")
    return posted or win.author_id == work.me.id or asked or judged or leads


CONCERN = Noun(
    *("C", "concern", concerns.get, concerns.locked),
    hint=f"Type {say('concerns')} to see what is open.",
    held=True,
)
POLL = Noun(
    "P",
    "poll",
    polls.get,
    polls.locked,
    hint=f"Type {say('polls')} to see what is open.",
    held=True,
)
HUDDLE = Noun(
    *("H", "huddle", huddles.get, huddles.locked),
    hint=f"Type {say('huddles')} to see which there are.",
    held=True,
)
WIN = Noun(
    *("W", "win", wins.get, wins.locked),
    hint=f"Type {say('wins')} for the latest.",
    held=True,
    seen=_win_seen,
)
KPI = Noun(
    "K", "kpi", kpis.get, kpis.locked, hint=f"Type {say('kpi')} to see which there are.", dash=""
)
TASKFORCE = Noun(
    *("T", "taskforce", taskforces.get, taskforces.locked),
    hint=f"Type {say('taskforce')} to see which there are.",
)
PERSON = Noun(
    *("", "people", people.get, people.get),
    hint=f"I don't know that person any more. Type {say('people')} to see who is here.",
)
NUMBERED: tuple[Noun[Any], ...] = (CONCERN, POLL, HUDDLE, WIN, KPI, TASKFORCE)
