"""R26: a thank-you that tells of a patient waits for a leader; the rest goes its way."""

import pytest

from tests.features.test_wins import bot, to_jo
from tests.harness import Bot, said

__all__ = ["bot"]

STORY = "win @Raj @Ana label printer works again. The patient in bed 9 told us she was so glad"
KEPT = "label printer works again."


def drafted(bot: Bot, words: str = STORY) -> str:
    return said(bot.says("jo", words))


def test_its_writer_reads_why_and_is_offered_words_without_the_person(bot: Bot) -> None:
    draft = drafted(bot)
    assert "It tells of a patient: it names a bed or a room" in draft
    assert "A leader reads it before it goes out." in draft
    waits = said(bot.presses("jo", "win.announce", "101"))
    assert "W-101 waits for a leader" in waits
    assert f"“{KEPT}”" in waits
    assert "May this thank-you go out?" in bot.sees("elena")
    assert bot.sees("raj") == ""


def test_a_leader_says_yes_and_people_are_asked(bot: Bot) -> None:
    drafted(bot)
    bot.presses("jo", "win.announce", "101")
    assert "goes on" in said(bot.presses("elena", "win.approve", "101"))
    assert "wants to say thank you" in bot.sees("raj")
    assert "has read it: it goes on" in to_jo(bot)
    assert "[Yes, it may]" not in bot.sees("elena")
    again = said(bot.presses("elena", "win.refuse", "101"))
    assert "has been decided already" in again


def test_a_leader_says_no_and_it_is_a_draft_again(bot: Bot) -> None:
    drafted(bot)
    bot.presses("jo", "win.announce", "101")
    bot.presses("elena", "win.refuse", "101")
    assert "say it without the patient" in to_jo(bot)
    assert "nothing is sent yet" in said(bot.says("jo", "win W-101"))
    assert bot.sees("raj") == ""


def test_the_offered_words_need_no_leader(bot: Bot) -> None:
    drafted(bot)
    bot.presses("jo", "win.announce", "101")
    preview = said(bot.presses("jo", "win.without", "101"))
    assert f"“{KEPT}”" in preview
    assert "[Yes, it may]" not in bot.sees("elena")
    bot.presses("jo", "win.announce", "101")
    assert "wants to say thank you" in bot.sees("raj")


def test_what_a_leader_approved_is_read_anew_when_it_is_changed(bot: Bot) -> None:
    drafted(bot)
    bot.presses("jo", "win.announce", "101")
    bot.presses("elena", "win.approve", "101")
    form = bot.presses("jo", "win.change", "101")
    bot.fills("jo", form, text="Our patient in room 4 went home to his wife, thank you both")
    assert "waits for a leader" in said(bot.presses("jo", "win.announce", "101"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("jo", "A leader who did not write W-101 can decide that."),
        ("ben", "There is no W-101 that you can see."),
        ("raj", "There is no W-101 that you can see."),
    ],
)
def test_nobody_else_decides(bot: Bot, who: str, refusal: str) -> None:
    drafted(bot)
    bot.presses("jo", "win.announce", "101")
    answer = said(bot.presses(who, "win.approve", "101"))
    assert refusal in answer
    assert bot.sees("raj") == ""


@pytest.mark.parametrize(
    "words",
    [
        "the label printer on 5 West prints again since Monday",
        "eMAR is back on three units after the night shift stayed on the phone",
        "patient safety reports now take one minute",
        "the patient list opens in two seconds now",
    ],
)
def test_what_changed_for_a_unit_needs_no_leader(bot: Bot, words: str) -> None:
    draft = drafted(bot, f"win @Raj @Ana {words}")
    assert "I looked for names, numbers, dates and addresses of patients" in draft
    bot.presses("jo", "win.announce", "101")
    assert "wants to say thank you" in bot.sees("raj")


@pytest.mark.parametrize(
    "words",
    [
        "his daughter cried when the call went through, thank you",
        "an 84 year old saw her family again thanks to the new tablets",
        "“you gave me my mother back” is what we heard today",
        "our patient went home on Friday because the pump was there",
        "thanks to you Juanita could call home before surgery",
    ],
)
def test_what_tells_of_one_patient_does(bot: Bot, words: str) -> None:
    assert "A leader reads it before it goes out." in drafted(bot, f"win @Raj @Ana {words}")
