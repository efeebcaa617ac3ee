"""Two people who are one, though one has written for years: a piece at a time, and taken up again after
a crash. In both kinds of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.words.events import Tick
from storage.delivery import timers
from storage.nouns import merging, people
from storage.nouns.people import Person
from tests.bench import many
from tests.engine.unfinished import stopped, written
from tests.features.test_link import code, links, on, person
from tests.harness import HARBOR, Bot, said
from tests.storage.postgres import emptied

ENTRIES = 2 * merging.AT_ONCE + 100
TABLES = ("concern_entries", "concern_reporters")


@pytest.fixture(params=["sqlite", "postgres"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """Ana is two: on Teams, and in Slack, where she has answered every concern there is."""
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "corridor.db", url=url)
    on(bot, "ana", "slack", "home")
    twin = person(bot, "ana", "slack").id
    with bot.database.kw["bind"].begin() as connection:
        many.fill(connection, ENTRIES)
        connection.execute(text("UPDATE concern_entries SET person_id = :n"), {"n": twin})
    yield bot
    bot.end()


def left_of(bot: Bot, number: int) -> int:
    with bot.database() as db:
        some = [
            db.execute(text(f"SELECT count(*) FROM {name} WHERE person_id = {number}")).scalar_one()
            for name in TABLES
        ]
    return sum(some)


def is_there(bot: Bot, number: int) -> bool:
    with bot.database() as db:
        return db.get(Person, (HARBOR.id, number)) is not None


def joined(bot: Bot) -> str:
    return said(links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link"))))


def test_all_is_the_persons_when_it_is_answered_and_no_transaction_is_long(bot: Bot) -> None:
    twin, ana = person(bot, "ana", "slack").id, person(bot, "ana", "teams").id
    before = left_of(bot, ana)
    with written(bot) as seen:
        assert "You are one person now" in joined(bot)
    assert max(seen.rows) < merging.AT_ONCE + 50, seen.rows
    assert sum(rows >= merging.AT_ONCE for rows in seen.rows) == 2
    assert (left_of(bot, twin), is_there(bot, twin)) == (0, False)
    assert left_of(bot, ana) >= before + ENTRIES
    with bot.database() as db:
        assert timers.called(db, merging.NAME) == {}


def test_stopped_on_the_way_it_is_said_and_taken_up_again(bot: Bot) -> None:
    twin, ana = person(bot, "ana", "slack").id, person(bot, "ana", "teams").id
    before = left_of(bot, twin)
    with stopped(bot, pieces=0):
        assert "is not done yet" in joined(bot)
    assert left_of(bot, twin) == before - merging.AT_ONCE
    with bot.database() as db:
        shadow = people.get(db, twin)
        assert shadow is not None
        assert (shadow.gone, shadow.name) == (True, "Ana Ruiz")
        assert [one.id for one in people.named(db, "Ana Ruiz")] == [ana]
        assert people.left(db, "Ana Ruiz") == []
    assert person(bot, "ana", "slack").id == ana  # her accounts are one person's at once
    bot.restart()
    bot.run(bot.core(Tick(bot.now)))
    assert (left_of(bot, twin), is_there(bot, twin)) == (0, False)


def test_whom_they_become_may_become_somebody_else_meanwhile(bot: Bot) -> None:
    twin, ben = person(bot, "ana", "slack").id, person(bot, "ben", "teams").id
    with stopped(bot, pieces=0):
        joined(bot)
    ana = person(bot, "ana", "teams").id
    with bot.database.begin() as db:
        assert not merging.merge(db, ben, ana, bot.now)
    bot.wait(minutes=3)
    assert [left_of(bot, one) for one in (twin, ana)] == [0, 0]
    assert not is_there(bot, twin)
    assert not is_there(bot, ana)
    assert left_of(bot, ben) >= ENTRIES
    with bot.database() as db:
        assert timers.called(db, merging.NAME) == {}


def test_nobody_is_erased_on_the_way(bot: Bot) -> None:
    twin = person(bot, "ana", "slack").id
    with stopped(bot, pieces=0):
        joined(bot)
    assert "just becoming one person" in said(bot.presses("jo", "people.erase", str(twin)))
    bot.wait(minutes=2)
    assert left_of(bot, twin) == 0
