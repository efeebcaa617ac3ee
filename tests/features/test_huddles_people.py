"""Person mode: each member at their own local time; the missing reminded once; the away left alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.rules.hospital import WorkingHours
from bot.settings import RoomSetting
from tests.features.joint import GOLIVE, part, post
from tests.harness import HARBOR, ROOMS, Bot, form, said, staff

WEST, LONDON = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/London")
TEAM = (
    staff("Jo Park", "both", "teams", "slack"),
    staff("Kim Lee", "it", "slack"),
    replace(staff("Raj Patel", "it", "slack"), zone=WEST),
    replace(staff("Wei Zhang", "it", "slack"), zone=LONDON),
    staff("Ana Ruiz", "clinical", "teams", unit="5W", shift="night"),
)
LINE = '"Analysts" weekdays 09:30 in #it-golive for Kim, Raj, Wei'
FREE = WorkingHours(holidays=frozenset({date(2026, 3, 10)}))


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """Sunday 8 March 2026, noon in New York."""
    rooms = (*ROOMS, RoomSetting(GOLIVE, "huddle", name="it-golive"))
    bot = Bot(
        tmp_path / "corridor.db", cast=TEAM, rooms=rooms, hospital=replace(HARBOR, hours=FREE)
    )
    bot.at("2026-03-08 12:00")
    yield bot
    bot.end()


def begun(bot: Bot, line: str = LINE) -> None:
    assert "each at their own time" in said(bot.says("jo", f"huddle {line}"))
    bot.presses("jo", "huddle.start", "101")


def test_nine_o_clock_means_their_own_morning(bot: Bot) -> None:
    begun(bot)
    bot.at("2026-03-09 04:29")
    assert bot.posts("wei") == []
    bot.at("2026-03-09 04:30")  # 08:30 in London, which changes its clocks three weeks later
    assert "Analysts, Mon 9 Mar" in bot.sees("wei")
    assert bot.posts("kim") == []
    bot.at("2026-03-09 08:30")
    assert "Analysts, Mon 9 Mar" in bot.sees("kim")
    assert bot.posts("raj") == []
    bot.at("2026-03-09 11:30")
    assert "Analysts, Mon 9 Mar" in bot.sees("raj")
    assert [p.key for p in bot.posts(GOLIVE)] == ["huddle:101:post:2026-03-09T09:30"]


def test_only_the_missing_are_reminded_once_after_four_fifths(bot: Bot) -> None:
    begun(bot, '"Analysts" weekdays 09:30 in #it-golive for Kim, Jo')
    bot.at("2026-03-09 08:45")
    bot.fills("kim", bot.says("kim", "report"), changed="The index is rebuilt")
    bot.at("2026-03-09 09:17")
    assert "still open for you" not in bot.sees(bot.dm("jo", "teams")) + bot.sees(
        bot.dm("jo", "slack")
    )
    bot.at("2026-03-09 09:18")
    reminded = bot.sees(bot.dm("jo", "teams")) + bot.sees(bot.dm("jo", "slack"))
    assert "It closes in 12 min. Nobody sees who has not answered." in reminded
    assert "still open for you" not in bot.sees("kim")
    bot.at("2026-03-09 09:30")
    shown = post(bot, "2026-03-09T09:30")
    assert "1 of 2 have answered." in part(shown, "5 Who")
    assert "Kim Lee · IT: The index is rebuilt" in part(shown, "3 Cha")
    assert "Jo Park" not in shown
    bot.at("2026-03-09 18:00")
    again = bot.sees(bot.dm("jo", "teams")) + bot.sees(bot.dm("jo", "slack"))
    assert again.count("still open for you") == 1


def test_an_answer_is_changed_after_it_was_sent_and_joins_that_days_post(bot: Bot) -> None:
    begun(bot)
    bot.at("2026-03-09 08:45")
    bot.fills("kim", bot.says("kim", "report"), decide="Which server goes first?")
    bot.at("2026-03-09 09:40")
    bot.fills("kim", bot.says("kim", "report"), decide="Which site goes first?")
    assert "Kim Lee · IT: Which site goes first?" in post(bot, "2026-03-09T09:30")
    bot.at("2026-03-09 11:45")
    bot.fills("raj", bot.says("raj", "report"), changing="A patch at noon")
    assert "Raj Patel · IT" in part(post(bot, "2026-03-09T09:30"), "Came later")


def test_who_is_away_is_not_asked_and_says_so_once(bot: Bot) -> None:
    begun(bot)
    assert "You are away until Wed 11 Mar" in said(bot.says("kim", "away until wednesday"))
    bot.at("2026-03-11 20:00")
    assert bot.posts("kim") == []
    shown = part(post(bot, "2026-03-11T09:30"), "5 Who")
    assert "0 of 2 have answered." in shown
    assert "Away: Kim Lee · IT until Wed 11 Mar" in shown
    bot.at("2026-03-12 09:00")
    assert "Analysts, Thu 12 Mar" in bot.sees("kim")
    bot.presses("kim", "huddle.away", "101", "2026-03-12")
    bot.at("2026-03-12 12:00")
    assert "still open" not in bot.sees("kim")
    assert "Welcome back" in said(bot.says("kim", "back"))
    assert "You are not away" in said(bot.says("kim", "back"))
    assert "Say until when you are away" in said(bot.says("kim", "away until the cows"))


def test_holidays_are_left_alone_where_that_was_asked_for(bot: Bot) -> None:
    begun(bot, f"{LINE} not on holidays")
    bot.at("2026-03-10 20:00")
    assert "Tue 10 Mar" not in bot.sees("kim")
    assert post(bot, "2026-03-10T09:30") == ""
    bot.at("2026-03-11 20:00")
    assert "Wed 11 Mar" in bot.sees("kim")


def test_a_night_nurse_is_asked_in_her_night_and_never_off_shift(bot: Bot) -> None:
    begun(bot, '"Nights" daily 09:30 in #it-golive for Ana')
    bot.at("2026-03-08 19:29")
    assert bot.posts("ana") == []
    bot.at("2026-03-08 19:30")
    assert "Nights, Sun 8 Mar" in bot.sees("ana")
    bot.at("2026-03-09 07:30")
    bot.at("2026-03-09 19:00")
    assert len(bot.posts("ana")) == 2  # the question and its one reminder
    bot.says("ana", "away tomorrow")
    bot.at("2026-03-10 20:00")
    assert "Nights, Mon 9 Mar" in bot.sees("ana")
    assert "Nights, Tue 10 Mar" not in bot.sees("ana")


def test_a_skipped_day_asks_nobody(bot: Bot) -> None:
    begun(bot)
    bot.says("jo", "huddle H-101 skip")
    bot.at("2026-03-09 20:00")
    assert bot.posts("kim") == bot.posts("raj") == []
    bot.at("2026-03-10 20:00")
    assert "Tue 10 Mar" in bot.sees("kim")


def test_who_has_left_is_not_asked_and_all_of_it_can_be_named_at_once(bot: Bot) -> None:
    shown = said(bot.says("jo", 'huddle "IT" daily 09:30 in #it-golive for IT'))
    assert "Kim Lee · IT, Raj Patel · IT, Wei Zhang · IT" in shown
    asked = form(bot.presses("jo", "huddle.change", "101"))
    nobody = form(bot.fills("jo", asked, people=""))
    assert "Name who is asked" in next(f.error for f in nobody.fields if f.id == "people")
