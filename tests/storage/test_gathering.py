"""Jobs that gather: read once, written once, and none of them lost or doubled by another's failure."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.words.events import Account
from storage import HospitalSession, Writer
from storage.delivery import inbox
from storage.engine import gathering
from storage.engine.session import HospitalDatabase
from storage.nouns import people
from storage.nouns.person import Person
from tests.storage.test_writer import held, running

NOW = datetime(2026, 3, 4, 20, tzinfo=UTC)
Job = Callable[[HospitalSession], Any]


def person(db: HospitalSession) -> Person:
    found = gathering.once(db, ("ana",), lambda: db.scalar(select(Person)))
    assert isinstance(found, Person)
    return found


def more(db: HospitalSession) -> None:
    person(db).unit += "x"


def refuses(db: HospitalSession) -> None:
    raise LookupError("no such concern")


def spoils(db: HospitalSession) -> None:
    person(db).unit = "spoiled"
    raise LookupError("after it has changed something")


def reads(db: HospitalSession) -> str:
    return str(db.execute(select(Person.__table__.c.unit)).scalar_one())


async def handed(writer: Writer, jobs: list[tuple[Job, bool]]) -> list[Any]:
    """All in one batch."""

    async with held(writer):
        waiting = asyncio.gather(
            *(
                writer.run_once(
                    inbox.idempotency_key("harbor", (f"j{n}",), NOW), job, gathers=gathers
                )
                for n, (job, gathers) in enumerate(jobs)
            ),
            return_exceptions=True,
        )
        await asyncio.sleep(0)
    return await waiting


@contextmanager
def updates(database: HospitalDatabase) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE people"):
            sent.append(statement)

    event.listen(database.kw["bind"], "before_cursor_execute", note)
    yield sent
    event.remove(database.kw["bind"], "before_cursor_execute", note)


@pytest.fixture
def ana(database: HospitalDatabase) -> HospitalDatabase:
    with database.begin() as db:
        people.meet(db, Account("slack", "T0", "ana", "Ana Ruiz"), NOW)
    return database


def unit(database: HospitalDatabase) -> str:
    with database() as db:
        return reads(db)


async def test_many_changes_of_one_thing_are_written_once(ana: HospitalDatabase) -> None:
    with updates(ana) as sent:
        async with running(ana) as writer:
            await handed(writer, [(more, True)] * 7)
    assert unit(ana) == "xxxxxxx"
    assert len(sent) == 1


async def test_a_job_of_another_kind_sees_what_was_gathered(ana: HospitalDatabase) -> None:
    async with running(ana) as writer:
        found = await handed(writer, [(more, True), (more, True), (reads, False), (more, True)])
    assert found[2] == "xx"
    assert unit(ana) == "xxx"


@pytest.mark.parametrize("fails", [refuses, spoils])
async def test_one_that_fails_takes_nothing_of_the_others(
    ana: HospitalDatabase, fails: Job
) -> None:
    async with running(ana) as writer:
        found = await handed(writer, [(more, True), (fails, True), (more, True)])
    assert isinstance(found[1], LookupError)
    assert (found[0], found[2]) == (None, None)
    assert unit(ana) == "xx"


async def test_outside_of_a_gathering_everything_is_read_anew(ana: HospitalDatabase) -> None:
    with ana() as db:
        one = gathering.once(db, ("k",), object)
        assert gathering.once(db, ("k",), object) is not one
