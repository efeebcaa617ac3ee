"""R25: a question that asks for words is answered in words, and never silently with Yes or No."""

import pytest
from sqlalchemy import text

from bot.rules.open_question import asks_for_words
from tests.features.polling import ANALYSTS, NURSES, TRIAGE_AND_WARDS, WEST, card, crowd
from tests.harness import Bot, form, said

ASK = "poll What stops you from trusting the new scanner? --in all --closes in 2 hours"


def answers(bot: Bot, *who: str) -> None:
    for name in who:
        asked = bot.presses(name, "poll.ballot", "101")
        told = said(bot.fills(name, asked, text=f"The dock of {name} is loose"))
        assert "Counted in P-101" in told


@pytest.mark.parametrize(
    ("question", "in_words"),
    [
        ("What stops you from trusting the scanner?", True),
        ("¿Qué te impide confiar en el escáner?", True),
        ("In which rooms does it fail?", True),
        ("how do you hand over pumps", True),
        ("Why do we scan twice?", True),
        ("Ready for Saturday?", False),
        ("Is it clear what to do?", False),
        ("How about pizza?", False),
        ("Pizza tonight?", False),
        ("Should we ask who is on call?", False),
    ],
)
def test_what_asks_for_words(question: str, in_words: bool) -> None:
    assert asks_for_words(question) == in_words


def test_it_is_offered_as_an_open_question_and_with_options_if_wanted(bot: Bot) -> None:
    bot.previews = True
    shown = bot.says("ana", "poll What stops you?", WEST)
    assert "Answers: in one's own words" in said(shown)
    assert "It asks for more than Yes or No" in said(shown)
    assert "each with its writer's name" in said(shown)
    assert "Yes and No" not in said(shown)
    asked = form(bot.presses("ana", "poll.change_draft", "1"))
    told = bot.fills("ana", asked, kind="single", options="The dock\nThe battery")
    assert "P-101 is ready" in said(told)
    assert "[The dock] [The battery]" in card(bot, room=WEST)
    again = bot.says("ana", "poll What stops you? | The dock | The battery", WEST)
    assert "Answers: The dock and The battery" in said(again)


def test_answers_are_listed_with_their_writers_at_the_close(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    assert "[Answer]" in card(bot)
    answers(bot, *NURSES[:4], *ANALYSTS[:1])
    assert "5 answered so far." in card(bot)
    assert "loose" not in card(bot)
    bot.wait(hours=2)
    for room in TRIAGE_AND_WARDS:
        shown = card(bot, room=room)
        assert "5 answers:" in shown
        for name in (*NURSES[:4], *ANALYSTS[:1]):
            assert f"“The dock of {name} is loose”\n{name.title()} · " in shown
        assert "%" not in shown
    assert "The dock of nurse1 is loose" in said(bot.says("jo", "figures P-101"))


def test_an_answer_is_changed_and_taken_back_until_the_close(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    answers(bot, *NURSES[:5])
    asked = form(bot.presses("nurse1", "poll.ballot", "101"))
    assert asked.fields[0].value == "The dock of nurse1 is loose"
    bot.fills("nurse1", asked, text="It beeps")
    assert "Write your answer" in said(bot.fills("nurse2", asked, text=" "))
    assert "500 is the most" in said(bot.fills("nurse2", asked, text="a " * 300))
    assert "Counted in P-101" in said(bot.says("ana", "vote P-101 It is slow at night"))
    assert "taken back" in said(bot.says("nurse2", "unvote P-101"))
    assert "5 answered so far." in card(bot)
    bot.wait(hours=2)
    assert "It beeps" in card(bot)
    assert "It is slow at night" in card(bot)
    assert "nurse1 is loose" not in card(bot)
    assert "nurse2" not in card(bot)
    late = said(bot.says("ana", "vote P-101 It is late"))
    assert "P-101 closed" in late


def test_without_names_nothing_leads_from_an_answer_to_its_writer(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", f"{ASK} --anonymous")
    assert "answers are sealed until the close" in card(bot)
    answers(bot, *NURSES[:10])
    assert "is loose" not in bot.everything()
    with bot.database() as db:
        kept = db.execute(text("SELECT voter, person_id, text FROM poll_answers")).all()
    assert {row.person_id for row in kept} == {None}
    assert len({len(row.text) for row in kept}) == 1
    asked = form(bot.presses("nurse3", "poll.ballot", "101"))
    assert asked.fields[0].value == "The dock of nurse3 is loose"
    bot.wait(hours=2)
    with bot.database() as db:
        after = db.execute(text("SELECT voter, person_id, text FROM poll_answers")).all()
        assert db.execute(text("SELECT * FROM poll_voters")).all() == []
    assert {row.voter for row in kept}.isdisjoint(row.voter for row in after)
    assert {row.person_id for row in after} == {None}
    shown = card(bot)
    assert "10 answers:" in shown
    for name in NURSES[:10]:
        assert f"“The dock of {name} is loose”" in shown
        assert name.title() not in shown


@pytest.mark.parametrize(("flag", "least"), [("", 5), ("--anonymous", 10)])
def test_too_few_answers_are_not_shown(bot: Bot, flag: str, least: int) -> None:
    crowd(bot)
    bot.says("jo", f"{ASK} {flag}")
    answers(bot, *NURSES[: least - 1])
    bot.wait(hours=2)
    assert f"Fewer than {least} people answered, so nothing of it is shown." in card(bot)
    assert "loose" not in card(bot) + said(bot.says("jo", "figures P-101"))


def test_patient_data_in_an_answer_is_shown_cleaned_to_its_writer_first(bot: Bot) -> None:
    bot.says("jo", ASK)
    asked = bot.presses("ana", "poll.ballot", "101")
    again = form(bot.fills("ana", asked, text="pt John Smith MRN 00482913 waited"))
    assert "Smith" not in said(again)
    assert "Smith" not in bot.everything()
    assert "Counted in P-101" in said(bot.fills("ana", again))
    assert "00482913" not in bot.everything()


def test_danger_in_an_answer_puts_the_number_first(bot: Bot) -> None:
    bot.says("jo", ASK)
    asked = bot.presses("ana", "poll.ballot", "101")
    told = said(bot.fills("ana", asked, text="the patient stopped breathing"))
    assert told.index("x5100") < told.index("Counted in P-101")


def test_a_poll_that_is_called_off_keeps_no_answers(bot: Bot) -> None:
    crowd(bot)
    for number, flag in ((101, ""), (102, "--anonymous")):
        bot.says("jo", f"{ASK} {flag}")
        asked = bot.presses("ana", "poll.ballot", str(number))
        bot.fills("ana", asked, text="The dock is loose")
        bot.presses("jo", "poll.drop", str(number))
    assert "is loose" not in bot.everything()
    with bot.database() as db:
        assert db.execute(text("SELECT * FROM poll_answers")).all() == []


def test_who_has_answered_is_not_reminded(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", ASK)
    answers(bot, "nurse1")
    bot.presses("jo", "poll.remind", "101")
    assert "only reminder" not in bot.sees("nurse1")
