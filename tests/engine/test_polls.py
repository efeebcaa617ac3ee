"""One ballot and two processes: no vote is lost or counted twice, whatever they do at once."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.core.dispatcher import Core
from bot.core.router import routes
from bot.core.sealing import Keys, pepper
from bot.features import FEATURES
from bot.privacy import Guard
from bot.words.events import Account, Action, Press, Tick
from storage import Writer, open_hospital
from storage.nouns import ballots
from storage.nouns.ballots import Bag
from tests.harness import HOME, TRIAGE, Bot, said

VOTERS = 60


@pytest.fixture
def other(bot: Bot) -> Iterator[Core]:
    """A second process on the same database."""
    url = bot.url or f"sqlite:///{bot.path}"
    database = open_hospital(url, bot.hospital.id, Keys(bot.keys))
    writer = Writer(database)
    writer.start()
    yield Core(
        *(writer, bot.hospital, routes(FEATURES), Guard()),
        clock=lambda: bot.now,
        pepper=pepper(bot.keys),
    )
    writer.stop()
    database.kw["bind"].dispose()


def press(voter: int, option: int, slug: str) -> Press:
    account = Account("slack", HOME["slack"], f"v{voter}", f"Voter {voter}")
    return Press(f"{slug}-{voter}", TRIAGE, account, Action("poll.vote", ("101", str(option))))


def counted(bot: Bot) -> tuple[Bag, int]:
    with bot.database() as db:
        tally = ballots.read(db, 101)
    return tally.bag, tally.voters


async def everybody(*doing: object) -> list[str]:
    answers = await asyncio.gather(*doing)  # type: ignore[call-overload]
    return [said(answer) for answer in answers]


@pytest.mark.parametrize("secret", ["", " --anonymous"])
def test_everybody_who_is_new_votes_through_both_at_once_and_counts_once(
    bot: Bot, other: Core, secret: str
) -> None:
    bot.says("jo", f"poll Ready?{secret}", TRIAGE)
    one = [bot.core(press(n, 1 + n % 2, "one")) for n in range(VOTERS)]
    two = [other(press(n, 1 + n % 2, "two")) for n in range(VOTERS)]
    told = bot.run(everybody(*(each for pair in zip(one, two, strict=True) for each in pair)))
    half = VOTERS // 2
    assert all("Counted in P-101" in answer for answer in told)
    assert counted(bot)[1] == VOTERS
    bot.says("jo", "close P-101", TRIAGE)
    assert counted(bot) == ({"it": {"1": half, "2": half}}, VOTERS)


def test_votes_that_race_the_close_are_counted_or_told_that_they_are_not(
    bot: Bot, other: Core
) -> None:
    bot.says("jo", "poll Ready? --closes in 2 hours", TRIAGE)
    votes = [(bot.core if n % 2 else other)(press(n, 1, "race")) for n in range(VOTERS)]
    close = Press("close", TRIAGE, bot.account("jo", "slack"), Action("poll.close", ("101",)))
    *told, closed = bot.run(everybody(*votes, other(close)))
    assert "Closed: P-101" in closed
    in_time = sum("Counted in P-101" in answer for answer in told)
    late = sum("P-101 closed" in answer for answer in told)
    assert in_time + late == VOTERS
    assert counted(bot) == ({"it": {"1": in_time}} if in_time else {}, in_time)


def test_a_poll_closes_once_though_both_are_due(bot: Bot, other: Core) -> None:
    bot.says("kim", "poll Ready? --closes in 2 hours", TRIAGE)
    bot.run(bot.core(press(1, 1, "one")))
    bot.deliver()
    bot.now = bot.now.replace(hour=22)
    bot.run(everybody(bot.core(Tick(bot.now)), other(Tick(bot.now))))
    bot.deliver()
    assert "Closed" in bot.card("poll:101", TRIAGE)
    assert bot.sees("kim").count("Closed: P-101") == 1
