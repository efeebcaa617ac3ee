"""When polls open, remind, close and come back: through restarts, outages and two workers."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest

from bot.core.dispatcher import Core
from bot.core.router import routes
from bot.features import FEATURES
from bot.privacy import Guard
from bot.words.cards import Form
from bot.words.events import Action as Act
from bot.words.events import Press, Tick
from storage import Unavailable, Writer, open_hospital
from tests.features.polling import ANALYSTS, NURSES, WEST, card, crowd, spread, taps, votes
from tests.harness import TRIAGE, Bot, form, said

READY = "poll Is your area ready for Saturday? | Yes | Partly | No"


def test_it_opens_at_its_time(bot: Bot) -> None:
    told = said(bot.says("jo", f"{READY} --opens thu 7:00 --closes thu 19:30"))
    assert "It opens at its time" in told
    assert card(bot) == ""
    assert "P-101 opens Thu 07:00 EST" in votes(bot, "ana", "Yes")
    bot.at("2026-03-05 07:00")
    assert "Open, closes 19:30 EST" in card(bot)
    assert "Your vote: Yes" in votes(bot, "ana", "Yes")


def test_it_closes_at_its_time_though_everything_restarts(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", f"{READY} --closes thu 19:30 --in all")
    taps(bot, spread(NURSES[:6], 3, 2, 1))
    bot.restart()
    bot.at("2026-03-05 19:29")
    assert "Open" in card(bot)
    bot.restart()
    bot.at("2026-03-05 19:30")
    assert "Closed 19:30 EST" in card(bot)
    assert "Yes: 3 of 6, 50.0 %" in card(bot)


def test_a_vote_after_the_time_is_refused_before_the_clock_comes_round(bot: Bot) -> None:
    bot.says("jo", f"{READY} --closes in 1 hour --in all")
    bot.now += timedelta(hours=1)
    assert "P-101 closed 16:00 EST. Nothing was counted" in votes(bot, "ana", "Yes")
    assert "Open" in card(bot)
    bot.wait(minutes=1)
    assert "Closed 16:00 EST" in card(bot)


def test_a_vote_pressed_in_time_counts_though_it_comes_late(bot: Bot) -> None:
    """The database was away for the last minute; the platform delivers the press again."""
    bot.says("jo", f"{READY} --closes in 1 hour --in all")
    pressed = bot.now + timedelta(minutes=59, seconds=30)
    bot.now += timedelta(hours=1, seconds=5)
    press = Press("late", WEST, bot.account("ana"), Act("poll.vote", ("101", "1")), at=pressed)
    assert "Your vote: Yes" in said(bot.send(press))


def test_a_minute_without_a_database_delays_the_close_and_loses_nothing(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", f"{READY} --closes in 1 hour --in all")
    taps(bot, spread(NURSES[:6], 3, 2, 1))
    bot.restart()
    bot.patience(0.05)
    bot.now += timedelta(hours=1)
    blocker = sqlite3.connect(bot.path)
    blocker.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable):
        bot.run(bot.core(Tick(bot.now)))
    blocker.rollback()
    blocker.close()
    bot.wait(minutes=1)
    assert "Closed 16:00 EST" in card(bot)
    assert "Yes: 3 of 6, 50.0 %" in card(bot)


def test_two_workers_close_it_once(bot: Bot) -> None:
    bot.says("ben", f"{READY} --closes in 2 hours")
    database = open_hospital(f"sqlite:///{bot.path}", bot.hospital.id)
    writer = Writer(database)
    writer.start()
    other = Core(writer, bot.hospital, routes(FEATURES), Guard(), lambda: bot.now)
    bot.now += timedelta(hours=2)

    async def both() -> None:
        await asyncio.gather(*(core(Tick(bot.now)) for core in (bot.core, other)))

    bot.run(both())
    writer.stop()
    database.kw["bind"].dispose()
    bot.deliver()
    assert "Closed" in card(bot)
    assert bot.sees("ben").count("Closed: P-101") == 1


def test_the_undecided_are_reminded_once_on_their_shift_and_nobody_else(bot: Bot) -> None:
    """Asked on Wednesday at 15:00 until Thursday 19:30: half time is Thursday 05:15, in the night."""
    bot.says("jo", f"{READY} --closes thu 19:30 --in all --remind")
    for who, where in (("mia", WEST), ("sam", TRIAGE)):
        bot.presses(who, "poll.vote", "101", "1", room=where)
    assert "only reminder" not in bot.sees("ana")
    bot.at("2026-03-05 05:15")
    assert "You have not voted yet" in bot.sees("ana")  # on nights on Wednesdays
    assert "You have not voted yet" in bot.sees("tom")
    assert "You have not voted yet" not in bot.sees("ben")  # off until 07:00
    assert "You have not voted yet" not in bot.sees("kim")  # no shift: in working hours
    bot.at("2026-03-05 06:00")
    votes(bot, "ben", "Partly")
    bot.at("2026-03-05 19:30")
    assert "You have not voted yet" not in bot.sees("ben")  # voted before it came
    assert "You have not voted yet" in bot.sees("kim")
    for who in ("mia", "sam", "lena"):
        assert "You have not voted yet" not in bot.sees(who)
    assert bot.sees("ana").count("only reminder") == 1


def test_whoever_starts_after_the_close_is_left_alone(bot: Bot) -> None:
    bot.says("jo", f"{READY} --closes wed 18:30 --in all")
    told = said(bot.presses("jo", "poll.remind", "101"))
    assert "will be reminded" in told
    assert "once is enough" in said(bot.presses("jo", "poll.remind", "101"))
    bot.at("2026-03-06 12:00")
    assert "only reminder" in bot.sees("ben")
    assert "only reminder" not in bot.sees("ana")  # on from 19:00


def test_an_anonymous_poll_reminds_without_knowing_what_was_voted(bot: Bot) -> None:
    bot.says("jo", "poll Ready? --anonymous --in all")
    votes(bot, "ben", "Yes")
    bot.presses("jo", "poll.remind", "101")
    assert "only reminder" not in bot.sees("ben")
    assert "only reminder" in bot.sees("sam")


def test_it_comes_again_at_the_same_local_time_once_each(bot: Bot) -> None:
    bot.at("2026-03-06 09:00")
    bot.says(
        "jo", "poll How was the week? | Good | Bad --repeat weekly --closes in 8 hours --in all"
    )
    votes(bot, "ana", "Good")
    bot.at("2026-03-13 08:59")
    assert card(bot, 102) == ""
    bot.at("2026-03-13 09:00")
    assert "closes 17:00 EDT" in card(bot, 102)
    assert "Nobody has voted yet" in card(bot, 102)
    bot.restart()
    bot.at("2026-03-20 09:00")
    assert "Open" in card(bot, 103)
    assert card(bot, 104) == ""
    bot.presses("jo", "poll.norepeat", "103")
    bot.at("2026-04-10 09:00")
    assert card(bot, 104) == ""


def test_what_was_missed_while_down_is_not_made_up_for(bot: Bot) -> None:
    bot.at("2026-03-06 09:00")
    bot.says("jo", "poll How was today? | Good | Bad --repeat daily --closes in 8 hours --in all")
    bot.now += timedelta(days=3, hours=12)
    bot.wait(minutes=1)
    assert card(bot, 102) == ""
    bot.at("2026-03-10 09:00")
    assert "How was today" in card(bot, 102)
    assert card(bot, 103) == ""


def test_the_author_says_what_happens_now_and_it_comes_back(bot: Bot) -> None:
    crowd(bot)
    bot.says("ben", f"{READY} --closes in 2 hours --in all")
    taps(bot, spread(NURSES[:6], 3, 2, 1))
    bot.wait(hours=2)
    assert "Closed: P-101" in bot.sees("ben")
    assert "[What happens now?]" in bot.sees("ben")
    asked = bot.presses("ben", "poll.outcome", "101")
    assert "Say in a sentence" in said(bot.fills("ben", asked, outcome=" "))
    assert "within two years" in said(bot.fills("ben", asked, outcome="Go", review="2020-01-01"))
    bot.fills("ben", asked, outcome="We start on Saturday, with two helpers", review="2026-03-20")
    for room in (TRIAGE, WEST):
        assert "What came of P-101" in bot.sees(room)
        assert "“We start on Saturday, with two helpers”" in card(bot, room=room)
        assert "Looked at again Fri 20 Mar 08:00 EDT" in card(bot, room=room)
    bot.at("2026-03-20 07:59")
    assert "Look again" not in bot.sees(TRIAGE) + bot.sees("ben")
    bot.at("2026-03-20 08:00")
    assert "Look again: P-101" in bot.sees(TRIAGE)
    assert "Look again: P-101" in bot.sees("ben")
    bot.presses("ben", "poll.stands", "101")
    assert "Ben Cole · clinical looked again: it still holds." in bot.sees(WEST)
    assert "Looked at again" not in card(bot)


def test_an_outcome_in_one_line_with_its_day(bot: Bot) -> None:
    bot.says("jo", "poll Ready?")
    assert "Close it first" in said(bot.says("jo", "outcome P-101 We go"))
    bot.says("jo", "close P-101")
    assert "can say what happens now" in said(bot.says("ana", "outcome P-101 We go"))
    assert isinstance(bot.says("jo", "outcome P-101"), Form)
    assert "has passed" in said(bot.says("jo", "outcome P-101 We go, review 1 March 2026"))
    bot.says("jo", "outcome P-101 We go on Saturday, review 20 Mar")
    assert "“We go on Saturday”" in card(bot)
    assert "Looked at again Fri 20 Mar 08:00 EDT" in card(bot)


def test_the_file_holds_what_the_card_shows_and_no_more(bot: Bot) -> None:
    crowd(bot)
    bot.says("jo", "poll =SUM(A1)? | @Yes | No --in all")
    taps(bot, spread(NURSES[:8], 5, 3) | spread(ANALYSTS[:3], 1, 2))
    assert "not closed yet" in said(bot.says("jo", "figures P-101"))
    bot.says("jo", "close P-101")
    assert "can take the figures along" in said(bot.says("ana", "figures P-101"))
    text = said(bot.says("jo", "figures P-101"))
    assert "P-101,'=SUM(A1)?,All together,'@Yes,11,6,54.5,28.0,78.7" in text
    assert "IT" not in text
    assert "Nurse" not in text
    assert "Clinical" not in text


def test_polls_lists_open_and_closed_ones_page_by_page(bot: Bot) -> None:
    for n in range(11):
        bot.says("jo", f"poll Question {n}?")
    bot.says("jo", "close P-101")
    shown = said(bot.says("ana", "polls"))
    assert "P-111 · Open" in shown
    assert "[Show more]" in shown
    assert "P-101" not in shown
    assert "P-103 · Open" in said(bot.presses("ana", "poll.list", "open", "104"))
    assert "P-101 · Closed" in said(bot.presses("ana", "poll.list", "all", "104"))
    assert "Question 0" in said(bot.says("ana", "P-101"))


def test_the_form_of_a_ballot_is_refused_when_it_comes_too_late(bot: Bot) -> None:
    bot.says("jo", "poll The eMAR --pulse --closes in 1 hour --in all")
    asked = form(bot.presses("ana", "poll.ballot", "101"))
    bot.wait(hours=1)
    late = said(bot.fills("ana", asked, item1="5", item2="5"))
    assert "P-101 closed 16:00 EST" in late
