"""How many statements an event costs: what each takes is small, so their number is what counts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.event import listen, remove

from bot.words.events import Action, Press
from tests.harness import WARDS, Bot

# In a hospital that has keys: whoever presses may have raised it in confidence.
RAISED, JOINED, AGAIN = 18, 11, 7
QUEUE = 5  # on PostgreSQL, for all that a transaction wants shown


@contextmanager
def counted(bot: Bot) -> Iterator[list[str]]:
    """Every statement that the core and its writer send, and none of the relay's."""
    sent: list[str] = []
    engine = bot.database.kw["bind"]

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    deliver, bot.deliver = bot.deliver, lambda: None  # type: ignore[method-assign]
    listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        remove(engine, "before_cursor_execute", note)
        bot.deliver = deliver  # type: ignore[method-assign]


def queue(bot: Bot) -> int:
    return QUEUE if bot.url else 0


def raised(bot: Bot) -> None:
    bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])


def test_a_concern_in_one_sentence(bot: Bot) -> None:
    raised(bot)
    with counted(bot) as sent:
        bot.says("ana", "concern label printer on 5 West prints blanks again", WARDS["5W"])
    assert 0 < len(sent) <= RAISED + queue(bot), "\n".join(sent)


def test_a_me_too(bot: Bot) -> None:
    raised(bot)
    with counted(bot) as sent:
        bot.presses("ben", "concern.metoo", "101", room=WARDS["5W"])
    assert 0 < len(sent) <= JOINED + queue(bot), "\n".join(sent)
    with counted(bot) as sent:
        bot.presses("ben", "concern.metoo", "101", room=WARDS["5W"])
    assert 0 < len(sent) <= AGAIN + queue(bot), "\n".join(sent)


def test_many_at_once_read_the_reporter_once_a_transaction(bot: Bot) -> None:
    raised(bot)
    presses = [
        Press(f"p{n}", WARDS["5W"], bot.account(who), Action("concern.metoo", ("101",)))
        for n, who in enumerate(("ben", "priya", "ben", "priya", "ben", "priya"))
    ]
    with counted(bot) as sent:
        bot.run(together(bot, presses))
    transactions = [one for one in sent if "FROM inbox" in one]
    reads = [one for one in sent if "FROM people \n" in one]
    assert 0 < len(reads) <= len(transactions), "\n".join(sent)


def test_many_who_join_together_read_and_write_the_concern_once(bot: Bot) -> None:
    """Each has an account to be read and a row to be written; all else is the transaction's."""
    raised(bot)
    people = ("ben", "priya", "lena", "tom", "mia", "jo", "elena", "kim", "raj", "sam")
    presses = [
        Press(f"m{n}", WARDS["5W"], bot.account(who), Action("concern.metoo", ("101",)))
        for n, who in enumerate(people)
    ]
    with counted(bot) as sent:
        bot.run(together(bot, presses))
    transactions = sum("FROM inbox" in one for one in sent)
    for what in ("FROM concerns \n", "UPDATE concerns", "UPDATE shown"):
        assert sum(what in one for one in sent) <= 2 * transactions, "\n".join(sent)
    assert sum("INSERT INTO concern_reporters" in one for one in sent) == len(people)


async def together(bot: Bot, events: list[Press]) -> None:
    await asyncio.gather(*map(bot.core, events))
