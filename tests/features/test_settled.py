"""R28, R29: what asked for something settles when it is answered, and every act has an answer."""

import pytest

from tests.harness import TRIAGE, WARDS, Bot, said

NOTE = "The label printer has a new roll and prints again"


def in_chat(bot: Bot, who: str) -> list[str]:
    """The titles of what stands in somebody's own chat, replies in threads among them."""
    own = bot.dm(who)
    posts = bot.chats[own.platform].posts.values()
    return [post.message.title for post in posts if post.channel.id == own.id]


def fixed(bot: Bot, number: str = "101") -> str:
    form = bot.presses("sam", "concern.fixed", number, room=TRIAGE)
    return said(bot.fills("sam", form, note=NOTE))


def test_raised_and_confirmed_in_ones_own_chat_are_three_messages(bot: Bot) -> None:
    receipt = said(bot.says("ben", "concern label printer on 5 West prints blank labels"))
    fixed(bot)
    assert in_chat(bot, "ben")[1:] == ["Please check C-101"]
    answer = bot.presses("ben", "concern.confirm", "101")
    assert answer is None  # the message that was pressed says it
    titles = in_chat(bot, "ben")
    assert titles[1:] == ["C-101 is closed"]
    assert "Thank them" in bot.sees("ben")
    assert receipt
    assert len(titles) + 1 <= 3


def test_a_question_in_the_room_says_how_it_was_answered(bot: Bot) -> None:
    bot.says("ben", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    fixed(bot)
    assert "Does it work for you?" in bot.sees(WARDS["5W"])
    answer = said(bot.presses("priya", "concern.confirm", "101", room=WARDS["5W"]))
    assert "C-101 is closed" in answer
    room = bot.sees(WARDS["5W"])
    assert "Does it work for you?" not in room
    assert room.count("C-101 is closed") == 1


def test_a_question_that_was_answered_with_no_asks_no_more(bot: Bot) -> None:
    bot.says("ben", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    fixed(bot)
    form = bot.presses("ben", "concern.reopen", "101", room=WARDS["5W"])
    bot.fills("ben", form, reason="it still prints blank")
    room = bot.sees(WARDS["5W"])
    assert "Does it work for you?" not in room
    assert "C-101 does not work yet" in room


def test_a_question_that_nobody_answered_asks_no_more(bot: Bot) -> None:
    bot.says("ben", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    fixed(bot)
    bot.wait(days=8)
    room = bot.sees(WARDS["5W"])
    assert "Does it work for you?" not in room
    assert "C-101 is closed, not confirmed" in room


@pytest.mark.parametrize(
    ("act", "values", "told"),
    [
        ("fixed", {"note": NOTE}, "is marked as fixed"),
        ("notdoing", {"reason": "the vendor ends that model this year"}, "not doing"),
        ("answer", {"text": "On my way with a new roll"}, "Passed on to C-101"),
        ("hold", {"for": "vendor", "look": "2026-03-09"}, "is on hold"),
    ],
)
def test_every_form_of_it_has_an_answer(
    bot: Bot, act: str, values: dict[str, str], told: str
) -> None:
    bot.says("ben", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    form = bot.presses("sam", f"concern.{act}", "101", room=TRIAGE)
    assert told in said(bot.fills("sam", form, **values))
