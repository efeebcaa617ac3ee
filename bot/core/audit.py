"""Notes for the audit log: who did what to what, in fixed words and numbers, never in anyone's own.

What is noted is what somebody may have to answer for: rights, deletions, what left the house, what
made a safety matter smaller, what was opened that had been sealed. Daily work is in the concerns'
own history.
"""

from typing import Literal, TypeAlias

from bot.core.work import Work
from storage import HospitalSession
from storage.nouns.people import Person
from storage.trust import audit
from storage.trust.audit import Note

AuditAct: TypeAlias = Literal[
    "accounts.linked",
    "accounts.separated",
    "audit.restarted",
    "backup.restored",
    "bootstrap.code",
    "concern.flagged",
    "concern.lowered",
    "concern.unflagged",
    "exported",
    "export.own",
    "guard.overruled",
    "hold.lifted",
    "hold.set",
    "key.changed",
    "key.given-up",
    "kpi.taken-back",
    "people.imported",
    "person.admin",
    "person.back",
    "person.changed",
    "person.erased",
    "person.removed",
    "oncall.changed",
    "poll.decided",
    "retention",
    "room.changed",
    "roster.imported",
    "rota.imported",
    "seal.opened",
    "seal.shredded",
    "settings.changed",
    "texts.resealed",
    "undelivered.dropped",
    "undelivered.retried",
    "win.approved",
    "win.held",
    "win.retracted",
    "win.stands",
]


def note(work: Work, act: AuditAct, about: str = "", outcome: str = "") -> None:
    """Keep it, under whoever acts (nobody: the bot), with all else that this event changes.

    `about` names a thing by its number ("C-101", "person 12"). Raises nothing; what can't be kept
    when the transaction ends fails all of it.
    """
    actor = None if work.actor is None else work.actor.id
    audit.note(work.db, Note(work.now, actor, act, about, outcome))


def by_operator(db: HospitalSession, one: Note) -> None:
    """The same for what is done at the command line or at start."""
    audit.note(db, one)


def named(person: Person) -> str:
    """A person as the log knows them: by number, so that it need not be changed when they go."""
    return f"person {person.id}"
