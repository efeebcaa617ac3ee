"""What a word means, to each side; and words that wait for somebody to explain them."""

import pytest

from bot.features.glossary.lookup import book, own
from tests.harness import TRIAGE, WARDS, Bot, form, message, said


@pytest.mark.parametrize(
    "words",
    ["what eMAR", "what is an eMAR?", "what does emar mean", "define eMAR", "what “eMAR” means?"],
)
def test_a_word_is_explained_however_one_asks(bot: Bot, words: str) -> None:
    told = said(bot.says("sam", words))
    assert told.startswith("eMAR\nThe list of medicines")


def test_the_answer_is_private_unless_the_room_should_see_it(bot: Bot) -> None:
    assert "list of medicines" in said(bot.says("sam", "what eMAR", TRIAGE))
    assert bot.sees(TRIAGE) == ""
    assert bot.says("sam", "what does eMAR mean here?", TRIAGE) is None
    assert "list of medicines" in bot.sees(TRIAGE)
    assert bot.sees(WARDS["5W"]) == ""


def test_the_same_letters_mean_two_things(bot: Bot) -> None:
    told = said(bot.says("sam", "what PR"))
    assert "Clinical: By the rectum" in told
    assert "IT: A pull request" in told


def test_what_nobody_explained_is_kept_until_somebody_does(bot: Bot) -> None:
    told = said(bot.says("sam", "what huddle board"))
    assert "I don't know “huddle board”" in told
    assert "[Explain it]" in told
    assert "Nobody has explained yet: huddle board" in said(bot.says("ana", "terms"))
    asked = form(bot.presses("ana", "term.explain", "huddle board"))
    bot.fills("ana", asked, clinical="The screen by the station", it="A page on host hb01")
    told = said(bot.says("sam", "what is a Huddle Board?"))
    assert "Clinical: The screen by the station\nIT: A page on host hb01" in told
    assert "Explained by Ana Ruiz · clinical." in told
    assert "Nobody has explained" not in said(bot.says("ana", "terms"))


def test_one_line_explains_too_and_only_its_owner_changes_it(bot: Bot) -> None:
    bot.says("ana", "term med room = where the locked cabinets are")
    assert "where the locked cabinets are" in said(bot.says("sam", "what med room"))
    refused = said(bot.says("sam", "term med room = a room"))
    assert "Ana Ruiz · clinical explained “med room”: ask them to change it." in refused
    bot.says("jo", "term med room = where medicines are kept")
    assert "where medicines are kept" in said(bot.says("sam", "what med room"))


def test_a_near_miss_is_suggested(bot: Bot) -> None:
    assert "Did you mean readmission" in said(bot.says("sam", "what readmision"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [("what", "Say which word"), ("term x =", "Say the word, then what it means")],
)
def test_what_is_missing_is_said(bot: Bot, words: str, answer: str) -> None:
    assert answer in said(bot.says("sam", words))


def test_an_empty_form_comes_back(bot: Bot) -> None:
    asked = form(bot.says("sam", "term"))
    assert "Say what it means" in said(bot.fills("sam", asked, word="x", clinical=" "))


def test_a_sentence_that_begins_with_what_may_be_a_concern(bot: Bot) -> None:
    asked = message(bot.says("ana", "what happened to the label printer on 5 West"))
    assert asked.title == "Send to IT?"


def test_a_patient_is_no_word(bot: Bot) -> None:
    bot.says("ana", "what pt John Smith MRN 00482913")
    assert "Smith" not in bot.everything()
    assert "[NAME]" not in said(bot.says("ana", "terms"))


def test_every_word_has_a_meaning_that_fits_a_phone() -> None:
    assert len(own()) > 50
    for meaning in book().values():
        assert meaning.clinical
        assert meaning.it
        assert len(meaning.clinical) <= 160, meaning.name
        assert len(meaning.it) <= 160, meaning.name


def test_a_priority_in_front_of_a_sentence_is_no_poll(bot: Bot) -> None:
    for words in ("P1: eMAR is frozen for everybody", "p2 label printer is down again"):
        assert message(bot.says("ana", words)).title == "Send to IT?"
