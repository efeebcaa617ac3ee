"""What waits, and where it is stuck, for administrators in chat."""

from tests.harness import TRIAGE, WARDS, Bot, said


def test_nothing_waits(bot: Bot) -> None:
    assert "Nothing waits, and no room is stuck." in said(bot.says("jo", "queues"))


def test_a_room_that_is_stuck_is_named_with_its_reason(bot: Bot) -> None:
    bot.chats["slack"].down = True
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    bot.wait(minutes=2)
    shown = said(bot.says("jo", "queues"))
    assert "failed, and tried again by itself" in shown
    assert "IT triage on Slack: 1 message waits, the oldest since" in shown
    assert "It fails: out of reach." in shown
    assert "printer" not in shown
    bot.chats["slack"].down = False
    bot.wait(minutes=2)
    assert "Stuck" not in said(bot.says("jo", "queues"))


def test_what_was_given_up_is_counted(bot: Bot) -> None:
    bot.chats["slack"].closed.add(TRIAGE)
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    assert "1 message was given up: type undelivered" in said(bot.says("jo", "queues"))


def test_it_is_for_administrators(bot: Bot) -> None:
    assert "An administrator can do that: Jo Park." in said(bot.says("sam", "queues"))
