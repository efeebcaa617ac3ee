"""The audit log in chat: its latest rows, for administrators. Looking is noted nowhere else."""

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.speech import when
from bot.words.cards import Message, Reply, Spans, Table, line
from bot.words.events import Command
from storage.nouns import people
from storage.nouns.concerns import UNNAMED
from storage.trust import audit

feature = Feature(
    "audit", (Help("audit", "who did what; audit C-101 for one thing", "admin", more=True),)
)
MOST = 25
WITHOUT = {None: "the bot or an operator", UNNAMED: "someone without a name"}
HOW = "Whether it is as it was written: corridor audit verify, at the command line."


@feature.command("audit", beside=True)
def by_words(event: Command, work: Work) -> Reply:
    admins.only(work)
    about = event.rest.strip()
    rows: list[tuple[Spans, ...]] = []
    for row in audit.latest(work.db, MOST, about=about.upper() if "-" in about else about):
        person = None if row.actor is None else people.get(work.db, row.actor)
        who = person.name if person else WITHOUT.get(row.actor, f"person {row.actor}")
        what = " ".join(part for part in (row.act, row.about, row.outcome) if part)
        rows.append(((when(work, row.at),), (who,), (what,)))
    if not rows:
        of = f" of “{about[:40]}”" if about else ""
        return Message("Audit log", (line(f"Nothing was noted{of}."),))
    return Message("Audit log", (Table(("When", "Who", "What"), tuple(rows)), line(HOW)))
