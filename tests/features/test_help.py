"""Help: one screen, for the side that asks; a topic in detail."""

from tests.harness import WARDS, Bot, said


def test_a_topic_shows_all_of_its_lines(bot: Bot) -> None:
    shown = said(bot.says("ana", "help concern"))
    assert "concerns label printer - find by words" in shown
    assert "take C-101" not in shown


def test_a_topic_nobody_knows_says_so_and_shows_the_rest(bot: Bot) -> None:
    shown = said(bot.says("ana", "help parking"))
    assert "I know nothing about “parking”" in shown
    assert "confirm C-101" in shown


def test_a_greeting_with_more_words_is_still_a_greeting(bot: Bot) -> None:
    assert "I know nothing" not in said(bot.says("ana", "hello there"))


def test_who_has_not_said_a_side_is_asked_for_it(bot: Bot) -> None:
    assert "say which side you are on" in said(bot.says("newbie", "help"))
    assert "say which side you are on" not in said(bot.says("newcomer", "help", WARDS["ICU"]))


def test_help_fits_a_phone_for_an_administrator_of_both_sides(bot: Bot) -> None:
    shown = said(bot.says("jo", "help")).split("\n")
    assert "setup - an administrator's; also: rooms, people, undelivered, queues" in shown
    assert len(shown) <= 15
    assert max(map(len, shown[2:-1])) <= 90


def test_a_topic_for_administrators_is_theirs(bot: Bot) -> None:
    assert "people Ana shows one" in said(bot.says("jo", "help people"))
    assert "people Ana shows one" not in said(bot.says("sam", "help people"))
