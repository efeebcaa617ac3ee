"""R33: what only may be for IT stays with IT, and an answer that crossed by mistake is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import TRIAGE, WARDS, Bot, buttons, said

WEST = WARDS["5W"]
WORDS = "vendor's fix broke it"
KEPT = "Kept with IT"
ASKED = "Is this for IT only?"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "bot.db")
    bot.says("ana", "concern label printer on 5 West prints blank", WEST)
    yield bot
    bot.end()


CERTAIN = [
    *(
        "note {}",
        "Note: {}",
        "NOTE - {}",
        "note \u2014 {}",
        "note -- {}",
        "note\u00a0{}",
        "note\u2009{}",
    ),
    *(
        "note\t{}",
        "*note* {}",
        "_note_ {}",
        "*note:* {}",
        "**note** {}",
        "note, {}",
        "note:{}",
        "note; {}",
    ),
    *(
        "note\u2013 {}",
        "note. {}",
        "/note {}",
        "!note {}",
        "\u201cnote {}",
        "> note {}",
        "\u200bnote {}",
    ),
    *(
        "\ufeffnote {}",
        "no\u00adte {}",
        "\uff4e\uff4f\uff54\uff45 {}",
        "1. note {}",
        "\u2022 note {}",
    ),
    *(
        "(note) {}",
        "[internal] {}",
        "IT only: {}",
        "internal: {}",
        "note to self: {}",
        "IT note: {}",
    ),
]
PERHAPS = [
    *(
        ":memo: note {}",
        "\U0001f4dd note {}",
        "@Kim note {}",
        "@Kim Lee, note: {}",
        "noet {}",
        "nte {}",
    ),
    *("internal {}", "IT only {}", "notes {}", "hey team note: {}", "private {}"),
]
CROSSES = [
    *(
        "noted, {}",
        "not yet, {}",
        "notice: {}",
        "it only happens when {}",
        "node 4: {}",
        "nope, {}",
    ),
    *("the internal test says {}", "please note that {}"),
]


@pytest.mark.parametrize("typed", CERTAIN)
def test_whatever_begins_like_a_note_stays_with_it(bot: Bot, typed: str) -> None:
    reply = said(bot.says("kim", typed.format(WORDS), TRIAGE, under="concern:101:it"))
    assert "broke it" not in bot.sees(WEST)
    assert not reply or KEPT in reply
    assert "Acknowledged" not in bot.card("concern:101", WEST)


@pytest.mark.parametrize("typed", PERHAPS)
def test_what_only_may_be_a_note_stays_and_is_asked_about(bot: Bot, typed: str) -> None:
    reply = bot.says("kim", typed.format(WORDS), TRIAGE, under="concern:101:it")
    assert ASKED in said(reply)
    assert "broke it" not in bot.sees(WEST)
    assert "Acknowledged" not in bot.card("concern:101", WEST)
    (button,) = buttons(reply)
    bot.presses("kim", button.action.name, *button.action.args, room=TRIAGE)
    assert "broke it" in bot.sees(WEST)
    assert "Acknowledged" in bot.card("concern:101", WEST)


@pytest.mark.parametrize("typed", CROSSES)
def test_other_words_cross(bot: Bot, typed: str) -> None:
    assert said(bot.says("kim", typed.format(WORDS), TRIAGE, under="concern:101:it")) == ""
    assert "broke it" in bot.sees(WEST)


def test_only_its_writer_passes_it_on(bot: Bot) -> None:
    reply = bot.says("kim", f":memo: note {WORDS}", TRIAGE, under="concern:101:it")
    (button,) = buttons(reply)
    refused = said(bot.presses("raj", button.action.name, *button.action.args, room=TRIAGE))
    assert "Only whoever wrote it" in refused
    assert "broke it" not in bot.sees(WEST)


def test_an_edit_makes_a_note_of_an_answer_and_the_clock_goes_on(bot: Bot) -> None:
    bot.says("kim", WORDS, TRIAGE, under="concern:101:it", ref="m-1")
    assert "broke it" in bot.sees(WEST)
    assert "Acknowledged" in bot.card("concern:101", WEST)
    reply = said(bot.edits("kim", "m-1", f"note, {WORDS}", TRIAGE, under="concern:101:it"))
    assert KEPT in reply
    assert "broke it" not in bot.sees(WEST)
    assert "(taken back by its writer)" in bot.sees(WEST)
    assert "New" in bot.card("concern:101", WEST)


def test_a_note_whose_word_is_taken_away_is_asked_about_first(bot: Bot) -> None:
    bot.says("kim", f"note {WORDS}", TRIAGE, under="concern:101:it", ref="m-1")
    reply = said(bot.edits("kim", "m-1", WORDS, TRIAGE, under="concern:101:it"))
    assert ASKED in reply
    assert "broke it" not in bot.sees(WEST)


def test_the_button_takes_back_the_last_answer(bot: Bot) -> None:
    bot.says("kim", "we look at it", TRIAGE, under="concern:101:it")
    bot.says("kim", WORDS, TRIAGE, under="concern:101:it")
    assert "Kept with IT now" in said(bot.presses("kim", "concern.only_it", "101", room=TRIAGE))
    assert "broke it" not in bot.sees(WEST)
    assert "we look at it" in bot.sees(WEST)
    assert "New" not in bot.card("concern:101", WEST)  # the first answer stands
    bot.presses("kim", "concern.only_it", "101", room=TRIAGE)
    assert "New" in bot.card("concern:101", WEST)
    nothing = said(bot.presses("kim", "concern.only_it", "101", room=TRIAGE))
    assert "You have written no answer" in nothing


def test_paging_goes_on_when_the_answer_to_a_p1_is_taken_back(bot: Bot) -> None:
    bot.says("ben", "concern patient not breathing and the monitor is black", WEST)
    bot.says("sam", "on my way", TRIAGE, under="concern:102:it", ref="m-1")
    assert "[I have it]" not in bot.card("concern:102:it", TRIAGE)
    bot.edits("sam", "m-1", "note: on my way", TRIAGE, under="concern:102:it")
    assert "[I have it]" in bot.card("concern:102:it", TRIAGE)
    pages = bot.sees("sam").count("C-102")
    bot.wait(minutes=6)
    assert bot.sees("sam").count("C-102") >= pages
    assert "paged" in bot.card("concern:102:it", TRIAGE)


def test_a_deleted_answer_is_none(bot: Bot) -> None:
    bot.says("kim", WORDS, TRIAGE, under="concern:101:it", ref="m-1")
    bot.deletes("kim", "m-1", TRIAGE, under="concern:101:it")
    assert "New" in bot.card("concern:101", WEST)


def test_a_note_in_the_wards_own_room_says_who_reads_it(bot: Bot) -> None:
    reply = said(bot.says("jo", f"note, {WORDS}", WEST, under="concern:101"))
    assert "Everyone in this room can read it" in reply
