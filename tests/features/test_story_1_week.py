"""Story 1, the week in numbers: the win that came of it, and the digest on Saturday morning.

The numbers are the story's, but for those of the concerns: see `test_story_1`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import RoomSetting
from bot.words.events import Channel
from tests.features.one_platform import HOUSES, lives
from tests.features.test_story_1 import fixes, raises
from tests.harness import HOME, ROOMS, TRIAGE, Bot, form, said

WINS = (Channel("teams", HOME["teams"], "wins"), Channel("slack", HOME["slack"], "wins"))
FROZEN = "eMAR frozen on 5W, all 3 carts, BCA printer dead"
WIN = "Within a day the night team's report got eMAR back on three units."


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    rooms = (*ROOMS, *(RoomSetting(room, "wins") for room in WINS))
    bot = lives(request.param, tmp_path / "corridor.db", rooms=rooms)
    yield bot
    bot.end()


def writes(bot: Bot, who: str, number: int, words: str) -> None:
    bot.says(who, words, TRIAGE, under=f"concern:{number}:it")


def the_first_night(bot: Bot) -> None:
    bot.at("2026-03-08 01:50")
    raises(bot, "ana", FROZEN, "down_slow", "stopped", "unit", "could")
    bot.at("2026-03-08 03:05")
    writes(bot, "sam", 101, "On it - checking the 5W print server and eMAR cache")
    for minute, who in (("20", "mia"), ("31", "tom")):
        bot.at(f"2026-03-08 03:{minute}")
        raises(bot, who, "eMAR frozen here too", "down_slow", "stopped", "unit", "no")
    bot.says("sam", "duplicate C-102 C-101")
    bot.says("sam", "duplicate C-103 C-101")
    bot.at("2026-03-08 03:40")
    writes(bot, "sam", 101, "workaround: Print from the BCA computer in the med room")
    bot.at("2026-03-08 04:25")
    bot.says("jo", "priority C-101 P2 workaround confirmed on all three units")
    bot.at("2026-03-08 21:12")
    fixes(bot, "kim", 101, "eMAR screens on 5W, ICU and ED load again; cache rebuilt")
    bot.at("2026-03-09 07:30")
    bot.presses("ben", "concern.confirm", "101")


def the_week(bot: Bot) -> None:
    bot.at("2026-03-09 10:00")
    raises(bot, "lena", "heparin order set rounds wrong", "wrong_info", "slowed", "me", "could")
    bot.at("2026-03-09 10:22")
    writes(bot, "kim", 104, "I see the rounding rule, fixing it")
    bot.at("2026-03-09 14:00")
    raises(bot, "priya", "Why a second sign-off?", "why", "annoying", "me", "no")
    bot.at("2026-03-10 09:30")
    writes(bot, "kim", 105, "It came with an old policy, we ask")
    bot.at("2026-03-10 16:00")
    fixes(bot, "kim", 104, "The order set rounds to the nearest unit again")
    bot.at("2026-03-10 16:30")
    raises(bot, "tom", "badge tap fails", "access", "slowed", "me", "no")
    bot.at("2026-03-11 09:10")
    writes(bot, "sam", 106, "Your badge was enrolled twice")
    bot.presses("lena", "concern.confirm", "104")
    bot.at("2026-03-11 11:00")
    fixes(bot, "sam", 106, "Your badge is enrolled once again, please tap in")


def the_printer(bot: Bot) -> None:
    bot.at("2026-03-11 20:15")
    raises(bot, "mia", "ICU label printer dead", "down_slow", "slowed", "unit", "no")
    bot.at("2026-03-11 21:02")
    writes(bot, "sam", 107, "Going to look at the print queue")
    bot.at("2026-03-11 22:30")
    fixes(bot, "sam", 107, "Label printer has a new driver and prints")
    bot.at("2026-03-12 02:00")
    bot.fills("mia", bot.presses("mia", "concern.reopen", "107"), reason="Blank labels again")
    bot.at("2026-03-12 05:40")
    fixes(bot, "sam", 107, "The printer was swapped for a spare one")


def the_end_of_the_week(bot: Bot) -> None:
    bot.at("2026-03-12 10:00")
    fixes(bot, "kim", 105, "The second sign-off is gone for routine drugs")
    bot.at("2026-03-12 11:00")
    raises(bot, "ben", "charting fluids", "howto", "annoying", "me", "no")
    bot.at("2026-03-12 11:09")
    writes(bot, "sam", 108, "Open I&O and tap the plus sign")
    fixes(bot, "sam", 108, "Fluids are charted under I&O, plus sign")
    bot.presses("ben", "concern.confirm", "108")
    bot.at("2026-03-13 08:00")
    bot.presses("mia", "concern.confirm", "107")
    for n in range(18):
        bot.says("tom", f"C-106 and one more thing, the {n + 1}.")
    for n in range(15):
        writes(bot, "sam", 106, f"And one more answer, the {n + 1}.")
    bot.at("2026-03-13 22:40")
    raises(bot, "tom", "chart slow", "down_slow", "annoying", "site", "no")


def test_story_1_the_win_and_the_week(bot: Bot) -> None:
    the_first_night(bot)
    the_week(bot)
    the_printer(bot)
    the_end_of_the_week(bot)

    # 1.29 Jo drafts a win; its numbers are what the bot knows; Ana and Raj are asked.
    bot.at("2026-03-14 06:50")
    draft = said(bot.says("jo", f"win C-101 @Ana @Raj {WIN}"))
    assert "I looked for names, numbers, dates and addresses of patients, and found none." in draft
    assert "Checked against C-101: “Within a day”, “three units”." in draft
    told = said(bot.presses("jo", "win.announce", "101"))
    assert "Off shift until then: Ana Ruiz at 19:00 EDT." in told
    bot.fills("raj", bot.presses("raj", "win.askteam", "101"), team="the interface team")
    assert bot.sees(WINS[0]) == ""
    assert "May it" not in bot.sees("ana")

    # 1.30 Saturday 07:00: one screen for Dr Marsh.
    assert "The week between" not in bot.sees("elena")
    bot.at("2026-03-14 07:00")
    # She has read at once, in one line each, where a patient may be affected; and of what was
    # unanswered for long, how that ended.
    told, _, week = bot.sees("elena").partition("The week between")
    lines = [one for one in told.split("\n\n") if one]
    assert [one for one in lines if "may be affected" in one] == [
        "C-101 · P2 · 5 West: a patient may be affected",
        "C-104 · P2 · Pharmacy: a patient may be affected",
    ]
    assert "C-101 · P1 · 5 West: answered 03:05, after 15 min" in lines
    assert all("answered" in one or "fixed" in one for one in lines if "affected" not in one)
    for value in (
        "Sat 7 Mar 07:00 EST to Sat 14 Mar 07:00 EDT",
        "Concerns: 7 (+2 duplicates), week before 0",
        "By first priority: P1 1, P2 2, P3 2, P4 2; C-101 was lowered to P2",
        "Could hurt a patient: 2",
        "First answer: median 34.5 min (n=6)",
        "In time: 5 of 6 (83.3 %), 1 not due yet",
        "Closed: 4 (week before 0)",
        "With feedback: 4 of 4 (100 %)",
        "Where the rest is: 2 wait for a check, 1 open",
        "Reopened: 1",
        "Most often: Down or slow (3)",
        "Two sides: messages in threads: clinical 18, IT 22, evenness 0.993 of 1",
    ):
        assert value in week
    assert len(week.splitlines()) <= 20
    for person in bot.cast:
        assert person.name not in week

    # 1.29 (end) Ana is asked when her shift starts, and says yes.
    bot.at("2026-03-14 19:00")
    bot.presses("ana", "win.named", "101")
    for room in WINS:
        card = bot.sees(room)
        assert "To Ana Ruiz · clinical and the interface team · IT" in card
        assert f"“{WIN}”" in card
        assert "Raj" not in card
        for word in ("point", "rank", "streak"):
            assert word not in card


def test_the_draft_of_a_win_begins_with_what_is_known_of_its_concern(bot: Bot) -> None:
    the_first_night(bot)
    asked = form(bot.says("jo", "win C-101"))
    values = {field.id: field.value for field in asked.fields}
    assert values["who"] == "Ana Ruiz, Kim Lee"
