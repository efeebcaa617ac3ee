"""Events that come in another order than they were done in, because one had to be sent again."""

from tests.harness import TRIAGE, WARDS, Bot

WEST, CARD = WARDS["5W"], "concern:101:it"


def raised(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank", WEST)


def test_a_message_taken_back_before_it_came_is_not_shown_when_it_comes(bot: Bot) -> None:
    raised(bot)
    bot.deletes("sam", "m1", TRIAGE, under=CARD)
    bot.says("sam", "words taken back", TRIAGE, under=CARD, ref="m1")
    assert "words taken back" not in bot.sees(WEST)
    assert "words taken back" not in bot.everything()
    assert "New ·" in bot.card("concern:101", WEST)


def test_a_message_that_comes_after_its_edit_stays_as_edited(bot: Bot) -> None:
    raised(bot)
    bot.edits("sam", "m1", "the better words", TRIAGE, under=CARD)
    bot.says("sam", "the first words", TRIAGE, under=CARD, ref="m1")
    assert "the better words" in bot.sees(WEST)
    assert "the first words" not in bot.sees(WEST)


def test_a_message_that_is_delivered_again_after_its_deletion_stays_taken_back(bot: Bot) -> None:
    raised(bot)
    bot.says("sam", "words taken back", TRIAGE, under=CARD, ref="m1")
    bot.deletes("sam", "m1", TRIAGE, under=CARD)
    bot.says("sam", "words taken back", TRIAGE, under=CARD, ref="m1")
    assert "words taken back" not in bot.sees(WEST)


def test_an_edit_of_what_was_taken_back_before_it_came_shows_nothing(bot: Bot) -> None:
    raised(bot)
    bot.deletes("sam", "m1", TRIAGE, under=CARD)
    bot.edits("sam", "m1", "words taken back", TRIAGE, under=CARD)
    assert "words taken back" not in bot.sees(WEST)
