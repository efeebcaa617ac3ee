"""The states of a concern: what they are called, how it moves between them (R6), and the history of
what was changed."""

from collections.abc import Mapping

from bot.core.work import Work
from bot.words.refusal import Refused
from storage.nouns import entries
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry

STATES: Mapping[str, str] = {
    "new": "New",
    "acknowledged": "Acknowledged",
    "in_progress": "In progress",
    "on_hold": "On hold",
    "fixed": "Fixed - please check",
    "reopened": "Reopened",
    "closed": "Closed",
    "unconfirmed": "Closed - not confirmed",
    "duplicate": "Duplicate",
    "not_doing": "Not doing",
    "withdrawn": "Withdrawn",
}
HOLDS: Mapping[str, str] = {
    "reporter": "the reporter",
    "vendor": "a vendor",
    "change": "a change window",
    "decision": "a decision",
}


def to(concern: Concern, state: str, *, frm: tuple[str, ...]) -> bool:
    """Move to `state` from one of `frm`; stay where it is otherwise, and say so."""
    if concern.state not in frm:
        return False
    concern.state = state
    return True


def need(concern: Concern, states: tuple[str, ...], act: str) -> None:
    """Refuse an act that the concern's state does not allow, saying where it stands."""
    if concern.state not in states:
        raise Refused(f"{concern.name} is “{STATES[concern.state]}”, so there is nothing to {act}.")


def pause(work: Work, concern: Concern, reason: str) -> None:
    """On hold; only waiting for the reporter stops the fix clock, and never for P1 and P2 (R6)."""
    resume_clock(work, concern)
    concern.state, concern.hold_for = "on_hold", reason
    if reason == "reporter" and not concern.urgent:
        concern.waiting_since = work.now


def resume(work: Work, concern: Concern) -> None:
    """Off hold: being worked on again."""
    resume_clock(work, concern)
    concern.state, concern.hold_for, concern.hold_note = "in_progress", "", ""
    concern.look_again = None
    work.forget(f"{concern.key}:look")


def resume_clock(work: Work, concern: Concern) -> None:
    """Count the time that the fix clock stood still."""
    if concern.waiting_since is not None:
        concern.waited += int((work.now - concern.waiting_since).total_seconds())
        concern.waiting_since = None


def note_down(work: Work, concern: Concern, what: str) -> Entry:
    """A change, in the concern's history, under the name of who made it (nobody: the bot)."""
    person = work.actor
    return entries.add(
        work.db,
        concern,
        "change",
        what,
        work.now,
        person_id=None if person is None else person.id,
        side="" if person is None else person.side,
    )
