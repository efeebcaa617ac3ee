"""The week for leaders: what is counted, what is not, and when it comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.events import Channel
from tests.harness import HOME, ROOMS, TRIAGE, Bot, said

LEADERS = Channel("teams", HOME["teams"], "leaders")


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", rooms=(*ROOMS, RoomSetting(LEADERS, "leaders")))
    yield bot
    bot.end()


def test_it_comes_on_saturday_at_seven_and_not_in_an_empty_week(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    bot.says("kim", "fixed C-101 a new roll is in, please print one")
    bot.presses("ana", "concern.confirm", "101")
    bot.at("2026-03-07 06:59")
    assert bot.sees(LEADERS) == ""
    bot.at("2026-03-07 07:00")
    assert "The week between the wards and IT" in bot.sees(LEADERS)
    assert "Sat 28 Feb 07:00 EST to Sat 7 Mar 07:00 EST" in bot.sees(LEADERS)
    bot.wait(days=30)
    assert bot.sees(LEADERS).count("The week between") == 1


def test_what_is_open_keeps_it_coming(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West")
    bot.at("2026-03-22 12:00")
    assert bot.sees(LEADERS).count("The week between") == 3
    assert "Needs you: no answer in time to C-101 (P2)." in bot.sees(LEADERS)


def test_leaders_may_ask_and_nobody_else(bot: Bot) -> None:
    assert "A leader or an administrator can do that" in said(bot.says("kim", "digest"))
    empty = said(bot.says("elena", "digest"))
    assert "Concerns: 0, week before 0" in empty
    assert "First answer: median - min (n=0)" in empty
    assert "In time: none" in empty
    assert "evenness" not in empty


def test_a_no_with_its_reason_is_feedback_and_an_unchecked_fix_is_not(bot: Bot) -> None:
    for _ in range(2):
        bot.submits("ben", "concern.raise", text="printer is slow again today")
    bot.says("kim", "notdoing C-101 the old printers go away in May anyway")
    bot.says("kim", "fixed C-102 the driver was changed, please print one")
    bot.wait(days=6)
    week = said(bot.says("elena", "digest"))
    assert "Closed: 2 (week before 0)" in week
    assert "With feedback: 1 of 2 (50 %)" in week


def test_what_was_taken_back_is_not_counted_and_ties_are_all_named(bot: Bot) -> None:
    bot.submits("ben", "concern.raise", text="printer is slow again today", kind="down_slow")
    bot.submits("ben", "concern.raise", text="how do I chart fluids now", kind="howto")
    bot.submits("ben", "concern.raise", text="never mind this one please", kind="idea")
    bot.says("ben", "withdraw C-103")
    week = said(bot.says("elena", "digest"))
    assert "Concerns: 2, week before 0" in week
    assert "Most often: Down or slow and Show me how (1)" in week


def test_notes_for_it_are_no_messages_between_the_sides(bot: Bot) -> None:
    bot.submits("ben", "concern.raise", text="printer is slow again today")
    bot.says("kim", "note: old driver", TRIAGE, under="concern:101:it")
    bot.says("kim", "We look at the driver", TRIAGE, under="concern:101:it")
    bot.says("ben", "C-101 it also jams")
    week = said(bot.says("elena", "digest"))
    assert "messages in threads: clinical 1, IT 1, evenness 1.000 of 1" in week
