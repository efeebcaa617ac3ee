"""What stops the clock of R5: the first written answer by the other side, as long as it stands."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.work import Work
from bot.features.concerns import escalation, ladder, lookup, states
from storage.nouns import entries, pages, people
from storage.nouns.concerns import WITH_IT, Concern
from storage.nouns.entries import Entry
from storage.nouns.people import Person

WORDS = ("answer", "workaround")


def answers(work: Work, concern: Concern, person: Person) -> bool:
    """Whether this person's words come from the other side of this concern."""
    if person.side == "both":
        return not lookup.is_reporter(work, concern, person)
    return person.side not in {"", concern.reporter_side}


def counted(work: Work, concern: Concern, entry: Entry) -> None:
    """What the words of whoever acts change: the first answer by the other side stops the clock
    (R5), later ones are progress."""
    if not _says_something(entry):
        return
    if answers(work, concern, work.me):
        if concern.answered_at is None:
            concern.answered_at = max(entry.at, concern.raised_at)
            concern.answered_by, concern.answered_as = work.me.id, concern.priority
            states.to(concern, "acknowledged", frm=("new",))
        else:
            states.to(concern, "in_progress", frm=("acknowledged", "reopened"))
        if concern.urgent:
            ladder.answered(work, concern, max(entry.at, concern.raised_at))
        escalation.start(work, concern)
    elif concern.state == "on_hold" and concern.hold_for == "reporter":
        states.resume(work, concern)
        escalation.start(work, concern)


def uncounted(work: Work, concern: Concern, entry: Entry) -> None:
    """These words are no answer any more. Where they had stopped the clock, the earliest other
    answer does, or none: then the ward waits again, and R18's pages go on."""
    if concern.answered_at is None or not _says_something(entry):
        return
    others = [
        one for one in entries.of(work.db, concern, WORDS) if _stands(work, concern, one, entry)
    ]
    if (concern.answered_at, concern.answered_by) == _stopped(concern, entry.at, entry.person_id):
        moments = [_stopped(concern, one.at, one.person_id) for one in others]
        if concern.fixed_at is not None:
            moments.append(_stopped(concern, concern.fixed_at, concern.fixed_by))
        _stop_at(concern, sorted(moments, key=lambda moment: moment[0])[:1])
    reopened = _reopened_at(work, concern)
    if reopened and entry.n > reopened and not any(one.n > reopened for one in others):
        states.to(concern, "reopened", frm=("in_progress",))
    elif concern.answered_at is None and not _had(work, concern):
        states.to(concern, "new", frm=("acknowledged", "in_progress"))
    if concern.state in WITH_IT:
        escalation.start(work, concern)


def _says_something(entry: Entry) -> bool:
    return any(letter.isalnum() for letter in entry.text)


def _stands(work: Work, concern: Concern, other: Entry, entry: Entry) -> bool:
    if other is entry or other.deleted_at is not None or not _says_something(other):
        return False
    person = people.get(work.db, other.person_id or 0)
    return person is not None and answers(work, concern, person)


def _stopped(concern: Concern, at: datetime, person_id: int | None) -> tuple[datetime, int | None]:
    """When (UTC) words of that moment stopped the clock, and whose they were."""
    return max(at, concern.raised_at), person_id


def _stop_at(concern: Concern, first: Sequence[tuple[datetime, int | None]]) -> None:
    """The one answer that is first now, or none."""
    if first:
        ((concern.answered_at, concern.answered_by),) = first
    else:
        concern.answered_at, concern.answered_by, concern.answered_as = None, None, ""


def _reopened_at(work: Work, concern: Concern) -> int:
    """The number of the entry by which it was last reopened; 0 for never."""
    changes = entries.of(work.db, concern, ("change",))
    return max((one.n for one in changes if one.text.startswith("Reopened: ")), default=0)


def _had(work: Work, concern: Concern) -> bool:
    """Whether somebody has it, whatever they wrote."""
    row = pages.ladder(work.db, concern.number)
    return concern.assignee_id is not None or (row is not None and row.held_by is not None)
