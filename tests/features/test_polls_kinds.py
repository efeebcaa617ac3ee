"""The kinds of polls that are more than a tap, each with its figures."""

import pytest

from bot.words.fields import ChoiceField
from tests.features.polling import ANALYSTS, NURSES, card, crowd, join, votes
from tests.harness import Bot, form, said, staff

PULSE = ("5 3", "4 3", "6 4", "3 2", "5 5", "2 2", "6 3", "4 4")


def test_the_pulse_of_story_1_28(bot: Bot) -> None:
    """Clinical 46.9 of 100 (n=8), IT not shown, and no figure that would reveal it."""
    crowd(bot)
    bot.at("2026-03-13 09:00")
    bot.says("jo", "poll How do you find the new system? --pulse --in all")
    for who, answers in zip(NURSES, PULSE, strict=False):
        assert "Counted in P-101" in votes(bot, who, answers)
    for who in ANALYSTS[:3]:
        votes(bot, who, "6 6")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "Clinical: 46.9 of 100 (n=8)" in shown
    assert "IT: fewer than 5 answers - not shown" in shown
    assert "No overall figure" in shown
    assert "All together" not in shown
    assert "of 100" not in shown.replace("46.9 of 100 (n=8)", "")
    assert "UMUX-Lite: Lewis, Utesch and Maher" in shown


def test_the_pulse_is_a_form_of_two_questions(bot: Bot) -> None:
    bot.says("jo", "poll The new eMAR --pulse")
    asked = form(bot.presses("ana", "poll.ballot", "101"))
    labels = [field.label for field in asked.fields]
    assert labels == ["It does what I need it to do.", "It is easy to use."]
    assert isinstance(asked.fields[0], ChoiceField)
    assert [option.value for option in asked.fields[0].options] == list("1234567")
    missing = form(bot.fills("ana", asked, item1="6"))
    assert missing.fields[1].error == "A whole number from 1 to 7."
    assert "Your vote: 6, 5" in said(bot.fills("ana", asked, item1="6", item2="5"))
    again = form(bot.presses("ana", "poll.ballot", "101"))
    assert [field.value for field in again.fields] == ["6", "5"]


def test_sus_by_side_with_a_letter_and_its_scale(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll The new eMAR --sus --in all")
    for who in NURSES[:5]:
        votes(bot, who, "5 4 2 1 2 3 2 4 5 2")
    for who in ANALYSTS[:5]:
        votes(bot, who, "5 1 5 1 5 1 5 1 5 1")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "Clinical: 55.0 of 100 (n=5), D on the Sauro-Lewis scale" in shown
    assert "IT: 100.0 of 100 (n=5), A+ on the Sauro-Lewis scale" in shown
    assert "The sides differ by 45.0 points" in shown
    assert "Both sides counted alike: 77.5 of 100" in shown
    assert "John Brooke" in shown


def test_points_by_side_and_where_they_are_apart(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll How useful? | Alerts | Order sets --score 1-5 --in all")
    for n, who in enumerate(NURSES[:5]):
        votes(bot, who, f"{1 + n % 2} 4")
    for who in ANALYSTS[:5]:
        votes(bot, who, "4 4")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "Alerts: 1.4 of 5 (n=5)" in shown
    assert "Alerts: 4.0 of 5 (n=5)" in shown
    assert "The sides are 2.6 points apart on Alerts" in shown
    assert "apart on Order sets" not in shown


def test_a_point_may_be_left_out_but_not_all(bot: Bot) -> None:
    bot.says("jo", "poll How useful? | Alerts | Order sets --score 1-5")
    asked = bot.presses("ana", "poll.ballot", "101")
    assert "Rate at least one" in said(bot.fills("ana", asked))
    assert "Your vote: Order sets 3" in said(bot.fills("ana", asked, item2="3"))


def test_ranking_by_form_tells_a_double_place(bot: Bot) -> None:
    bot.says("jo", "poll Which first? | A | B | C --ranked")
    asked = bot.presses("ana", "poll.ballot", "101")
    again = form(bot.fills("ana", asked, place1="2", place2="2"))
    assert again.fields[1].error == "B has a place already. Give each one place."
    assert "Your vote: B > A" in said(bot.fills("ana", asked, place1="2", place2="1"))
    assert "Your vote: C > A" in votes(bot, "ana", "c > a")


def test_a_ranking_shows_who_beats_whom(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which first? | A | B | C --ranked --in all")
    for who in NURSES[:4]:
        votes(bot, who, "A > B > C")
    for who in ANALYSTS[:3]:
        votes(bot, who, "B > A > C")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "All together, 7 people: A > B > C" in shown
    assert "A beats every other head to head." in shown
    assert "Head to head: A over B, People: 4-3" in shown
    assert "The sides are not shown: Clinical and IT are fewer than five each." in shown
    assert "Clinical," not in shown


def test_a_tie_in_a_ranking_is_told(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which first? | A | B --ranked --in all")
    for who in NURSES[:3]:
        votes(bot, who, "A > B")
    for who in ANALYSTS[:3]:
        votes(bot, who, "B > A")
    told = said(bot.says("jo", "close P-101"))
    assert "A = B" in told
    assert "A tie: nothing parts A and B." in told
    assert "[Break the tie]" in told


def test_weights_are_fixed_before_the_scores_and_add_up(bot: Bot) -> None:
    ask = "poll Which tool? | A | B --weighted Cost .35, Ease .25, Help {} --in all"
    assert "The weights add up to 1.05" in said(bot.says("jo", ask.format(".45")))
    crowd(bot)
    bot.says("jo", ask.format(".40"))
    assert "Judged by Cost .35, Ease .25, Help .4" in card(bot)
    asked = form(bot.presses("ana", "poll.ballot", "101"))
    assert [field.label for field in asked.fields][:2] == ["A: Cost", "A: Ease"]
    for who in NURSES[:4]:
        votes(bot, who, "4 3 2 3 4 3")
    votes(bot, "nurse5", "5 3 2 3 4 3")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "A, Cost (.35): 4.2, Ease (.25): 3, Help (.4): 2, Sum: 3.02" in shown
    assert "B, Cost (.35): 3, Ease (.25): 4, Help (.4): 3, Sum: 3.25" in shown
    assert "B comes first." in shown


def test_a_weighted_tie_is_exact_and_a_person_breaks_it(bot: Bot) -> None:
    told = said(
        bot.says(
            "jo",
            "weigh Which? | Fit .35, Ease .25, Cost .20, Help .20 | A 4 3 2 4 | C 4 3 3 3 --in all",
        )
    )
    assert "A and C tie" in told
    assert "Without Cost, A would come first." in told
    asked = bot.presses("jo", "poll.tie", "101")
    bot.fills("jo", asked, which="2", why="nights have it already")
    assert "Jo Park · clinical & IT chose C: nights have it already" in card(bot)
    assert "can break the tie" in said(bot.presses("ana", "poll.tie", "101"))


@pytest.mark.parametrize(
    ("said_", "why"),
    [
        ("weigh Which?", "Say it like this"),
        ("weigh Which? | Cost, Ease .5 | A 1 2 | B 2 1", "“Cost” needs a name and a weight"),
        ("weigh Which? | Cost .5, Ease .5 | A 1 | B 2 1", "needs a name and 2 scores"),
        ("weigh Which? | Cost 50%, Ease 60% | A 1 2 | B 2 1", "The weights add up to 1.1"),
    ],
)
def test_a_table_that_does_not_work_is_told_how(bot: Bot, said_: str, why: str) -> None:
    assert why in said(bot.says("jo", said_))


def test_approval_takes_all_one_could_live_with(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which slot? | Mon | Tue | Wed --approval --in all")
    for n, who in enumerate(NURSES[:6]):
        votes(bot, who, "Mon, Tue" if n % 2 else "Tue, Wed")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "Tue: 6 of 6, 100.0 %" in shown
    assert "Mon: 3, 50.0 %" in shown


def test_people_of_both_sides_are_a_group_of_their_own(bot: Bot) -> None:
    """R11a: left out of the sides, shown where there are enough of them."""
    join(bot, [staff(f"Bridge{n}", "both", "teams") for n in range(5)])
    crowd(bot)
    bot.says("jo", "poll Ready? --in all")
    for n in range(5):
        votes(bot, f"bridge{n}", "Yes" if n else "No")
    for who in (*NURSES[:5], *ANALYSTS[:5]):
        votes(bot, who, "No")
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "Clinical & IT, 5 people" in shown
    assert "Yes: 4, 80.0 %" in shown
    assert "The sides differ" not in shown


def test_rounds_of_a_panel_that_keeps_its_ratings_secret(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which matter? | Falls | Waits --panel --anonymous --in all")
    for n, who in enumerate((*NURSES[:5], *ANALYSTS[:4])):
        assert "Counted" in votes(bot, who, f"{7 + n % 3} {9 if n < 5 else 2}")
    told = said(bot.says("jo", "close P-101"))
    assert "Falls, Median: 8, Low 1-3: 0, High 7-9: 9, Verdict: accept" in told
    assert "Waits, Median: 9, Low 1-3: 4, High 7-9: 5, Verdict: disagreement, so uncertain" in told
    assert "[Another round]" in told
    assert "[Ask to show sides]" not in told
