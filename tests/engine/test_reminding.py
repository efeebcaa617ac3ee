"""Reminding hundreds of a poll: some in a transaction, each once, nobody who has voted meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.features.polls import reminder
from bot.words.events import Account, Action, Channel, Press
from storage.delivery import timers
from tests.bench import crowd
from tests.engine.unfinished import between, stopped, written
from tests.harness import Bot, said
from tests.storage.postgres import emptied

PEOPLE = 400


@pytest.fixture(params=["sqlite", "postgres"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """A poll in all rooms, which hundreds have not answered."""
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "corridor.db", url=url)
    with bot.database.kw["bind"].begin() as connection:
        crowd.fill(connection, PEOPLE)
    bot.says("jo", 'poll "Are you ready?" Yes, No --closes 16:30 --in all --remind')
    yield bot
    bot.end()


def reminders(bot: Bot) -> set[str]:
    with bot.database() as db:
        found = db.execute(text("SELECT key FROM shown WHERE key LIKE '%:remind:%'"))
        return {key.rpartition(":")[2] for key in found.scalars()}


def presses(bot: Bot, name: str) -> str:
    """Jo does, and nothing is delivered yet."""
    press = Press(bot.id(), bot.dm("jo"), bot.account("jo"), Action(name, ("101",)), at=bot.now)
    return said(bot.run(bot.core(press)))


def count(told: str) -> int:
    return int(told.split(maxsplit=1)[0])


def test_each_once_and_some_in_a_transaction(bot: Bot) -> None:
    with written(bot) as seen:
        told = count(presses(bot, "poll.remind"))
    assert told == len(reminders(bot)) > 2 * reminder.AT_ONCE
    assert max(seen.rows) <= 3 * reminder.AT_ONCE, seen.rows  # a row, its channel, its job
    assert "once is enough" in presses(bot, "poll.remind")
    with bot.database() as db:
        assert timers.called(db, "poll.remind") == {}


def test_who_votes_between_look_and_write_is_left_alone(bot: Bot) -> None:
    who = str(crowd.BEGUN + 1)  # in the ICU
    account = Account("teams", "tenant", f"p{who}", "Ada")
    chat = Channel("teams", "tenant", f"p{who}", dm=True)

    async def votes() -> None:
        press = Press(bot.id(), chat, account, Action("poll.vote", ("101", "1")), at=bot.now)
        await bot.core(press)

    with between(bot, votes):
        told = count(presses(bot, "poll.remind"))
    assert len(reminders(bot)) == told - 1
    assert who not in reminders(bot)


def test_a_poll_that_closes_on_the_way_reminds_nobody_more(bot: Bot) -> None:
    async def closes() -> None:
        chat, jo = bot.dm("jo"), bot.account("jo")
        await bot.core(Press(bot.id(), chat, jo, Action("poll.close", ("101",)), at=bot.now))

    with between(bot, closes):
        presses(bot, "poll.remind")
    assert reminders(bot) == set()


@pytest.mark.parametrize("by", ["hand", "half time"])
def test_stopped_on_the_way_the_rest_are_reminded_and_nobody_twice(bot: Bot, by: str) -> None:
    with stopped(bot, pieces=1):
        if by == "hand":
            assert "is not done yet" in presses(bot, "poll.remind")
        else:
            bot.wait(minutes=45, seconds=30)
    some = reminders(bot)
    assert 0 < len(some) <= reminder.AT_ONCE
    bot.restart()
    bot.wait(minutes=2)
    assert len(reminders(bot)) > 2 * reminder.AT_ONCE
    with bot.database() as db:
        again = "SELECT count(*) FROM shown WHERE key LIKE '%:remind:%' AND version > 1"
        assert db.execute(text(again)).scalar() == 0
        assert timers.called(db, "poll.remind") == {}
