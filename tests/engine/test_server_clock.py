"""The clock of PostgreSQL's server is set, which its queue compares with: what is due is decided by
our own time, which goes on, and nothing waits for the server's.

A step of the server is a shift of all the moments that the queue keeps, the other way round.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.words.cards import Message, dump
from storage.delivery import claims, outbox
from storage.delivery.claims import Claimed
from storage.delivery.jobs import Destination
from storage.delivery.outbox import Address
from tests.harness import Bot
from tests.storage.postgres import emptied

ROOM = Address("slack", "T0HOSPITAL", "C0ROOM", dm=False)
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
STEPS = pytest.mark.parametrize("step", [-HOUR, MONTH], ids=["back", "ahead"])


@pytest.fixture
def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    folder = tmp_path_factory.mktemp("bot")
    bot = Bot(folder / "none.db", url=emptied(request.getfixturevalue("postgres")))
    yield bot
    bot.end()


def steps(bot: Bot, by: timedelta) -> None:
    """The server's clock alone."""
    with bot.database.begin() as db:
        moved = "heartbeat = heartbeat - :by, execute_after = execute_after - :by"
        db.execute(text(f"UPDATE pgqueuer SET {moved}"), {"by": by})


def wants(bot: Bot, key: str, after: timedelta = timedelta()) -> None:
    with bot.database.begin() as db:
        batch = outbox.batch_of(db, bot.now)
        batch.show(key, ROOM, dump(Message(key)), due=bot.now + after if after else None)
        batch.flush(db, bot.now)


def takes(bot: Bot, busy: Collection[Destination] = ()) -> list[Claimed]:
    """A worker of its own."""
    with bot.database.begin() as db:
        return claims.claim(db, bot.now, busy, {"slack": 5})


def shown(bot: Bot) -> list[str]:
    return [post.key for post in bot.posts("slack")]


@STEPS
def test_what_is_due_later_comes_when_it_is_due(bot: Bot, step: timedelta) -> None:
    wants(bot, "rounds at nine", after=HOUR)
    bot.deliver()
    steps(bot, step)
    for _ in range(3):  # the queue may hand it out, and has it back each time
        bot.deliver()
        assert shown(bot) == []
    bot.wait(minutes=59)
    assert shown(bot) == []
    bot.wait(minutes=1)
    assert "rounds at nine" in shown(bot)


@STEPS
def test_what_is_wanted_before_and_after_it_comes_at_once(bot: Bot, step: timedelta) -> None:
    wants(bot, "before")
    steps(bot, step)
    bot.deliver()
    assert "before" in shown(bot)
    wants(bot, "after")
    bot.deliver()
    assert "after" in shown(bot)


@STEPS
def test_a_channel_that_failed_is_tried_again(bot: Bot, step: timedelta) -> None:
    bot.chats["slack"].down = True
    wants(bot, "label printer")
    bot.deliver()
    bot.chats["slack"].down = False
    steps(bot, step)
    bot.deliver()
    assert shown(bot) == []  # it is held back by our time
    bot.wait(seconds=5)
    bot.wait(seconds=5)
    assert "label printer" in shown(bot)


@STEPS
def test_what_a_dead_worker_was_at_is_taken_up(bot: Bot, step: timedelta) -> None:
    wants(bot, "label printer")
    assert takes(bot)  # and is killed
    steps(bot, step)
    bot.deliver()  # after a step back the lease in the queue begins anew here
    bot.wait(seconds=5)
    bot.deliver()
    assert "label printer" in shown(bot)


@STEPS
def test_what_a_worker_is_at_is_given_to_no_other(bot: Bot, step: timedelta) -> None:
    wants(bot, "first")
    wants(bot, "second")
    [first] = takes(bot)
    steps(bot, step)
    assert takes(bot) == []
    with bot.database.begin() as db:
        assert claims.delivered(db, first, "ref", bot.now)
        outbox.batch_of(db, bot.now).flush(db, bot.now)
    bot.deliver()
    assert "second" in shown(bot)
