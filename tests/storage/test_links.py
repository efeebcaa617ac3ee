"""Codes and joined people in both kinds of database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.words.events import Account
from storage.engine.session import HospitalDatabase, bound
from storage.nouns import account_links, concerns, drafts, entries, merging, people
from storage.nouns.concerns import Concern, Reporter
from storage.nouns.people import Person

NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
SOON, LATE = NOW + timedelta(minutes=10), NOW + timedelta(minutes=11)
HID = "harbor"


def met(database: HospitalDatabase, *names: str) -> list[int]:
    """The ids of people met on Teams, in this order."""
    with database.begin() as db:
        return [people.meet(db, Account("teams", "tenant", name, name), NOW).id for name in names]


def raised(database: HospitalDatabase, *behind: int) -> int:
    """The number of a concern that the first of them raised and all stand behind."""
    ladder = {"kind": "down", "care": "slowed", "reach": "me", "harm": "no"}
    with database.begin() as db:
        concern = concerns.add(
            db,
            text="printer",
            reporter_id=behind[0],
            assignee_id=behind[-1],
            priority="P3",
            first_priority="P3",
            raised_at=NOW,
            due_at=NOW,
            updated_at=NOW,
            **ladder,
        )
        for person in behind:
            concerns.stand_behind(db, concern, person, "5W", how="me_too", at=NOW)
        entries.add(db, concern, "answer", "hello", NOW, person_id=behind[-1])
        drafts.add(db, behind[-1], "half", {}, place=("teams", "t", "c", True), at=NOW)
        return concern.number


def test_all_that_was_anothers_is_the_persons(database: HospitalDatabase) -> None:
    ana, twin, ben = met(database, "ana", "twin", "ben")
    number = raised(database, ben, twin)
    with database.begin() as db:
        merging.merge(db, keep=ana, lose=twin, now=NOW)
    with database() as db:
        concern = db.get_one(Concern, (HID, number))
        assert (concern.reporter_id, concern.assignee_id) == (ben, ana)
        assert concern.reporters == 2
        behind = db.scalars(select(Reporter.person_id).order_by(Reporter.person_id))
        assert list(behind) == [ana, ben]
        assert db.get(Person, (HID, twin)) is None
        assert [one.id for one in people.accounts(db, ana)] == ["ana", "twin"]
        draft = drafts.get(db, 1)
        assert draft is not None
        assert draft.person_id == ana


def test_both_behind_one_concern_are_one_behind_it(database: HospitalDatabase) -> None:
    ana, twin, ben = met(database, "ana", "twin", "ben")
    number = raised(database, ben, ana, twin)
    other = raised(database, ben, ana)
    with database.begin() as db:
        merging.merge(db, keep=ana, lose=twin, now=NOW)
    with database() as db:
        assert db.get_one(Concern, (HID, number)).reporters == 2
        assert db.get_one(Concern, (HID, other)).reporters == 2
        behind = select(Reporter.person_id).where(Reporter.number == number)
        assert sorted(db.scalars(behind)) == [ana, ben]


def test_another_hospitals_people_are_not_touched(database: HospitalDatabase) -> None:
    ana, twin = met(database, "ana", "twin")
    other = bound(database, "other")
    with other.begin() as db:
        there = people.meet(db, Account("slack", "T0", "U1", "Kim"), NOW)
        there_too = people.meet(db, Account("slack", "T0", "U2", "Lee"), NOW)
        assert (there.id, there_too.id) == (ana, twin)
    with database.begin() as db:
        merging.merge(db, keep=ana, lose=twin, now=NOW)
    with other() as db:
        assert len(people.everyone(db)) == 2


def test_a_code_is_taken_once_and_in_time(database: HospitalDatabase) -> None:
    (ana,) = met(database, "ana")
    with database.begin() as db:
        account_links.give(db, ana, "d1", SOON)
    with database.begin() as db:
        assert account_links.take(db, "d1", NOW) == ana
        assert account_links.take(db, "d1", NOW) is None
        account_links.give(db, ana, "d2", SOON)
    with bound(database, "other").begin() as db:
        assert account_links.take(db, "d2", NOW) is None
    with database.begin() as db:
        assert account_links.take(db, "d2", LATE) is None
        assert account_links.take(db, "", NOW) is None


def test_wrong_codes_are_counted_for_a_while(database: HospitalDatabase) -> None:
    (ana,) = met(database, "ana")
    hour = timedelta(hours=1)
    with database.begin() as db:
        assert account_links.misses(db, ana, NOW, hour) == 0
        assert [account_links.missed(db, ana, NOW, hour) for _ in range(3)] == [1, 2, 3]
        assert account_links.misses(db, ana, NOW + hour, hour) == 3
        assert account_links.misses(db, ana, NOW + 2 * hour, hour) == 0
        assert account_links.missed(db, ana, NOW + 2 * hour, hour) == 1
