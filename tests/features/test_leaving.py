"""Accounts that are closed, and channels that the bot is taken out of."""

from bot.words.events import Account, Left
from tests.harness import TRIAGE, Bot


def closes(bot: Bot, who: str, platform: str = "") -> None:
    account = bot.account(who, platform)
    bot.send(Left(bot.id(), bot.dm(who, account.platform), account))


def told(bot: Bot) -> str:
    """What the administrator was told, wherever."""
    return bot.sees(bot.dm("jo")) + bot.sees(bot.dm("jo", "slack"))


def test_whose_last_account_was_closed_is_out_and_their_work_is_named(bot: Bot) -> None:
    bot.says("ben", "concern label printer on 5W prints blank labels")
    bot.presses("sam", "concern.take", "101", room=TRIAGE)
    closes(bot, "sam")
    assert "Sam Ortiz's account on Slack was closed" in told(bot)
    assert "C-101" in told(bot)
    reply = bot.says("sam", "concerns all")
    assert reply is not None
    assert "staff of this hospital" in str(reply)


def test_one_account_of_two_leaves_the_other(bot: Bot) -> None:
    closes(bot, "jo", "slack")
    assert "was closed" not in told(bot)
    home = bot.opens("jo")
    assert home is not None
    assert "staff of this hospital" not in str(home)


def test_the_same_news_twice_is_told_once(bot: Bot) -> None:
    closes(bot, "kim")
    before = told(bot)
    bot.replay()
    closes(bot, "kim")
    assert told(bot) == before


def test_a_stranger_who_leaves_is_not_met(bot: Bot) -> None:
    bot.send(Left(bot.id(), bot.dm("nobody"), bot.account("nobody")))
    assert "Nobody" not in str(bot.says("jo", "people"))


def test_administrators_hear_that_a_room_is_lost(bot: Bot) -> None:
    bot.send(Left(bot.id(), TRIAGE, Account("slack", TRIAGE.workspace, "")))
    assert "no longer in IT triage on Slack" in told(bot)
    assert "Triage" in told(bot)
