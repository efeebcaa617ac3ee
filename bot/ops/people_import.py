"""`corridor people`: imports who works here from a directory's export."""

from collections.abc import Iterable
from typing import NamedTuple

from bot import rosters
from bot.core.audit import by_operator
from bot.core.work import Work
from bot.features.oncall import gaps
from bot.ops.agreed_time import agreed_time
from bot.ops.audit_note import note
from bot.ops.people_changes import Change, People, compared
from bot.run import seeding
from bot.run.database import opened
from bot.settings import Settings
from storage.delivery import outbox
from storage.nouns import imported, people_names
from storage.nouns.person import Person
from storage.trust.audit import Note


class ImportedPeople(NamedTuple):
    settled: People


def import_people(
    settings: Settings,
    source: str,
    name: str,
    data: bytes,
    *,
    dry: bool = False,
    partly: bool = False,
    many_leavers: bool = False,
) -> ImportedPeople:
    """The people of a file; with `dry` nothing is kept. Who was in the last import of the same
    `source` and is not in this one has left.

    Where some lines have mistakes nothing is kept either, unless the rest is wanted (`partly`):
    then nobody is taken to have left. BadRoster where the file can't be used at all.
    """
    hospital, database = settings.hospital, opened(settings)
    now = agreed_time(database)
    source = (source or name)[: imported.LONGEST_SOURCE]
    reading = rosters.read_people(name, rosters.text_of(name, data), hospital, settings.roster)
    with database() as db:
        seeding.seed(db, settings, {}, now)
        before = imported.of_source(db, source)
        found = compared(db, reading, before, many_leavers=many_leavers)
        if dry or (found.problems and not partly):
            db.expunge_all()  # who they are is told once the session is closed
            db.rollback()
            return ImportedPeople(found)
        _keep(Work(db, now, hospital, outbox.batch_of(db, now)), source, found, before)
        db.commit()
    return ImportedPeople(found)


def _keep(work: Work, source: str, found: People, before: frozenset[int]) -> None:
    """Write it all down, with a note in the audit log for everybody whose rights it changes."""
    db = work.db
    imported.add(db, found.new, work.now)
    for change in found.changed:
        _apply(change)
    for person in found.leavers:
        person.gone = True
    db.flush()
    while people_names.index(db):
        pass
    there = [*found.new, *(change.person for change in found.changed), *found.same]
    imported.mark(db, source, [one.id for one in there if one.id not in before])
    imported.unmark(db, source, [one.id for one in found.leavers])
    _noted(work, found)
    gaps.tell(work)
    work.outbox.flush(db, work.now)


def _apply(change: Change) -> None:
    person, new = change.person, {key: value for key, (_, value) in change.fields.items()}
    person.name, person.named = new.get("name", person.name), person.named or "name" in new
    person.side, person.unit = new.get("side", person.side), new.get("unit", person.unit)
    person.shift_name = new.get("shift", person.shift_name)
    if "roles" in new:
        person.role_list = [one for one in new["roles"].split("+") if one]
    person.gone = False


def _noted(work: Work, found: People) -> None:
    counts = f"{len(found.new)} new, {len(found.changed)} changed, {len(found.leavers)} left"
    note(work.db, "people.imported", counts)
    for person in found.new:
        if person.role_list:
            _note(work, person, f"roles none to {'+'.join(person.role_list)}")
    for change in found.changed:
        if change.of_rights:
            said = (f"{k} {old or 'none'} to {new or 'none'}" for k, (old, new) in _rights(change))
            _note(work, change.person, ", ".join(said))
    for person in found.leavers:
        by_operator(work.db, Note(work.now, None, "person.removed", f"person {person.id}", ""))


def _rights(change: Change) -> Iterable[tuple[str, tuple[str, str]]]:
    return ((key, change.fields[key]) for key in ("side", "roles") if key in change.fields)


def _note(work: Work, person: Person, outcome: str) -> None:
    by_operator(work.db, Note(work.now, None, "person.changed", f"person {person.id}", outcome))
