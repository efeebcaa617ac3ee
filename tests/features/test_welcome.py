"""Where Corridor is added, it says why it is there, what it does and how to begin."""

import pytest

from bot.core.router import opening, routes
from bot.features import FEATURES
from bot.words.events import Account, Channel, Command, Joined, Press
from tests.harness import TRIAGE, WARDS, Bot, said

NEW = Channel("teams", "tenant", "new-room")


def joins(bot: Bot, where: Channel, who: Account) -> None:
    bot.send(Joined(bot.id(), where, who, at=bot.now))


def test_someone_new_is_told_why_what_and_how(bot: Bot) -> None:
    joins(bot, bot.dm("ana"), bot.account("ana"))
    shown = bot.sees("ana")
    assert "between the ward and IT" in shown
    assert "type concern" in shown
    assert "x5100" in shown
    for job in ("Raise a concern", "Ask a poll", "Huddles", "Say a win"):
        assert f"[{job}]" in shown


def test_two_ways_of_saying_it_make_one_welcome(bot: Bot) -> None:
    joins(bot, NEW, bot.account("jo", "teams"))
    joins(bot, NEW, bot.account("jo", "teams"))
    assert len(bot.posts(NEW)) == 1
    assert "setup" in bot.sees(NEW)


def test_a_channel_is_welcomed_though_nobody_is_named(bot: Bot) -> None:
    joins(bot, NEW, Account("teams", "tenant", ""))
    assert "Type @Corridor concern and one sentence" in bot.sees(NEW)
    for job in ("poll", "huddle", "win"):
        assert f"@Corridor {job}" in bot.sees(NEW)
    assert "Account" not in bot.everything()


def test_a_mention_in_a_concerns_thread_is_talk_in_it(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    ward = WARDS["5W"]
    thread = bot.ref("concern:101", ward)
    words = "the tray is jammed again"
    bot.send(Command(bot.id(), ward, bot.account("ana"), "the", words[4:], thread, "m77"))
    assert words in bot.sees(TRIAGE)


@pytest.mark.parametrize("words", ["help", "C-101"])
def test_a_verb_of_ours_in_a_thread_is_still_a_command(bot: Bot, words: str) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    ward = WARDS["5W"]
    thread = bot.ref("concern:101", ward)
    reply = bot.send(Command(bot.id(), ward, bot.account("ana"), words, "", thread, "m78"))
    assert said(reply)


def test_every_press_that_opens_something_has_a_handler() -> None:
    table = routes(FEATURES)
    names = opening(table)
    assert {"concern.fixed", "concern.more", "me.change"} <= names
    assert all((Press, name) in table for name in names)
    assert "concern.take" not in names
