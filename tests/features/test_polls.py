"""Polls: asked in one line or by form, one vote a person over both platforms, results by side."""

import asyncio

import pytest

from bot.words.cards import Form
from bot.words.events import Account, Action, Press
from storage.nouns import ballots
from tests.features.polling import (
    ANALYSTS,
    NURSES,
    WEST,
    card,
    crowd,
    spread,
    taps,
    votes,
)
from tests.harness import HOME, TRIAGE, WARDS, Bot, form, said

READY = "poll Is your area ready for Saturday? | Yes | Partly | No"


def test_one_line_asks_where_it_is_typed(bot: Bot) -> None:
    told = said(bot.says("ana", "poll Pizza tonight?", WEST))
    assert "P-101 is ready" in told
    assert "in 5W" in told
    assert "Your answer: [Yes] [No]" in card(bot, room=WEST)
    assert "closes Thu 15:00 EST" in card(bot, room=WEST)
    assert card(bot) == ""


def test_a_private_line_asks_in_ones_own_unit_and_where_it_works(bot: Bot) -> None:
    bot.says("ben", "poll Pizza tonight?")
    assert card(bot, room=WEST)
    assert card(bot)
    assert card(bot, room=WARDS["ICU"]) == ""


@pytest.mark.parametrize(
    "line",
    [
        READY,
        'poll "Is your area ready for Saturday?" "Yes" "Partly" "No"',
        "poll \u201cIs your area ready for Saturday?\u201d Yes, Partly, No",
        "poll Is your area ready for Saturday?\nYes\nPartly\nNo",
        "poll Is your area ready for Saturday? Yes, Partly, No",
        "poll Is your area ready for Saturday? --readiness",
    ],
)
def test_there_are_many_ways_to_write_the_options(bot: Bot, line: str) -> None:
    bot.says("jo", line)
    shown = card(bot)
    assert "Is your area ready for Saturday?" in shown
    assert "[Yes] [Partly] [No]" in shown


def test_what_is_special_follows_after_dashes(bot: Bot) -> None:
    bot.says(
        "jo",
        "poll Which? | A | B | C --limit 2 --for clinical, ICU \u2014anonymous --add"
        " --closes end of Thursday's day shift --in IT triage --quorum 3",
    )
    shown = card(bot)
    assert "Open, closes Thu 19:00 EST · several answers, 2 at most · anonymous" in shown
    assert "for Clinical, ICU" in shown
    assert "[Add an option]" in shown
    assert card(bot, room=WEST) == ""


def test_the_form_asks_the_same(bot: Bot) -> None:
    asked = bot.says("ben", "poll")
    assert isinstance(asked, Form)
    told = bot.fills("ben", asked, question="Ready?", options="Yes\nNo", closes="thu 19:30")
    assert "P-101 is ready" in said(told)
    assert "closes Thu 19:30" in card(bot, room=WEST)


def test_the_form_is_short_until_more_is_asked_for(bot: Bot) -> None:
    short = form(bot.says("ben", "poll"))
    assert len(short.fields) <= 6
    long = form(bot.fills("ben", short, question="Which tool?", more="special,anonymous"))
    assert {"who", "criteria", "repeats", "quorum"} <= {field.id for field in long.fields}
    assert long.fields[0].value == "Which tool?"
    who = {"who": "side:clinical,unit:5W", "quorum": "3", "figures": "close"}
    bot.fills("ben", long, options="A\nB", **who)
    assert "one answer · anonymous · for Clinical, 5 West" in card(bot)


def test_a_kind_that_needs_more_says_so_in_the_long_form(bot: Bot) -> None:
    asked = bot.says("ben", "poll")
    again = form(bot.fills("ben", asked, question="Which?", options="A\nB", kind="weighted"))
    (criteria,) = (field for field in again.fields if field.id == "criteria")
    assert "at least two criteria" in criteria.error
    bot.fills("ben", again, criteria="Cost .6, Ease .4")
    assert "Judged by Cost .6, Ease .4" in card(bot)


def test_a_form_with_a_mistake_comes_back_with_the_mistake_beside_it(bot: Bot) -> None:
    asked = bot.says("ben", "poll")
    again = form(bot.fills("ben", asked, question="Ready?", options="Yes", closes="yesterday"))
    errors = {field.id: field.error for field in again.fields if field.error}
    assert "at least 2 options; this one has 1" in errors["options"]
    assert "has passed" in errors["closes"]
    assert "P-101" not in said(bot.says("ben", "polls"))


def test_the_form_does_not_need_a_guess_at_rooms(bot: Bot) -> None:
    asked = bot.says("ben", "poll", WARDS["ICU"])
    bot.fills("ben", asked, question="Ready?")
    assert card(bot, room=WARDS["ICU"])
    assert card(bot) == ""


def test_both_platforms_vote_in_one_ballot_and_results_are_by_side(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", f"{READY} --closes thu 19:30")
    taps(bot, spread(NURSES, 4, 5, 3) | spread(ANALYSTS, 5, 1))
    assert "18 voted so far" in card(bot, room=WEST)
    assert "33.3" not in card(bot)
    bot.at("2026-03-05 19:30")
    for room in (TRIAGE, *WARDS.values()):
        shown = card(bot, room=room)
        assert "Yes: 4, 33.3 % (95 % CI 13.8-60.9, n=12)" in shown
        assert "Yes: 5, 83.3 % (95 % CI 43.6-97.0, n=6)" in shown
        assert "The sides differ by 50.0 points on Yes" in shown
        assert "Both sides counted alike: Yes 58.3 %" in shown
        assert "Nurse1" not in shown
        assert "Yes: 9 of 18, 50.0 %" in shown
        assert shown.index("All together") < shown.index("Clinical, 12 people")


def test_someone_on_both_platforms_has_one_vote(bot: Bot) -> None:
    bot.says("jo", READY)
    bot.presses("jo", "poll.vote", "101", "1", room=WEST)
    bot.presses("jo", "poll.vote", "101", "3", room=TRIAGE)
    assert "1 voted so far" in card(bot)
    assert "Your vote: Partly" in votes(bot, "jo", "partly")
    assert "1 voted so far" in card(bot)


def test_a_vote_is_changed_by_another_tap_and_taken_back(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", f"{READY} --closes in 2 hours")
    taps(bot, spread(NURSES[:6], 6))
    taps(bot, spread(NURSES[:2], 0, 2))
    assert "Your vote in P-101 is taken back" in said(bot.says("nurse6", "unvote P-101"))
    assert "You have no vote in P-101" in said(bot.says("nurse6", "unvote P-101"))
    assert "5 voted so far" in card(bot)
    bot.wait(hours=2)
    assert "Yes: 3 of 5, 60.0 %" in card(bot)
    assert "Partly: 2, 40.0 %" in card(bot)


def test_the_same_tap_twice_is_one_vote(bot: Bot) -> None:
    bot.says("jo", READY)
    for _ in range(3):
        bot.presses("ana", "poll.vote", "101", "1", room=WEST)
    assert "1 voted so far" in card(bot)
    bot.replay()
    assert "1 voted so far" in card(bot)


def test_only_those_it_is_for_may_vote(bot: Bot) -> None:
    bot.says("jo", "poll Ready? --for clinical, 5W --in all")
    assert "P-101 is for Clinical and 5 West" in votes(bot, "sam", "Yes")
    assert "P-101 is for" in votes(bot, "mia", "Yes")
    assert "Your vote: Yes" in votes(bot, "ben", "Yes")
    bot.says("jo", "poll Who? | A | B --for Ana Ruiz, Sam Ortiz")
    assert "Your vote" in votes(bot, "sam", "A", 102)
    assert "people who were named" in votes(bot, "ben", "A", 102)


def test_voters_may_add_options_where_the_author_lets_them(bot: Bot) -> None:
    bot.says("jo", "poll Which day? | Monday | Tuesday --add")
    asked = bot.presses("ana", "poll.add", "101")
    assert "Added" in said(bot.fills("ana", asked, option="Friday"))
    assert "[Monday] [Tuesday] [Friday]" in card(bot)
    assert "are the same option" in said(bot.says("ben", "option P-101 monday"))
    assert "Your vote: Friday" in votes(bot, "ana", "fri")
    bot.says("jo", "poll Which day? | Monday | Tuesday")
    assert "are its author's" in said(bot.says("ana", "option P-102 Friday"))


def test_several_answers_are_counted_apart_from_people(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which? | A | B | C --multiple --limit 2 --in all")
    assert "[Vote]" in card(bot)
    for who in NURSES[:5]:
        asked = bot.presses(who, "poll.ballot", "101")
        bot.fills(who, asked, many="1,2")
    too_many = form(bot.fills("ana", bot.presses("ana", "poll.ballot", "101"), many="1,2,3"))
    assert "You chose 3; 2 is the most" in too_many.fields[0].error
    assert "Your vote: A and C" in votes(bot, "ana", "A, C")
    assert "2 is the most" in votes(bot, "ana", "A, B, C")
    bot.says("jo", "close P-101")
    assert "All together, 6 people, 12 votes; shares are of people" in card(bot)
    assert "A: 6 of 6, 100.0 % (95 % CI 61.0-100.0)" in card(bot)


def test_figures_may_be_live_and_are_then_said_to_be(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Ready? --live")
    assert "some votes behind, so that none can be worked out" in card(bot)
    taps(bot, spread(NURSES[:9], 4, 5))
    assert "Figures come from 10 people on, 5 votes behind" in card(bot)
    taps(bot, spread(ANALYSTS[:1], 0, 1))
    assert "10 voted so far" in card(bot)
    assert "Yes: 4 of 5, 80.0 %" in card(bot)


def test_figures_may_be_for_those_who_have_voted(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Ready? --until-vote")
    taps(bot, spread(NURSES[:9], 4, 5))
    assert "80.0 %" not in card(bot)
    assert "Yes: 4 of 5, 80.0 %" in votes(bot, "ana", "Yes")
    assert "80.0 %" not in card(bot)


def test_who_may_close_and_what_is_said_to_others(bot: Bot) -> None:
    bot.says("ben", READY)
    assert "Only Ben Cole, a leader or an administrator can close it" in said(
        bot.says("ana", "close P-101")
    )
    assert "Closed: P-101" in said(bot.says("elena", "close P-101"))
    assert "P-101 closed 15:00 EST. Nothing was counted" in votes(bot, "ana", "Yes")
    assert "P-101 closed" in said(bot.says("ben", "close P-101"))


def test_ties_are_told(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll Which? | A | B | C")
    taps(bot, spread(NURSES[:6], 3, 3))
    bot.says("jo", "close P-101")
    assert "A tie: A and B. Jo Park · clinical & IT is asked to choose, and to say why." in card(
        bot
    )
    asked = bot.presses("jo", "poll.tie", "101")
    assert [option.label for option in form(asked).fields[0].options] == ["A", "B"]  # type: ignore[union-attr]
    assert "Say why" in said(bot.fills("jo", asked, which="2"))
    bot.fills("jo", asked, which="2", why="cheaper to run")
    assert "Jo Park · clinical & IT chose B: cheaper to run" in card(bot)


def test_a_quorum_that_was_not_reached_decides_nothing(bot: Bot) -> None:
    bot.says("jo", "poll Ready? --quorum 3")
    votes(bot, "ana", "Yes")
    bot.says("jo", "close P-101")
    assert "The quorum of 3 was not reached, so nothing is decided" in card(bot)


def test_a_poll_is_called_off_with_all_its_votes(bot: Bot) -> None:
    bot.says("jo", READY)
    votes(bot, "ana", "Yes")
    bot.presses("jo", "poll.drop", "101")
    assert "Called off" in card(bot)
    assert "P-101 was called off" in votes(bot, "ben", "Yes")
    bot.wait(days=2)
    assert "Called off" in card(bot)


def test_home_shows_open_polls_until_one_has_voted(bot: Bot) -> None:
    bot.says("jo", f"{READY} --anonymous")
    assert "P-101 · Open" in said(bot.opens("ana"))
    bot.presses("ana", "poll.vote", "101", "1", room=WEST)
    assert "P-101" not in said(bot.opens("ana"))


def test_templates_are_kept_and_started_from(bot: Bot) -> None:
    bot.says("jo", "poll How was the week? | Good | Bad --anonymous --save Friday mood")
    shown = said(bot.says("ben", "polls"))
    assert "[friday mood]" in shown
    assert "[pulse]" in shown
    asked = form(bot.presses("ben", "poll.new", "friday mood"))
    assert asked.fields[0].value == "How was the week?"
    assert "figures" not in {field.id for field in asked.fields}
    bot.says("ben", "poll Which? | A | B --ranked --quorum 4 --save choice")
    again = form(bot.presses("ben", "poll.new", "choice"))
    assert {f.id: f.value for f in again.fields}["quorum"] == "4"
    bot.says("ben", "poll --template friday mood")
    assert "Open, closes Thu 15:00 EST · one answer · anonymous" in card(bot, 103)
    assert "There is no template called “nothing”" in said(
        bot.says("ben", "poll --template nothing")
    )


def test_what_is_written_under_a_poll_is_read_on_the_other_side(bot: Bot) -> None:
    bot.says("jo", f"{READY} --in 5W, IT triage")
    bot.says("ana", "Our printer is not ready", WEST, under="poll:101", ref="m7")
    assert "Ana Ruiz · clinical on P-101\n“Our printer is not ready”" in bot.sees(TRIAGE)
    bot.edits("ana", "m7", "Our label printer is not ready", WEST, "poll:101")
    assert "“Our label printer is not ready”\nedited" in bot.sees(TRIAGE)
    bot.deletes("ana", "m7", WEST, "poll:101")
    assert "(taken back by its writer)" in bot.sees(TRIAGE)
    assert "label printer" not in bot.sees(TRIAGE)
    told = said(bot.says("ana", "pt John Smith waits", WEST, under="poll:101"))
    assert "passed on only this" in told
    assert "Please edit or delete your message" in bot.sees("ana")
    assert "Smith" not in bot.sees(TRIAGE) + bot.everything()


def test_a_thousand_votes_in_ten_seconds_are_all_counted_with_few_edits(bot: Bot) -> None:
    """A relay that edits at the pace of Slack's channels, while the votes come in."""
    bot.says("jo", "poll Ready? | Yes | No --in all --live")
    before = {name: len(chat.calls) for name, chat in bot.chats.items()}

    async def storm() -> None:
        for second in range(10):
            presses = [
                Press(
                    f"v{second}-{n}",
                    WEST,
                    Account("teams", HOME["teams"], f"voter{second}-{n}"),
                    Action("poll.vote", ("101", str(1 + (n % 4 == 0)))),
                )
                for n in range(100)
            ]
            answers = asyncio.gather(*map(bot.core, presses))
            await bot.relay.drain()
            assert all("Counted" in said(answer) for answer in await answers)

    bot.run(storm())
    bot.deliver()
    assert "1000 voted so far" in card(bot, room=WEST)
    assert "Yes: 7" in card(bot)
    assert " of 99" in card(bot)
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 1000
        assert len(ballots.voters(db, 101)) == 1000
    for name, chat in bot.chats.items():
        calls = chat.calls[before[name] :]
        assert "post" not in calls
        assert calls.count("edit") <= 36 * (3 if name == "teams" else 1)
