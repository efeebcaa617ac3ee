"""What could not be delivered, and trying it once more."""

from bot.features.undelivered import what
from storage.delivery import timers
from tests.harness import TRIAGE, WARDS, Bot, said


def test_a_closed_channel_is_named_with_its_reason_and_tried_again(bot: Bot) -> None:
    bot.chats["slack"].closed.add(TRIAGE)
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    told = bot.sees(bot.dm("jo", "slack"))
    assert "IT's card of C-101 to IT triage on Slack: the channel is closed" in told
    shown = said(bot.says("jo", "undelivered"))
    assert "IT's card of C-101 to IT triage on Slack: the channel is closed, since" in shown
    bot.chats["slack"].closed.clear()
    assert "Trying again" in said(bot.presses("jo", "undelivered.retry", "concern:101:it"))
    bot.wait(minutes=1)
    assert "C-101" in bot.sees(TRIAGE)
    assert "on its way already" in said(bot.presses("jo", "undelivered.retry", "concern:101:it"))
    assert "Everything was delivered" in said(bot.says("jo", "undelivered"))


def test_a_private_message_names_the_person(bot: Bot) -> None:
    bot.chats["slack"].closed.add(bot.dm("sam", "slack"))
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    shown = said(bot.says("jo", "undelivered"))
    assert "a page about C-101 to Sam Ortiz, directly on Slack" in shown


def test_a_timer_that_was_given_up_is_tried_again(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    with bot.database.begin() as db:
        due = timers.next_due(db)
        assert due is not None
        (first, *_) = timers.due(db, due)
        timers.give_up(db, first.key, first.due, "failed ten times; see the log")
    assert "C-101: failed ten times; see the log" in said(bot.says("jo", "undelivered"))
    assert "Trying again" in said(bot.presses("jo", "undelivered.again", first.key))
    assert "Everything was delivered" in said(bot.says("jo", "undelivered"))
    with bot.database.begin() as db:
        assert timers.next_due(db) == bot.now
    assert "not on the list" in said(bot.presses("jo", "undelivered.again", first.key))


def test_it_is_for_administrators(bot: Bot) -> None:
    assert "An administrator can do that: Jo Park." in said(bot.says("sam", "undelivered"))
    for name in ("retry", "again"):
        refused = said(bot.presses("sam", f"undelivered.{name}", "concern:101"))
        assert "An administrator can do that" in refused


def test_keys_are_said_in_words() -> None:
    assert what("concern:101") == "the card of C-101"
    assert what("concern:101:it") == "IT's card of C-101"
    assert what("concern:101:entry:7") == "something said about C-101"
    assert what("concern:101:nudge") == "a message about C-101"
    assert what("room:purpose") == "a room's purpose"
    assert what("other:thing") == "other:thing"
